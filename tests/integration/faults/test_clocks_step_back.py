"""What stops when the clocks of some hosts, or of all, step back an hour under load?

Nobody who asks for help is held up. Only enforcement waits, where hosts do not agree.
"""

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
from tests.integration.running import by_way_of, eventually, kinds_of, running
from tests.integration.store.world import stock
from wiring.settings import read_settings

READY = "Pyydä apua: "
WAITED_LONG = 10
SLACK_SECONDS = 30
ALL = ("web-1", "web-2", "worker", "beat", "follower")
AS_SUBMITTED = ["submitted", "routed"]


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    """Where the processes find how far their clocks are from the machine's."""
    return tmp_path / "stepped"


@pytest.fixture(params=[("beat",), ALL])
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


@pytest.mark.parametrize("stepping_back", [("beat",)], indirect=True)
def test_in_production_all_goes_on_where_the_clock_of_beat_steps_back(
    production: Production, flag: Path
) -> None:
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        stepping.step(flag, stepping.BACK)
        goes_on(load)
        production.sweeps_again()
        waited_long = submitted_then(production.settings, WAITED_LONG)
        goes_on(load)
        ready = httpx.get(f"{production.addresses[0]}/readyz")
    production.sweeps_again()

    parts = ready.raise_for_status().json()["parts"]
    assert parts["clock_ahead_seconds"]["value"] == pytest.approx(0, abs=SLACK_SECONDS)
    judge(production.settings, load, waited_long)


@pytest.mark.parametrize("stepping_back", [ALL], indirect=True)
def test_in_production_enforcement_waits_while_the_database_says_otherwise(
    production: Production, flag: Path
) -> None:
    def ready() -> httpx.Response:
        return httpx.get(f"{production.addresses[0]}/readyz")

    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        stepping.step(flag, stepping.BACK)
        load.began_at += stepping.BACK.total_seconds()
        eventually(lambda: ready().status_code == 503)
        waited_long = submitted_then(production.settings, WAITED_LONG)
        goes_on(load)
        told, waiting = ready(), [kinds_of(production.settings, each) for each in waited_long]
        stepping.step(flag, stepping.NOWHERE)
        eventually(lambda: ready().status_code == 200)
        production.sweeps_again()
        goes_on(load)

    parts = told.json()["parts"]
    assert parts["clock"] == {
        "ok": False,
        "value": None,
        "reason": "differs-from-the-database",
    }
    behind = stepping.BACK.total_seconds()
    assert parts["clock_ahead_seconds"]["value"] == pytest.approx(behind, abs=SLACK_SECONDS)
    assert waiting == [AS_SUBMITTED] * WAITED_LONG
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
            stepping.step(flag, stepping.BACK)
            load.began_at += stepping.BACK.total_seconds()
            goes_on(load)
            waited_long = submitted_then(settings, WAITED_LONG)
            goes_on(load)
        judge(settings, load, waited_long)
