"""Who decides where the records lie after now? The administrator, by saying that now is right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run, command_line
from tests.integration.store.world import TestedService
from triage.request.events import MarksRetracted
from triage.store.events.streams import stream
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep

WEEK = timedelta(days=7)


@pytest.fixture
def run(environment: dict[str, str], service: TestedService, process_as_before: None) -> Run:
    """Commands live on the clock of the service."""
    return command_line(environment, service.clock)


@pytest.fixture
def in_doubt(service: TestedService) -> TestedService:
    """A week ahead the clock marked a request, and somebody asked for help meanwhile."""
    service.submit()
    service.clock.wind(WEEK)
    sweep(tools_of(service.parts))
    service.submit()
    service.clock.wind(timedelta(hours=1) - WEEK)
    with capture_logs():
        sweep(tools_of(service.parts))
    return service


@on_both_stores
def test_it_says_what_would_be_done_and_does_nothing(run: Run, in_doubt: TestedService) -> None:
    line = refusal(run("clock", "accept"))

    assert line == (
        "it is 2026-11-23 11:00 by this machine's clock, and people acted or read until "
        "2026-11-30 10:00: only where the clock is right and the records are not, --now-is-right "
        "retracts what the clock marked too early on 1 requests"
    )
    assert tools_of(in_doubt.parts).clock_notes.doubts() == ["behind-the-records"]


@on_both_stores
def test_said_aloud_it_retracts_and_enforcement_goes_on(run: Run, in_doubt: TestedService) -> None:
    assert done(run("clock", "accept", "--now-is-right")) == (
        "Accepted: enforcement goes on. This retracts what the clock marked too early on "
        "1 requests.\n"
    )

    tools = tools_of(in_doubt.parts)
    assert sweep(tools) == 0
    assert tools.clock_notes.doubts() == []
    in_doubt.clock.wind(timedelta(hours=1))
    assert sweep(tools) == 1


def test_the_administrators_decision_is_in_the_log(run: Run, in_doubt: TestedService) -> None:
    marked = in_doubt.parts.due.prematurely_marked(in_doubt.clock.now, 10)
    done(run("clock", "accept", "--now-is-right"))

    with in_doubt.parts.database.views.connect() as connection:
        last = stream(connection, in_doubt.parts.ring, marked[0])[1][-1]
    assert isinstance(last, MarksRetracted)
    assert last.by.role == "administrator"


def test_what_people_do_later_than_was_accepted_counts_again(
    run: Run, in_doubt: TestedService
) -> None:
    done(run("clock", "accept", "--now-is-right"))
    in_doubt.clock.wind(2 * WEEK)
    in_doubt.submit()
    in_doubt.clock.wind(-2 * WEEK)
    tools = tools_of(in_doubt.parts)
    with capture_logs():
        sweep(tools)

    assert tools.clock_notes.doubts() == ["behind-the-records"]


def test_where_nothing_lies_after_now_there_is_nothing_to_accept(
    run: Run, service: TestedService
) -> None:
    service.submit()

    assert done(run("clock", "accept", "--now-is-right")) == (
        "It is 2026-11-23 10:00 by this machine's clock, and nothing lies after that.\n"
    )
