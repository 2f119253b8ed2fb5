"""What brings somebody back to an open request that nobody has in hand?"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from projections.views.own_request import OwnState
from tests.domain.given import AINO, CATALOGUE, KERTTU, ONNI, REQUESTER, Case, answered, at, claimed
from triage.codes import Outcome, ReplyKind, State
from triage.request.commands.command import recorded_on
from triage.request.commands.dialogue import (
    AddNote,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import ClaimRequest, RecuseFromRequest, ReleaseRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.enforcement import next_due_at
from triage.request.events import PromiseRenewed, Released, Routed


def released() -> Case:
    case = answered()
    case.do(AINO, ReleaseRequest, moment=at(14, 9))
    return case


def recused() -> Case:
    case = answered()
    case.do(AINO, RecuseFromRequest, moment=at(14, 9))
    return case


def put_back_by_the_coordinator() -> Case:
    case = answered()
    case.do(KERTTU, ReleaseRequest, moment=at(14, 9))
    return case


LEFT = (released, recused, put_back_by_the_coordinator)


@pytest.mark.parametrize("left", LEFT)
def test_what_was_answered_and_let_go_waits_for_us_with_a_promise(left: Callable[[], Case]) -> None:
    request = left().request

    assert (request.state, request.claimed_by, request.waiting_for) == (State.LOOKED_AT, None, "us")
    assert request.current.promise.breach_at == at(17, 0)


@pytest.mark.parametrize("left", LEFT)
def test_the_clock_brings_somebody_back_to_it(left: Callable[[], Case]) -> None:
    assert left().sweep(at(17, 9)) == ("reminded", "escalated", "promise-missed")


@pytest.mark.parametrize("left", LEFT)
def test_the_requester_is_told_nothing_of_it(left: Callable[[], Case]) -> None:
    view = left().own_view()

    assert (view.state, view.answer_by) == (OwnState.ANSWERED, at(11, 0))


def test_it_tells_nothing_of_a_protection_notice() -> None:
    case = answered()
    case.do(AINO, RecordProtectionNotice, family_told=False)
    before = case.own_view()

    case.do(AINO, RecuseFromRequest)

    assert case.own_view() == before


def test_letting_go_of_what_waits_anyway_promises_nothing_new() -> None:
    case = claimed()

    assert case.do(AINO, ReleaseRequest) == ("released",)


def test_who_takes_it_up_may_close_it_in_time() -> None:
    case = released()
    case.do(ONNI, ClaimRequest)
    case.do(ONNI, CloseRequest, outcome=Outcome.ADVICE)

    assert case.sweep(at(30, 9)) == ()


def test_what_the_requester_writes_then_is_promised_an_answer_of_its_own() -> None:
    case = released()

    case.do(REQUESTER, WriteMessage, moment=at(15, 9))

    view = case.own_view()
    assert (case.request.unanswered, view.answer_by) == ((2,), at(18, 0))
    assert view.state is OwnState.BEING_HANDLED


def test_an_answer_ends_it() -> None:
    case = released()

    case.do(ONNI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (case.request.unanswered, case.request.claimed_by) == ((), "onni")


def left_adrift() -> Case:
    """As a release once left it: answered, open, and nobody's."""
    case = answered()
    request = case.request
    request.trigger_event(Released, timestamp=at(8, 12), by=AINO.by(), worker="aino", because=None)
    case._keep(recorded_on(request))
    return case


def test_what_was_left_adrift_before_is_due_at_once() -> None:
    case = left_adrift()

    assert next_due_at(case.request) == at(8, 12)
    assert case.sweep(at(14, 9)) == ("promise-renewed",)
    assert case.last(PromiseRenewed).follow_up.breach_at == at(17, 0)


def test_what_lies_answered_in_somebodys_hand_for_a_month_wants_going_on_with() -> None:
    case = answered(moment=at(8, 9))
    assert case.sweep(at(8, 9) + timedelta(days=30)) == ()

    assert case.sweep(at(8, 9) + timedelta(days=31)) == ("promise-renewed",)

    request = case.request
    assert (request.claimed_by, request.waiting_for, request.waits) == ("aino", "us", True)
    assert case.own_view().state == OwnState.ANSWERED


def test_whatever_anybody_does_to_it_begins_the_month_anew() -> None:
    case = answered(moment=at(8, 9))
    case.do(AINO, AddNote, moment=at(30, 9))

    assert case.sweep(at(8, 9) + timedelta(days=31)) == ()


def test_what_the_last_of_the_unit_steps_aside_from_is_the_intakes_at_once() -> None:
    case = claimed()
    case.do(AINO, RecuseFromRequest)
    promise = case.request.current.promise
    assert case.request.unit == "perhesosiaalityo"

    assert case.do(ONNI, RecuseFromRequest) == ("recused", "routed")

    request = case.request
    assert (request.unit, request.claimed_by) == (CATALOGUE.intake_unit, None)
    assert request.current.promise == promise
    assert case.last(Routed).reason == "nobody-left"


def test_who_has_it_in_hand_keeps_what_others_step_aside_from() -> None:
    case = claimed()
    case.do(ONNI, RecuseFromRequest)

    assert (case.request.unit, case.request.claimed_by) == ("perhesosiaalityo", "aino")
