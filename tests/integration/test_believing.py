"""What does the sweep do by a clock that is not believed? Nothing, and it says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.integration.running import FALLEN_DUE, clocks_work
from tests.integration.store.world import TestedService
from triage.request.commands.clock.marking import EnforceClock
from wiring.composition.enforcing import tools_of
from workers import sweep as round_of
from workers.clock.clock_check import ClockCheck
from workers.clock.clock_notes import ClockNotes
from workers.rounds import Rounds
from workers.sweep import SWEEP_ROUND, sweep, tidy
from workers.tools import Tools

WEEK = timedelta(days=7)


def watched(service: TestedService) -> Tools:
    """The tools of a process that knows how much time truly passed."""
    check = ClockCheck(service.clock, elapsed=service.clock.elapsed)
    return replace(tools_of(service.parts), clock_check=check)


@pytest.fixture
def tools(service: TestedService) -> Iterator[Tools]:
    yield watched(service)


def test_after_a_leap_ahead_nothing_is_enforced(service: TestedService, tools: Tools) -> None:
    request_id = service.submit().request_id
    service.clock.leap(WEEK)

    with capture_logs() as logged:
        changed = sweep(tools)

    assert (changed, clocks_work(service, request_id)) == (0, [])
    assert [(each["event"], each["code"]) for each in logged] == [("clock-doubted", "leapt-ahead")]
    assert tools.clock_notes.doubts() == ["leapt-ahead"]
    # By its age somebody is woken.
    assert tools.rounds.last(SWEEP_ROUND) is None


def test_when_the_clock_has_come_back_the_sweep_goes_on(
    service: TestedService, tools: Tools
) -> None:
    request_id = service.submit().request_id
    service.clock.leap(WEEK)
    with capture_logs():
        sweep(tools)
    service.clock.leap(-WEEK)
    early = sweep(tools)
    service.clock.wind(WEEK)

    assert (early, sweep(tools)) == (0, 1)
    assert clocks_work(service, request_id) == FALLEN_DUE
    assert tools.clock_notes.doubts() == []


def test_a_start_after_an_outage_of_a_week_enforces_at_once(service: TestedService) -> None:
    request_id = service.submit().request_id
    service.clock.leap(WEEK)

    assert sweep(watched(service)) == 1
    assert clocks_work(service, request_id) == FALLEN_DUE


def test_a_leap_between_the_look_and_the_deed_marks_nothing(
    service: TestedService, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = service.submit().request_id
    service.clock.wind(timedelta(hours=3))
    enforced = round_of.enforced

    def leap_first(tools: Tools, page: list[EnforceClock]) -> list[bool]:
        service.clock.leap(WEEK)
        return enforced(tools, page)

    monkeypatch.setattr(round_of, "enforced", leap_first)
    with capture_logs():
        sweep(tools)

    assert clocks_work(service, request_id) == FALLEN_DUE[:1]


def test_after_a_leap_ahead_nothing_is_tidied_away(service: TestedService, tools: Tools) -> None:
    service.clock.leap(WEEK)
    tidy(tools)
    meanwhile = Rounds(service.parts.database).last("tidy")
    service.clock.leap(-WEEK)
    tidy(tools)

    assert (meanwhile, Rounds(service.parts.database).last("tidy")) == (None, service.clock.now)


def test_the_notes_of_a_host_are_known_to_the_others(service: TestedService, tools: Tools) -> None:
    tools.clock_notes.note("leapt-ahead")

    assert ClockNotes(service.parts.database).doubts() == ["leapt-ahead"]
