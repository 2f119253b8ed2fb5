"""Can all that one call did be found again, its events, log lines and task, and only inside?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from api.app import make_app
from api.http.access import open_to_all
from tests.clock import HandWoundClock
from tests.integration.running import submitted_long_ago
from tests.integration.store.world import TestedService
from tests.service import Service, make_service, web_parts
from tests.web.asking import REQUESTS, SUBMISSION
from triage.store.database.engine import Database
from triage.store.tables.core_tables import events
from wiring import logs
from wiring.composition.enforcing import tools_of
from wiring.composition.parts import assemble, wall_clock
from wiring.settings import Settings
from workers.tasks import SWEEP, make_celery

BROKEN = APIRouter()


@BROKEN.get("/api/v1/broken")
@open_to_all
async def broken() -> None:
    raise RuntimeError("Maija Meikäläinen, 040 123 4567")


@BROKEN.get("/api/v1/away")
@open_to_all
async def away() -> None:
    raise OperationalError("SELECT 1", None, Exception("Maija Meikäläinen"))


def traces(database: Database) -> list[str | None]:
    """Of each event, by which call it was stored."""
    with database.views.connect() as connection:
        states = connection.scalars(select(events.c.state).order_by(events.c.position))
        return [json.loads(state).get("trace_id") for state in states]


async def test_the_events_of_one_call_carry_one_trace_that_no_header_tells(tmp_path: Path) -> None:
    with make_service(tmp_path, HandWoundClock()) as service:
        async with service.client() as caller:
            answers = [await caller.post(REQUESTS, json=SUBMISSION) for _ in range(2)]
        first, routed, second, routed_too = traces(service.parts.database)
    assert first == routed != second == routed_too
    assert first is not None
    told = "".join(f"{answer.headers} {answer.text}" for answer in answers)
    assert first not in told


async def test_a_callers_own_trace_is_not_taken_over(tmp_path: Path) -> None:
    named = {"X-Request-Id": "given-by-caller", "traceparent": "given-by-caller"}
    with make_service(tmp_path, HandWoundClock()) as service:
        async with service.client() as caller:
            await caller.post(REQUESTS, json=SUBMISSION, headers=named)
        found = traces(service.parts.database)
    assert "given-by-caller" not in found


@pytest.mark.parametrize(
    ("path", "event", "code"),
    [
        ("/api/v1/broken", "unexpected", "RuntimeError"),
        ("/api/v1/away", "store-away", "OperationalError"),
    ],
)
async def test_a_failure_is_told_with_the_trace_under_which_it_is_logged(
    tmp_path: Path,
    process_as_before: None,
    capsys: pytest.CaptureFixture[str],
    path: str,
    event: str,
    code: str,
) -> None:
    with make_service(tmp_path, HandWoundClock()) as made:
        app = make_app(web_parts(made.parts), pages=(BROKEN,))
        service = Service(parts=made.parts, app=app, clock=made.clock)
        logs.set_up("info")
        async with service.client() as caller:
            answer = await caller.get(path)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (failure,) = [line for line in lines if line["event"] == event]
    assert (failure["level"], failure["code"]) == ("error", code)
    assert failure["trace_id"] == answer.json()["trace_id"]


def test_what_a_task_records_carries_the_tasks_id(served: Settings) -> None:
    submitted_long_ago(served)
    parts = assemble(served, clock=wall_clock)
    try:
        app, _ = make_celery("memory://", sweep_seconds=15, open_tools=lambda: tools_of(parts))
        done = app.tasks[SWEEP].apply()
        assert done.id in traces(parts.database)
    finally:
        parts.close()


def test_what_no_call_stored_has_no_trace(service: TestedService) -> None:
    service.submit()
    assert traces(service.parts.database) == [None, None]
