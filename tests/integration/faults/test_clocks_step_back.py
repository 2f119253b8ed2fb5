"""What stops when the clocks of some hosts, or of all, step back an hour under load? Nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.integration.clockwork import SERVE, SWEEPS_OFTEN
from tests.integration.conftest import environment_for
from tests.integration.faults import stepping
from tests.integration.faults.judge import judge, submitted_then
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on
from tests.integration.production import Production, in_production, signed_in
from tests.integration.running import by_way_of, eventually, running
from tests.integration.store.world import stock
from wiring.settings import read_settings

READY = "Pyydä apua: "
WAITED_LONG = 10
SLACK_SECONDS = 30


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """What the processes wait for; once it is there their clocks have stepped back."""
    return tmp_path / "step-back"


@pytest.fixture(params=[("beat",), ("web-1", "web-2", "worker", "beat", "follower")])
def stepping_back(request: pytest.FixtureRequest) -> tuple[str, ...]:
    names: tuple[str, ...] = request.param
    return names


@pytest.fixture
def production(tmp_path: Path, flag: Path, stepping_back: tuple[str, ...]) -> Iterator[Production]:
    """Processes of this test's own, where the clocks of some or all step back."""
    (tmp_path / "production").mkdir()
    with in_production(tmp_path / "production") as production:
        for part in map(production.part, stepping_back):
            part.start_anew(by_way_of(stepping.__name__, part.command, str(flag)))
        eventually(lambda: all(map(production.is_alive, production.addresses)))
        production.sweeps_again()
        yield production


def test_in_production_all_goes_on_and_the_distance_is_told(
    production: Production, flag: Path, stepping_back: tuple[str, ...]
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        flag.touch()
        load.began_at -= stepping.BACK.total_seconds()
        goes_on(load)
        production.sweeps_again()
        waited_long += submitted_then(production.settings, WAITED_LONG)
        goes_on(load)
        parts = httpx.get(f"{production.addresses[0]}/readyz").json()["parts"]
    production.sweeps_again()

    behind = stepping.BACK.total_seconds() if "web-1" in stepping_back else 0
    assert parts["clock_ahead_seconds"]["value"] == pytest.approx(-behind, abs=SLACK_SECONDS)
    judge(production.settings, load, waited_long)


def test_in_one_process_all_goes_on(tmp_path: Path, flag: Path) -> None:
    environment = environment_for(tmp_path / "data") | SWEEPS_OFTEN
    settings = read_settings(environment)
    stock(settings)
    serve = by_way_of(stepping.__name__, SERVE, str(flag))
    with running(serve, environment, tmp_path, ready=READY) as service:
        address = service.ready.removeprefix(READY).strip()
        with under_load([address], signed_in(address, "olli")) as load:
            goes_on(load)
            flag.touch()
            load.began_at -= stepping.BACK.total_seconds()
            goes_on(load)
            waited_long = submitted_then(settings, WAITED_LONG)
            goes_on(load)
        judge(settings, load, waited_long)
