"""What if the clock leaps days ahead while a process runs? Nothing is marked, and it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.integration.clockwork import SERVE, SWEEPS_OFTEN
from tests.integration.conftest import environment_for
from tests.integration.faults import stepping
from tests.integration.running import (
    by_way_of,
    eventually,
    kinds_of,
    running,
    submitted_long_ago,
)
from tests.integration.store.world import opened, stock
from wiring.settings import read_settings

READY = "Pyydä apua: "
AHEAD = timedelta(days=21)
WHENEVER = datetime.max.replace(tzinfo=UTC)
AS_SUBMITTED = ["submitted", "routed"]


def test_nothing_is_marked_until_the_clock_comes_back(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data") | SWEEPS_OFTEN
    settings = read_settings(environment)
    stock(settings)
    flag = tmp_path / "stepped"
    serve = by_way_of(stepping.__name__, SERVE, str(flag))
    with running(serve, environment, tmp_path, ready=READY) as service:
        address = service.ready.removeprefix(READY).strip()

        def ready() -> httpx.Response:
            return httpx.get(f"{address}/readyz")

        body = {"message": "Emme jaksa enää.", "topics": ["VAN"], "municipality": "698"}
        httpx.post(f"{address}/api/v1/requests", json=body).raise_for_status()
        stepping.step(flag, AHEAD)
        eventually(lambda: ready().status_code == 503)
        long_ago = submitted_long_ago(settings)
        eventually(lambda: service.logged.count("clock-doubted") > 2)
        told: dict[str, Any] = ready().json()["parts"]["clock"]
        meanwhile = kinds_of(settings, long_ago)
        stepping.step(flag, stepping.NOWHERE)
        eventually(lambda: ready().status_code == 200)
        eventually(lambda: kinds_of(settings, long_ago)[-1] == "promise-missed")
        assert service.stop() == 0

    assert told == {"ok": False, "value": None, "reason": "leapt-ahead"}
    assert meanwhile == AS_SUBMITTED
    with opened(settings) as beside:
        beside.parts.due.follow()
        kept = [
            each
            for each in beside.parts.due.at(WHENEVER, 10)
            if kinds_of(settings, each) == AS_SUBMITTED
        ]
    assert len(kept) == 1
