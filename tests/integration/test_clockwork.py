"""Is the same clock's work done in one process, and by workers and beats on a real Redis?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.clockwork import Clockwork, embedded, on_redis
from tests.integration.running import FALLEN_DUE, eventually, kinds_of, submitted_long_ago

ENFORCED = [kind for kind, _ in FALLEN_DUE]


@pytest.fixture(scope="module", params=["embedded", "redis"])
def clockwork(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clockwork]:
    """Started on data on which no clock has run for long."""
    folder = tmp_path_factory.mktemp("clockwork")
    if request.param == "embedded":
        begun = embedded(folder)
    else:
        database_url = request.getfixturevalue("postgres_module_url")
        begun = on_redis(folder, database_url, request.getfixturevalue("redis_server").url)
    with begun as clockwork:
        yield clockwork


def test_what_fell_due_while_nothing_ran_is_enforced(clockwork: Clockwork) -> None:
    eventually(lambda: kinds_of(clockwork.settings, clockwork.waited_long)[2:] == ENFORCED)


def test_it_goes_on_sweeping_and_enforces_each_step_once(clockwork: Clockwork) -> None:
    clockwork.sweeps_again()

    assert kinds_of(clockwork.settings, clockwork.waited_long)[2:] == ENFORCED


def test_no_process_complains(clockwork: Clockwork) -> None:
    clockwork.sweeps_again()

    # As root, as in a container, the library warns in lines of its own.
    lines = [line for each in clockwork.processes for line in each.logged.splitlines()]
    assert not [line for line in lines if line.startswith("{")]


def test_a_killed_process_takes_no_enforcement_with_it(clockwork: Clockwork) -> None:
    clockwork.lose_one()
    later = submitted_long_ago(clockwork.settings)

    eventually(lambda: kinds_of(clockwork.settings, later)[2:] == ENFORCED)


def test_every_process_stops_when_it_is_told(clockwork: Clockwork) -> None:
    assert {each.stop() for each in clockwork.processes} == {0}
