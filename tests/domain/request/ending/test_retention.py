"""On which day is the content of a request destroyed, and what holds that back?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from projections.views.request.request_shown import contents
from tests.domain.given import (
    AINO,
    ANTTI,
    CATALOGUE,
    KERTTU,
    REQUESTER,
    TIINA,
    Case,
    answered,
    at,
    closed,
)
from triage.actors import SYSTEM
from triage.codes import DataRequestKind, DataRequestOutcome, Outcome, RetentionClass
from triage.errors.requests import ErasureRefused, NotAllowed, RequestErased
from triage.errors.retention import HeldBack, NoHold, NotYetOver, RecordedOnNotFit
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import CloseRequest, EraseRequest, ReopenRequest
from triage.request.commands.own.data_requests import AnswerDataRequest, MakeDataRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.commands.retention import ChangeHold, ConfirmRecorded, DisposeOfRequest
from triage.request.commands.retracting import RetractReply
from triage.request.events import Erased, ProtectionNoticeMade, Replied
from triage.request.retention import Hold, LegalHold, destroyed_on, hold_of, holds_of
from triage.time.retention import USUAL, Kept, RetentionRules, Term, months_after

RULES = CATALOGUE.retention
# Closed on 8 September 2026.
SIX_MONTHS, A_YEAR = date(2027, 3, 8), date(2027, 9, 8)
LATER = datetime(2028, 1, 1, 12, tzinfo=UTC)


def of_class(kept: RetentionClass) -> Case:
    case = answered()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, retention_class=kept)
    return case


def recorded(case: Case, on: date = date(2026, 9, 8), **how: Any) -> Case:
    case.do(AINO, ConfirmRecorded, recorded_on=on, **how)
    return case


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 9, 8), 6, date(2027, 3, 8)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 360, date(2056, 11, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_are_of_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


@pytest.mark.parametrize(
    ("kept", "unrecorded"),
    [
        (RetentionClass.ADVICE, A_YEAR),
        (RetentionClass.FAMILY_SERVICES, date(2056, 9, 8)),
        (RetentionClass.CHILD_PROTECTION, None),
        (RetentionClass.FAMILY_LAW, None),
    ],
)
def test_a_class_has_its_day_and_a_record_makes_it_six_months(
    kept: RetentionClass, unrecorded: date | None
) -> None:
    case = of_class(kept)
    assert destroyed_on(case.request, RULES) == unrecorded
    assert destroyed_on(recorded(case).request, RULES) == SIX_MONTHS


def test_the_catalogue_may_say_otherwise() -> None:
    shorter = {Kept.RECORDED: Term(months=1), Kept.ADVICE: Term(months=2)}
    rules = RetentionRules(terms={**USUAL, **shorter})
    assert destroyed_on(closed().request, rules) == date(2026, 11, 8)
    assert destroyed_on(recorded(closed()).request, rules) == date(2026, 10, 8)


def test_what_goes_on_has_no_day_and_is_counted_from_its_last_end() -> None:
    case = recorded(answered())
    assert destroyed_on(case.request, RULES) is None
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, moment=at(20, 12))
    assert destroyed_on(case.request, RULES) == date(2027, 3, 20)
    case.do(AINO, ReopenRequest)
    assert (case.request.recorded_on, destroyed_on(case.request, RULES)) == (None, None)


def test_new_words_of_the_requester_stand_nowhere_yet() -> None:
    case = recorded(answered())
    case.do(REQUESTER, WriteMessage)
    assert case.request.recorded_on is None


def test_what_is_recorded_late_goes_no_sooner_than_it_was_recorded() -> None:
    case = closed()
    day = date(2027, 6, 1)
    moment = datetime(2027, 6, 2, 9, tzinfo=UTC)
    case.do(AINO, ConfirmRecorded, recorded_on=day, moment=moment)
    assert destroyed_on(case.request, RULES) == day


@pytest.mark.parametrize("day", [date(2026, 9, 6), date(2026, 9, 9)])
def test_a_day_before_the_request_or_ahead_is_refused(day: date) -> None:
    refusal = answered().refusal(AINO, ConfirmRecorded, recorded_on=day)
    assert isinstance(refusal, RecordedOnNotFit)


def test_it_is_destroyed_on_its_day_and_not_before() -> None:
    case = closed()
    # By Helsinki days: 20.59 in UTC is still the day before.
    before = datetime(2027, 9, 7, 20, 59, tzinfo=UTC)
    assert isinstance(case.refusal(ANTTI, DisposeOfRequest, moment=before), NotYetOver)
    assert case.do(ANTTI, DisposeOfRequest, moment=before + timedelta(minutes=1)) == ("erased",)
    assert (case.last(Erased).ground, case.last(Replied).text) == ("advice", None)
    assert isinstance(case.refusal(ANTTI, DisposeOfRequest, moment=LATER), RequestErased)


def test_what_child_protection_sealed_stays() -> None:
    case = answered()
    case.do(AINO, RecordProtectionNotice, family_told=True)
    case.do(AINO, CloseRequest, outcome=Outcome.PROTECTION_NOTICE)
    assert isinstance(case.refusal(ANTTI, DisposeOfRequest, moment=LATER), NotYetOver)
    recorded(case, moment=at(9, 12))
    case.do(ANTTI, DisposeOfRequest, moment=LATER)
    notice = case.last(ProtectionNoticeMade).because
    assert notice is not None and case.last(Replied).text is None
    assert case.last(Erased).ground == "in-client-record"


def refused(case: Case) -> Hold:
    """What holds it back, as who would destroy it is told."""
    refusal = case.refusal(ANTTI, DisposeOfRequest, moment=LATER)
    assert isinstance(refusal, HeldBack)
    return Hold(refusal.details["ground"])


@pytest.mark.parametrize("kind", [DataRequestKind.COPY, DataRequestKind.CORRECTION])
def test_a_data_request_without_an_answer_holds_it_back(kind: DataRequestKind) -> None:
    case = closed()
    case.do(REQUESTER, MakeDataRequest, kind=kind, text="Nimi on väärin.")
    assert refused(case) is Hold.DATA_REQUEST
    case.do(TIINA, AnswerDataRequest, number=1, outcome=DataRequestOutcome.DONE)
    case.do(ANTTI, DisposeOfRequest, moment=LATER)


def test_after_an_answer_about_the_data_there_is_time_to_complain() -> None:
    case = closed()
    case.do(REQUESTER, MakeDataRequest, kind=DataRequestKind.COPY)
    late = datetime(2027, 8, 1, 12, tzinfo=UTC)
    case.do(TIINA, AnswerDataRequest, number=1, outcome=DataRequestOutcome.DONE, moment=late)
    assert destroyed_on(case.request, RULES) == date(2027, 11, 1)


def test_a_breach_that_nobody_has_judged_holds_it_back() -> None:
    case = answered()
    case.do(AINO, RetractReply, reply=1, personal_data=True)
    case.do(AINO, CloseRequest, outcome=Outcome.SPAM)
    assert Hold.BREACH in holds_of(case.request)
    assert refused(case) is Hold.BREACH


def test_a_legal_hold_keeps_it_until_it_ends() -> None:
    case = closed()
    assert isinstance(case.refusal(ANTTI, ChangeHold, ground=None), NoHold)
    assert case.do(ANTTI, ChangeHold, ground=LegalHold.APPEAL) == ("hold-changed",)
    assert case.do(ANTTI, ChangeHold, ground=LegalHold.APPEAL) == ()
    assert refused(case) is Hold.LEGAL
    erasing = {"because": "Pyytäjä pyysi.", "despite_class_because": None}
    refusal = case.refusal(ANTTI, EraseRequest, **erasing)
    assert isinstance(refusal, ErasureRefused)
    assert refusal.details == {"ground": "legal-hold"}
    case.do(ANTTI, ChangeHold, ground=None)
    assert hold_of(case.request) is None
    case.do(ANTTI, DisposeOfRequest, moment=LATER)
    refusal = case.refusal(ANTTI, ChangeHold, ground=LegalHold.CLAIM, moment=LATER)
    assert isinstance(refusal, RequestErased)


def test_the_clock_destroys_what_is_over_and_nobody_who_works_here_does() -> None:
    case = closed()
    for actor in (AINO, KERTTU, TIINA, REQUESTER):
        assert isinstance(case.refusal(actor, DisposeOfRequest, moment=LATER), NotAllowed)
        hold = case.refusal(actor, ChangeHold, ground=LegalHold.CLAIM)
        assert isinstance(hold, NotAllowed)
    assert case.do(SYSTEM, DisposeOfRequest, moment=LATER) == ("erased",)


def test_a_partner_is_told_nothing_of_it() -> None:
    case = recorded(closed())
    told = contents(case.request, case.events, partner=frozenset({"seurakunta-diakonia"}))
    assert "put-on-record" not in {each.kind for each in told.history}
    assert told.retention is None
