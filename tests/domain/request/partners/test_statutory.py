"""Do statutory clocks run from their true start, beside the promise, and tip nobody off?"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from projections.views.request.promise_picture import DayIs, Mark, clock_picture
from projections.views.request.request_shown import contents
from projections.views.request.statutory_shown import clocks_shown
from tests.domain.given import AINO, ANTTI, CATALOGUE, MARIA, Case, at, claimed, closed, submitted
from triage.codes import Basis, Outcome, ReplyKind, Urgency
from triage.errors.partners import (
    ClockNotRunning,
    ClockReleased,
    ClockRuns,
    ClockStarted,
    ClockWithheld,
    DoneOnNotFit,
    PartnerKeepsNoClock,
)
from triage.errors.requests import NotAllowed, RequestClosed
from triage.notices.people import People, people_told
from triage.notices.telling import notices
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest, EraseRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.partners.handover import OfferHandover
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.commands.partners.statutory import (
    EndStatutoryClock,
    ReleaseStatutoryClock,
    StartStatutoryClock,
    TakeClockBack,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.enforcement import LIES_AT_MOST, next_due_at
from triage.request.words import Profile
from triage.time.statutory import StartedBy, StatutoryClock

NEED = {"clock": StatutoryClock.SERVICE_NEED, "is_application": True}
THURSDAY = date(2026, 9, 17)
PARISH = "seurakunta-perheneuvonta"
DONE = {
    "clock": StatutoryClock.SERVICE_NEED,
    "done_on": date(2026, 9, 8),
    "what": "Arviointi aloitettiin.",
}
BACK = {"clock": StatutoryClock.SERVICE_NEED, "because": "Väärä pyyntö."}
OF_A_CLOCK = [
    (EndStatutoryClock, DONE),
    (TakeClockBack, BACK),
    (ReleaseStatutoryClock, {"clock": StatutoryClock.SERVICE_NEED}),
]


def started(
    moment: datetime | None = None, profile: Profile | None = None, **instead: object
) -> Case:
    case = claimed(profile=profile)
    case.do(AINO, StartStatutoryClock, moment=moment, **{**NEED, **instead})
    return case


# -- its true start --


@pytest.mark.parametrize("day", [8, 10, 15])
def test_an_application_is_counted_from_arrival_whenever_it_is_recorded(day: int) -> None:
    (shown,) = clocks_shown(started(at(day, 15)).events)
    assert (shown.started_at, shown.due_on) == (at(8, 9), THURSDAY)


def test_else_it_is_counted_from_when_a_worker_first_looked() -> None:
    case = submitted()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(9, 10))

    case.do(AINO, StartStatutoryClock, moment=at(11, 10), **{**NEED, "is_application": False})

    (shown,) = clocks_shown(case.events)
    assert (shown.started_by, shown.started_at) == (StartedBy.FIRST_OPENING, at(9, 10))
    assert shown.due_on == date(2026, 9, 18)


def test_a_clock_is_started_once_and_others_beside_it() -> None:
    case = started()
    assert isinstance(case.refusal(AINO, StartStatutoryClock, **NEED), ClockStarted)
    case.do(AINO, StartStatutoryClock, **{**NEED, "clock": StatutoryClock.ASSESSMENT})
    assert [each.clock for each in clocks_shown(case.events)] == ["service-need", "assessment"]


def test_what_has_ended_starts_no_clock() -> None:
    assert isinstance(closed().refusal(AINO, StartStatutoryClock, **NEED), RequestClosed)


# -- beside the promise --


def test_the_promise_is_not_changed() -> None:
    case = claimed()
    before = case.request.current.promise
    case.do(AINO, StartStatutoryClock, **NEED)
    assert case.request.current.promise == before


def test_the_requester_sees_the_promise_alone() -> None:
    case = claimed()
    before = case.own_view()
    case.do(AINO, StartStatutoryClock, **NEED)
    assert case.own_view() == before


@pytest.mark.parametrize("command", [OfferTransfer, OfferHandover])
def test_what_has_a_clock_that_runs_goes_to_no_partner(command: type) -> None:
    case = started()
    offer = {"unit": PARISH, "basis": Basis.STATUTE}
    also = {"follow_up_on": date(2026, 10, 1)} if command is OfferHandover else {}
    assert isinstance(case.refusal(AINO, command, **offer, **also), PartnerKeepsNoClock)
    case.do(AINO, EndStatutoryClock, **DONE)
    case.do(AINO, command, **offer, **also)


def test_a_partner_has_no_clock_and_learns_of_none() -> None:
    case = started()
    case.do(AINO, EndStatutoryClock, **DONE)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    later = {**NEED, "clock": StatutoryClock.ASSESSMENT}
    assert isinstance(case.refusal(AINO, StartStatutoryClock, **later), PartnerKeepsNoClock)
    case.do(MARIA, AcceptTransfer)

    seen = contents(case.request, case.events, partner=MARIA.units)

    assert seen.statutory_clocks == ()
    assert not [each.kind for each in seen.history if "clock" in each.kind]
    refused = [case.refusal(MARIA, each, **typed) for each, typed in OF_A_CLOCK]
    assert {type(each) for each in refused} == {NotAllowed}


# -- done, taken back --


@pytest.mark.parametrize(("day", "late"), [(8, False), (17, False), (18, True)])
def test_what_was_done_is_late_by_its_day_and_not_by_its_recording(day: int, late: bool) -> None:
    case = started()

    case.do(AINO, EndStatutoryClock, moment=at(22, 9), **{**DONE, "done_on": date(2026, 9, day)})

    (shown,) = clocks_shown(case.events)
    assert (shown.done_on, shown.what, shown.done_late) == (
        date(2026, 9, day),
        "Arviointi aloitettiin.",
        late,
    )


@pytest.mark.parametrize("day", [7, 12])
def test_nothing_is_done_before_the_clock_began_or_tomorrow(day: int) -> None:
    typed = {**DONE, "done_on": date(2026, 9, day)}
    refusal = started().refusal(AINO, EndStatutoryClock, moment=at(11, 9), **typed)
    assert isinstance(refusal, DoneOnNotFit)


def test_what_is_done_waits_for_nothing_any_more() -> None:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, EndStatutoryClock, **DONE)
    assert next_due_at(case.request) == case.now + LIES_AT_MOST
    assert case.sweep(at(30, 9)) == () and case.request.statute_due_at is None


def test_what_was_started_wrongly_leaves_no_lane_and_may_be_started_anew() -> None:
    case = started()
    case.sweep(at(18, 9))
    case.do(AINO, TakeClockBack, clock=NEED["clock"], because="Väärä pyyntö.")
    assert clocks_shown(case.events) == () and case.request.statute_due_at is None

    case.do(AINO, StartStatutoryClock, **NEED)

    assert len(clocks_shown(case.events)) == 1
    assert set(case.sweep(at(18, 10))) == {"statutory-clock-due", "statutory-clock-missed"}


@pytest.mark.parametrize(("command", "typed"), OF_A_CLOCK)
def test_what_does_not_run_can_neither_be_done_nor_told(command: type, typed: dict) -> None:
    assert isinstance(claimed().refusal(AINO, command, **typed), ClockNotRunning)


def test_what_is_done_is_done_once_and_stays() -> None:
    case = started()
    case.do(AINO, EndStatutoryClock, **DONE)
    for command, typed in OF_A_CLOCK[:2]:
        assert isinstance(case.refusal(AINO, command, **typed), ClockNotRunning)


def test_it_may_be_recorded_after_the_end() -> None:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, clock_runs_on=True)
    assert case.do(AINO, EndStatutoryClock, **DONE) == ("statutory-clock-done",)


# -- shown to the requester --


def test_only_what_was_released_is_shown_to_the_requester() -> None:
    case = started()
    assert case.own_view().statutory_clocks == ()

    case.do(AINO, ReleaseStatutoryClock, clock=NEED["clock"])

    (shown,) = case.own_view().statutory_clocks
    assert (shown.clock, shown.started_on, shown.due_on) == (
        "service-need",
        date(2026, 9, 8),
        THURSDAY,
    )
    refusal = case.refusal(AINO, ReleaseStatutoryClock, clock=NEED["clock"])
    assert isinstance(refusal, ClockReleased)


@pytest.mark.parametrize(("act", "typed"), OF_A_CLOCK[:2])
def test_a_notice_keeps_what_the_requester_sees_of_a_clock(act: type, typed: dict) -> None:
    case = started()
    case.do(AINO, ReleaseStatutoryClock, clock=NEED["clock"])
    case.do(AINO, RecordProtectionNotice, family_told=False)
    before = case.own_view()
    case.do(AINO, act, **typed)
    assert case.own_view() == before


def test_nothing_is_released_past_a_notice_or_about_another_family() -> None:
    noticed, others = started(), started(profile=Profile(concerns="other_child_or_family"))
    noticed.do(AINO, RecordProtectionNotice, family_told=False)
    for case in (noticed, others):
        refusal = case.refusal(AINO, ReleaseStatutoryClock, clock=NEED["clock"])
        assert isinstance(refusal, ClockWithheld)


# -- the last day --


def test_the_unit_is_told_once_on_the_morning_of_the_last_day() -> None:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert next_due_at(case.request) == at(17, 9)
    assert case.sweep(at(17, 8, 59)) == ()

    assert case.sweep(at(17, 9, 20)) == ("statutory-clock-due",)

    told = notices(case.events[-1], lambda: case.request, CATALOGUE)
    assert [(each.unit, str(each.kind)) for each in told] == [("perhesosiaalityo", "statute-due")]
    assert case.sweep(at(17, 10)) == ()


def test_what_is_recorded_after_its_last_day_is_told_at_once() -> None:
    case = started(at(21, 10))
    assert "statutory-clock-due" in case.sweep(at(21, 10, 5))


def test_once_the_day_is_over_the_coordinator_is_told_and_it_waits_in_the_list() -> None:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert not case.request.waits
    case.sweep(at(17, 9))
    assert (case.request.waits, case.request.nearest_due_at) == (True, at(18, 0))

    assert case.sweep(at(18, 0)) == ("statutory-clock-missed",)

    told = notices(case.events[-1], lambda: case.request, CATALOGUE)
    assert [(str(each.recipient), str(each.kind)) for each in told] == [
        ("coordinator", "statute-missed")
    ]
    assert case.sweep(at(18, 9)) == ()


def test_who_has_it_in_hand_is_reminded_too() -> None:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.sweep(at(17, 9))
    people = People(workers={}, supervisors={}, coordinators=frozenset(), cover=case.cover)
    told = people_told(case.events[-1], lambda: case.request, people)
    assert [(each.username, str(each.kind)) for each in told] == [("aino", "reminder")]


def answered_while_it_runs() -> Case:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    return case


def test_whoever_closes_says_that_the_time_runs_on() -> None:
    case = answered_while_it_runs()
    refusal = case.refusal(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert isinstance(refusal, ClockRuns) and refusal.details["clocks"] == ["service-need"]
    assert case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, clock_runs_on=True) == ("closed",)


def test_what_is_done_holds_no_closing_up() -> None:
    case = answered_while_it_runs()
    case.do(AINO, EndStatutoryClock, **DONE)

    assert case.do(AINO, CloseRequest, outcome=Outcome.ADVICE) == ("closed",)


def test_the_time_runs_on_after_the_closing_and_is_told() -> None:
    case = answered_while_it_runs()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, clock_runs_on=True)

    assert case.sweep(at(17, 9, 20)) == ("statutory-clock-due",)
    told = notices(case.events[-1], lambda: case.request, CATALOGUE)
    assert [(str(each.kind), each.unit) for each in told] == [("statute-due", "perhesosiaalityo")]
    assert case.sweep(at(18, 9)) == ("statutory-clock-missed",)
    (lane,) = clocks_shown(case.events)
    assert lane.done_on is None and case.request.state == "closed"
    case.do(AINO, EndStatutoryClock, **DONE)
    assert next_due_at(case.request) is None


def test_an_erased_request_tells_nobody_of_the_time() -> None:
    case = answered_while_it_runs()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, clock_runs_on=True)
    case.do(ANTTI, EraseRequest)

    assert case.sweep(at(18, 9)) == ()


# -- its lane --


def test_the_lane_shows_the_same_days_as_the_picture_of_a_promise_does() -> None:
    (shown,) = clocks_shown(started().events)

    cells = clock_picture(shown, at(10, 12))

    kinds = [each.is_ for each in cells]
    assert (kinds[0], kinds[-1], kinds.count(DayIs.COUNTED)) == (DayIs.ARRIVAL, DayIs.LAST, 6)
    assert kinds.count(DayIs.WEEKEND) == 2
    assert [each.day.day for each in cells if each.mark is Mark.NOW] == [10]


def test_a_lane_that_is_late_says_so_and_months_have_no_lane() -> None:
    (shown,) = clocks_shown(started().events)
    (months,) = clocks_shown(started(clock=StatutoryClock.ASSESSMENT).events)
    assert clock_picture(shown, at(21, 12))[-1].is_ is DayIs.LATE
    assert clock_picture(months, at(10, 12)) == ()
