"""Is a family that is walked to another unit followed until somebody says that it has landed?"""

from datetime import date, timedelta

import pytest

from projections.views.request.offers import pending_offer
from projections.views.request.partner_view import for_partner
from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    OUTI,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
)
from triage.actors import Actor
from triage.codes import Basis, Outcome, ReplyKind
from triage.errors.partners import FollowUpNotFit, HandedOver, NoLandingAwaited, NotLanded
from triage.errors.requests import BasisNeeded, NoTransferPending, ReasonNeeded, RequestUnknown
from triage.notices.telling import notices
from triage.request.commands.dialogue import AddNote, ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import ClaimRequest, OpenRequest
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover, RecordLanding
from triage.request.commands.transfer import (
    AcceptTransfer,
    OfferTransfer,
    RefuseTransfer,
    WithdrawTransfer,
)
from triage.request.enforcement import next_due_at
from triage.request.events import LandingAsked
from triage.request.need_to_know import Standing

FRIDAY = date(2026, 9, 18)
PARISH = "seurakunta-perheneuvonta"


def offered(unit: str = "neuvola", **how: object) -> Case:
    case = answered()
    case.do(AINO, OfferHandover, unit=unit, follow_up_on=FRIDAY, **how)
    return case


def handed_over() -> Case:
    case = offered()
    case.do(OLLI, AcceptHandover)
    return case


# -- offered as a transfer is --


def test_a_handover_is_an_offer_with_a_moment_and_a_day() -> None:
    case = offered(summary="Vauva, väsynyt äiti.")

    told = pending_offer(case.request, case.events)

    assert told is not None and (told.to_unit, told.follow_up_on) == ("neuvola", FRIDAY)
    assert told.summary == "Vauva, väsynyt äiti."
    assert case.request.offer_due_at == told.due_at is not None


def test_what_nobody_accepts_comes_back_by_itself_and_is_no_handover_any_more() -> None:
    case = offered()

    case.sweep(case.now + timedelta(days=1))

    assert "transfer-returned" in case.kinds
    assert case.request.offer_follow_up_on is None
    assert isinstance(case.refusal(OLLI, AcceptHandover), RequestUnknown)


@pytest.mark.parametrize(("who", "verb"), [(OLLI, RefuseTransfer), (AINO, WithdrawTransfer)])
def test_a_handover_is_refused_and_taken_back_like_a_transfer(who: Actor, verb: type) -> None:
    case = offered()
    case.do(who, verb)
    assert (case.request.offered_to, case.request.offer_follow_up_on) == (None, None)


def test_each_kind_of_offer_is_accepted_by_its_own_verb() -> None:
    transfer = answered()
    transfer.do(AINO, OfferTransfer, unit="neuvola")

    assert isinstance(transfer.refusal(OLLI, AcceptHandover), NoTransferPending)
    assert isinstance(offered().refusal(OLLI, AcceptTransfer), NoTransferPending)


def test_a_partner_is_handed_a_family_on_a_basis_only() -> None:
    case = answered()
    refused = case.refusal(AINO, OfferHandover, unit=PARISH, follow_up_on=FRIDAY)
    assert isinstance(refused, BasisNeeded)


@pytest.mark.parametrize("day", [date(2026, 9, 8), date(2026, 9, 7), date(2028, 1, 1)])
def test_the_follow_up_day_lies_ahead_and_not_for_ever(day: date) -> None:
    refused = answered().refusal(AINO, OfferHandover, unit="neuvola", follow_up_on=day)
    assert isinstance(refused, FollowUpNotFit)


# -- accepted: the receiver holds it, the sender goes along --


def test_whoever_accepts_has_it_in_hand_and_the_requester_is_told_of_the_move() -> None:
    case = handed_over()
    assert (case.request.unit, case.request.claimed_by) == ("neuvola", "olli")
    assert [each.unit for each in case.own_view().moved] == ["neuvola"]
    told = notices(case.events[-1], lambda: case.request, CATALOGUE)
    assert [str(each.recipient) for each in told] == ["requester"]


def test_the_sender_follows_the_row_and_reads_and_does_nothing_more() -> None:
    case = handed_over()

    assert case.standing(AINO) is Standing.FOLLOWER
    assert isinstance(case.refusal(AINO, AddNote), ReasonNeeded)
    assert isinstance(case.refusal(AINO, ClaimRequest), HandedOver)
    assert isinstance(case.refusal(AINO, OpenRequest), HandedOver)


def test_a_partner_that_hands_on_follows_nothing() -> None:
    case = answered()
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, OfferHandover, unit="neuvola", follow_up_on=FRIDAY)
    case.do(OLLI, AcceptHandover)

    assert case.standing(MARIA) is Standing.NONE
    assert isinstance(case.refusal(MARIA, RecordLanding), RequestUnknown)


# -- landed --


@pytest.mark.parametrize("who", [AINO, ONNI, OLLI], ids=lambda who: who.username)
def test_either_side_records_the_landing_also_before_the_day(who: Actor) -> None:
    case = handed_over()
    assert case.do(who, RecordLanding) == ("landed",)
    assert (case.standing(AINO), case.request.awaits_landing) == (Standing.NONE, False)
    assert isinstance(case.refusal(OLLI, RecordLanding), NoLandingAwaited)


def test_nobody_else_records_it() -> None:
    case = handed_over()
    assert isinstance(case.refusal(MARIA, RecordLanding), RequestUnknown)
    assert isinstance(case.refusal(OUTI, RecordLanding), ReasonNeeded)


def test_the_sweep_asks_both_sides_at_nine_on_the_day_and_once() -> None:
    case = handed_over()

    assert case.sweep(at(18, 8, 59)) == ()
    assert next_due_at(case.request) == at(18, 9)
    assert case.sweep(at(18, 9, 20)) == ("landing-asked",)
    told = notices(case.events[-1], lambda: case.request, CATALOGUE)

    assert case.last(LandingAsked).due_at == at(18, 9)
    assert [(each.unit, str(each.kind)) for each in told] == [
        ("neuvola", "landing-asked"),
        ("perhesosiaalityo", "landing-asked"),
    ]
    assert case.sweep(at(21, 9)) == ()
    assert case.request.waits


def test_nobody_is_asked_once_it_landed_or_has_ended() -> None:
    landed, ended = handed_over(), handed_over()
    landed.do(AINO, RecordLanding)
    ended.do(OLLI, CloseRequest, outcome=Outcome.ADVICE)

    assert (landed.sweep(at(18, 9)), ended.sweep(at(18, 9))) == ((), ())


def test_handed_over_is_no_outcome_before_somebody_says_that_it_landed() -> None:
    case = handed_over()
    refused = case.refusal(OLLI, CloseRequest, outcome=Outcome.HANDED_OVER)
    assert isinstance(refused, NotLanded)

    case.do(AINO, RecordLanding)

    assert case.do(OLLI, CloseRequest, outcome=Outcome.HANDED_OVER) == ("closed",)


def test_handed_over_is_no_outcome_where_nobody_was() -> None:
    assert isinstance(
        answered().refusal(AINO, CloseRequest, outcome=Outcome.HANDED_OVER), NotLanded
    )


def test_what_comes_back_to_the_sender_waits_for_no_landing() -> None:
    case = handed_over()
    case.do(OLLI, OfferTransfer, unit="perhesosiaalityo")
    case.do(AINO, AcceptTransfer)

    assert not case.request.awaits_landing
    assert case.sweep(at(18, 9)) == ()


def test_the_requester_is_not_told_of_the_question_to_staff() -> None:
    case = handed_over()
    before = case.own_view()
    case.sweep(at(18, 9))
    assert case.own_view() == before


def test_a_message_goes_to_the_receiver_alone() -> None:
    case = handed_over()
    case.do(REQUESTER, WriteMessage)
    told = notices(case.events[-1], lambda: case.request, CATALOGUE)
    assert {each.unit for each in told} <= {"neuvola"}


def test_a_partner_sees_no_note_of_before_the_handover() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, AddNote, text="Vain meille.")
    case.do(AINO, OfferHandover, unit=PARISH, follow_up_on=FRIDAY, basis=Basis.STATUTE)
    case.do(MARIA, AcceptHandover)

    seen = [each.kind() for each in for_partner(case.events, MARIA.units)]

    assert "noted" not in seen and "handover-accepted" in seen
    assert case.standing(KERTTU) is Standing.COLLEAGUE
