"""What if the clock is wrong when a process starts? What it marked too early is made good.

Two requests of Tuesday, 8 December at ten. The looks at their urgency are due at 12 and 14 o'clock,
the reminder on the 9th at 14, the escalation on the 10th at 12, the breach at the 10th's midnight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from projections.door.audit.audits import RequestTrail
from projections.figures.outcomes import PromiseOutcome, promise_outcome
from tests.integration.running import clocks_work
from tests.integration.store.world import AINO, TIINA, TestedService
from triage.codes import ReplyKind
from triage.evidence.verify import verify
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.handling import ClaimRequest
from triage.request.events import MarksRetracted
from triage.store.events.streams import stream
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from workers.clock.clock_check import ClockCheck
from workers.sweep import sweep

ARRIVED = datetime.fromisoformat("2026-12-08T10:00+02:00")
AHEAD = datetime.fromisoformat("2026-12-14T10:00+02:00")
RIGHT = datetime.fromisoformat("2026-12-08T10:05+02:00")
LONG_AGO = datetime.fromisoformat("2020-01-01T00:00+02:00")
LOOKS = [
    ("look-overdue", datetime.fromisoformat("2026-12-08T12:00+02:00")),
    ("look-overdue", datetime.fromisoformat("2026-12-08T14:00+02:00")),
]
STEPS = [
    ("reminded", datetime.fromisoformat("2026-12-09T14:00+02:00")),
    ("escalated", datetime.fromisoformat("2026-12-10T12:00+02:00")),
    ("promise-missed", datetime.fromisoformat("2026-12-11T00:00+02:00")),
]
ALL = LOOKS + STEPS
STEP = timedelta(minutes=30)


@pytest.fixture
def both(service: TestedService) -> tuple[UUID, UUID]:
    service.clock.now = ARRIVED
    return service.submit().request_id, service.submit().request_id


def started(service: TestedService, now: datetime) -> int:
    """What the first sweep changes of a process that starts at this moment."""
    service.clock.now = now
    check = ClockCheck(service.clock, elapsed=service.clock.elapsed)
    return sweep(replace(tools_of(service.parts), clock_check=check))


def sweep_until(service: TestedService, end: datetime) -> None:
    tools = tools_of(service.parts)
    while service.clock.now < end:
        service.clock.wind(min(STEP, end - service.clock.now))
        sweep(tools)


def answer(service: TestedService, request_id: UUID) -> None:
    for command in (
        ClaimRequest(request_id=request_id),
        ReplyToRequester(
            request_id=request_id, text=Personal("Tule käymään."), reply_kind=ReplyKind.ANSWER
        ),
    ):
        service.parts.triage.execute_and_wait(command, AINO)


def retractions(service: TestedService, request_id: UUID) -> list[MarksRetracted]:
    with service.parts.database.views.connect() as connection:
        recorded = stream(connection, service.parts.ring, request_id)[1]
    return [each for each in recorded if isinstance(each, MarksRetracted)]


def outcomes(service: TestedService) -> dict[UUID, PromiseOutcome]:
    """What the figures count each request as, now."""
    models = service.parts.models
    models.follower.bring_up_to_date(models.response_times)
    with models.follower.reading(models.response_times) as connection:
        facts = connection.execute(select(models.response_times.table)).fetchall()
    return {fact.request_id: promise_outcome(fact, service.clock.now) for fact in facts}


def verified(service: TestedService) -> None:
    verify(service.parts.database, now=service.clock.now, grace=timedelta(minutes=1))


# -- ahead --


@pytest.mark.parametrize("answered_before_the_sweep", [True, False])
def test_what_a_clock_ahead_marked_is_made_good(
    service: TestedService, both: tuple[UUID, UUID], answered_before_the_sweep: bool
) -> None:
    kept, forgotten = both
    assert started(service, AHEAD) == 2
    service.clock.now = RIGHT
    if answered_before_the_sweep:
        answer(service, kept)
    assert started(service, RIGHT) == 0
    if not answered_before_the_sweep:
        answer(service, kept)

    sweep_until(service, AHEAD)

    assert clocks_work(service, kept) == ALL
    assert clocks_work(service, forgotten) == ALL + ALL
    assert [each.timestamp for each in retractions(service, forgotten)] == [RIGHT]
    verified(service)
    assert outcomes(service) == {kept: PromiseOutcome.IN_TARGET, forgotten: PromiseOutcome.OVERDUE}


def test_each_step_comes_at_its_moment(service: TestedService, both: tuple[UUID, UUID]) -> None:
    started(service, AHEAD)
    started(service, RIGHT)
    found = []

    for _, moment in ALL:
        sweep_until(service, moment - timedelta(microseconds=1))
        before = len(clocks_work(service, both[1]))
        sweep_until(service, moment)
        found.append(len(clocks_work(service, both[1])) - before)

    assert found == [1] * len(ALL)


async def test_the_queue_is_as_it_was(service: TestedService, both: tuple[UUID, UUID]) -> None:
    before = [replace(row, version=0) for row in (await service.queue()).items]
    service.clock.now = ARRIVED
    started(service, AHEAD)
    started(service, RIGHT)

    after = [replace(row, version=0) for row in (await service.queue()).items]

    assert [(row.id, row.escalated, row.overdue) for row in after] == [
        (row.id, row.escalated, row.overdue) for row in before
    ]
    verified(service)


async def test_the_trail_shows_the_mark_and_that_it_was_retracted(
    service: TestedService, both: tuple[UUID, UUID]
) -> None:
    started(service, AHEAD)
    started(service, RIGHT)

    trail = await service.parts.reading_room.ask(RequestTrail(request_id=both[0]), TIINA)

    marked = [each for each in trail.events if each.noticed_at]
    assert {each.retracted_at for each in marked} == {RIGHT}
    assert trail.events[-1].kind == "marks-retracted"


def test_a_clock_that_comes_back_while_the_process_runs_is_made_good_too(
    service: TestedService, both: tuple[UUID, UUID]
) -> None:
    service.clock.now = AHEAD
    check = ClockCheck(service.clock, elapsed=service.clock.elapsed)
    tools = replace(tools_of(service.parts), clock_check=check)
    sweep(tools)
    service.clock.leap(RIGHT - AHEAD)
    back = sweep(tools)
    service.clock.leap(AHEAD - RIGHT)
    with capture_logs() as logged:
        again = sweep(tools)

    assert (back, len(retractions(service, both[0]))) == (0, 1)
    # It was wrong, and is not believed a second time.
    assert (again, logged[0]["code"]) == (0, "leapt-ahead")


def test_a_real_outage_is_made_up_for_at_once(
    service: TestedService, both: tuple[UUID, UUID]
) -> None:
    assert started(service, AHEAD) == 2
    assert started(service, AHEAD + STEP) == 0

    assert clocks_work(service, both[0]) == ALL
    assert retractions(service, both[0]) == []
    verified(service)


# -- behind --


def submit(service: TestedService, _: UUID) -> None:
    service.submit()


@pytest.mark.parametrize("act", [submit, answer])
@pytest.mark.parametrize("now", [LONG_AGO, RIGHT], ids=["years", "days"])
def test_marks_stand_where_people_did_something_later(
    service: TestedService,
    both: tuple[UUID, UUID],
    act: Callable[[TestedService, UUID], None],
    now: datetime,
) -> None:
    started(service, AHEAD)
    service.clock.wind(STEP)
    act(service, both[0])
    before = clocks_work(service, both[1])

    with capture_logs() as logged:
        changed = started(service, now)

    assert (changed, clocks_work(service, both[1])) == (0, before)
    assert retractions(service, both[1]) == []
    assert [each["code"] for each in logged] == ["behind-the-records"]
    assert tools_of(service.parts).clock_notes.doubts() == ["behind-the-records"]


async def test_marks_stand_where_somebody_read_later(
    service: TestedService, both: tuple[UUID, UUID]
) -> None:
    started(service, AHEAD)
    await service.row(both[0])
    service.clock.now = RIGHT
    # The latest row is not the newest one.
    await service.row(both[0])

    with capture_logs() as logged:
        assert started(service, RIGHT) == 0

    assert [each["code"] for each in logged] == ["behind-the-records"]
    assert retractions(service, both[0]) == []


def test_when_now_is_right_again_enforcement_goes_on_by_itself(
    service: TestedService, both: tuple[UUID, UUID]
) -> None:
    started(service, AHEAD)
    third = service.submit().request_id
    with capture_logs():
        started(service, LONG_AGO)
    started(service, AHEAD + timedelta(days=7))

    assert [kind for kind, _ in clocks_work(service, third)] == [kind for kind, _ in ALL]
    assert retractions(service, both[0]) == []
    assert tools_of(service.parts).clock_notes.doubts() == []
    verified(service)


def test_what_is_due_by_a_clock_that_is_behind_is_enforced_where_no_mark_is_at_stake(
    service: TestedService, both: tuple[UUID, UUID]
) -> None:
    service.clock.now = AHEAD
    service.submit()

    with capture_logs() as logged:
        assert started(service, LOOKS[0][1]) == 2

    assert [each["code"] for each in logged][:1] == ["behind-the-records"]
    assert clocks_work(service, both[0]) == LOOKS[:1]
