"""Do statutory clocks run from their true start, beside the promise, and tip nobody off?"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from projections.views.request.promise_picture import DayIs, Mark, clock_picture
from projections.views.request.request_shown import contents
from projections.views.request.statutory_shown import clocks_shown
from tests.domain.given import AINO, CATALOGUE, MARIA, Case, at, claimed, closed, submitted
from triage.codes import Basis, Outcome, ReplyKind, Urgency
from triage.errors.partners import ClockStarted
from triage.errors.requests import RequestClosed
from triage.notices.telling import notices
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.partners.statutory import StartStatutoryClock
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.enforcement import next_due_at
from triage.time.statutory import StartedBy, StatutoryClock

NEED = {"clock": StatutoryClock.SERVICE_NEED, "is_application": True}
THURSDAY = date(2026, 9, 17)


def started(moment: datetime | None = None, **instead: object) -> Case:
    case = claimed()
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


def test_a_partner_does_not_learn_of_it() -> None:
    case = started()
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    seen = contents(case.request, case.events, partner=MARIA.units)
    assert seen.statutory_clocks == ()


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


def test_nobody_is_told_of_a_request_that_ended() -> None:
    case = started()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)
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
