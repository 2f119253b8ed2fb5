"""What if the clock steps back? Nothing comes twice, no promise moves, nobody is cut off."""

from __future__ import annotations

from datetime import timedelta

from tests.clock import START
from tests.integration.running import FALLEN_DUE, clocks_work
from tests.integration.store.checks import broken_link, broken_read
from tests.integration.store.world import AINO, PASSWORD, TestedService, a_submission
from triage.codes import ReplyKind
from triage.evidence.verify import verify
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.handling import ClaimRequest
from triage.text.personal import Personal
from wiring.composition.enforcing import tools_of
from workers.sweep import SWEEP_ROUND, sweep, tidy

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_each_step_is_recorded_once_with_its_moment(service: TestedService) -> None:
    request_id = service.submit().request_id
    tools = tools_of(service.parts)
    # Over half of the hours the clock goes twice; each moment of the promise is at an hour's turn.
    for _ in range(2 * 24):
        for step in (3 * HOUR, -HOUR):
            service.clock.wind(step)
            sweep(tools)

    assert clocks_work(service, request_id) == FALLEN_DUE


def test_a_clock_that_stepped_back_stops_no_sweep_and_no_tidying(service: TestedService) -> None:
    tools = tools_of(service.parts)
    for step in (DAY, -HOUR):
        service.clock.wind(step)
        sweep(tools)
        tidy(tools)
    request_id = service.submit().request_id
    service.clock.wind(7 * DAY)

    assert sweep(tools) == 1
    assert tools.rounds.last(SWEEP_ROUND) == service.clock.now
    assert len(clocks_work(service, request_id)) == len(FALLEN_DUE)


def test_the_same_submission_an_hour_earlier_stores_nothing_new(service: TestedService) -> None:
    submission = a_submission("Apua", key="6f0a0e3a-4f7b-4c5e-9f0e-2d9f4cf0f001")
    first = service.submit(submission)
    service.clock.wind(-HOUR)
    again = service.submit(submission)

    assert (again.repeated, again.reference) == (True, first.reference)
    assert (again.submitted_at, again.promise) == (START, first.promise)


async def test_a_session_lasts_over_the_step(service: TestedService) -> None:
    desk = service.parts.authenticator
    signed_in = await desk.sign_in("aino", PASSWORD, "somewhere")
    service.clock.wind(-HOUR)

    actor = await desk.actor_of(signed_in.token)
    assert actor and actor.username == AINO.username


def test_a_request_goes_on_over_the_step_and_is_verified(service: TestedService) -> None:
    request_id = service.submit().request_id
    for command in (
        ClaimRequest(request_id=request_id),
        ReplyToRequester(
            request_id=request_id, text=Personal("Tule käymään."), reply_kind=ReplyKind.ANSWER
        ),
    ):
        service.clock.wind(-HOUR)
        service.parts.triage.execute_and_wait(command, AINO)
    service.clock.wind(7 * DAY)

    assert sweep(tools_of(service.parts)) == 0
    database = service.parts.database
    assert (broken_link(database), broken_read(database)) == (None, None)
    assert verify(database, now=service.clock.now, grace=timedelta()).judged.misses == 0
