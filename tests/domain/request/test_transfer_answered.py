"""What becomes of an offer: is it accepted, sent back, or does it fall away?"""

from dataclasses import replace

import pytest

from tests.domain.given import (
    AINO,
    ANTTI,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    OUTI,
    REQUESTER,
    VILLE,
    Case,
    at,
    claimed,
)
from triage.actors import Actor
from triage.codes import Basis, Outcome, ReplyKind, State, Urgency
from triage.errors.requests import (
    NotAllowed,
    NoTransferPending,
    RequestUnknown,
    TransferPending,
)
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest, EraseRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency, OpenRequest, ReleaseRequest
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer, RefuseTransfer
from triage.request.events import TransferAccepted, TransferRefused
from triage.request.need_to_know import Standing

PARISH = "seurakunta-perheneuvonta"


def offered(unit: str = "neuvola") -> Case:
    case = claimed(AINO)
    basis = None if unit == "neuvola" else Basis.STATUTE
    case.do(AINO, OfferTransfer, unit=unit, basis=basis)
    return case


# -- acceptance --


def test_who_accepts_has_the_request_in_hand() -> None:
    case = offered()

    case.do(OLLI, AcceptTransfer)

    request = case.request
    assert (request.unit, request.claimed_by, request.offered_to) == ("neuvola", "olli", None)


def test_accepting_leaves_the_promise_as_it_was() -> None:
    case = offered()
    before = case.request.first.promise

    case.do(OLLI, AcceptTransfer, moment=at(10, 9))

    assert case.request.first.promise == before


def test_the_sender_sees_nothing_of_an_accepted_request() -> None:
    case = offered()

    case.do(OLLI, AcceptTransfer)

    assert [case.standing(each) for each in (AINO, ONNI)] == [Standing.NONE, Standing.NONE]


def test_an_opening_at_the_sender_is_worth_nothing_after_acceptance() -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)
    case.do(AINO, OfferTransfer, unit="neuvola")

    case.do(OLLI, AcceptTransfer)

    assert case.standing(ONNI) is Standing.NONE


def test_a_partner_accepts_what_it_is_offered() -> None:
    case = offered(PARISH)

    case.do(MARIA, AcceptTransfer)

    assert (case.request.unit, case.standing(MARIA)) == (PARISH, Standing.OWN)


def test_accepting_is_recorded_for_the_receiving_unit() -> None:
    case = offered()
    in_both = replace(OLLI, units=frozenset({"neuvola", "lastensuojelu"}))

    case.do(in_both, AcceptTransfer)

    assert case.last(TransferAccepted).by.unit == "neuvola"


@pytest.mark.parametrize("command", [AcceptTransfer, RefuseTransfer])
def test_the_sender_cannot_answer_its_own_offer(
    command: type[AcceptTransfer | RefuseTransfer],
) -> None:
    assert type(offered().refusal(AINO, command)) is NoTransferPending


@pytest.mark.parametrize("command", [AcceptTransfer, RefuseTransfer])
def test_without_an_offer_there_is_nothing_to_answer(
    command: type[AcceptTransfer | RefuseTransfer],
) -> None:
    assert type(claimed(AINO).refusal(AINO, command)) is NoTransferPending


@pytest.mark.parametrize("command", [AcceptTransfer, RefuseTransfer])
def test_a_third_unit_cannot_answer_an_offer(
    command: type[AcceptTransfer | RefuseTransfer],
) -> None:
    assert type(offered().refusal(MARIA, command)) is RequestUnknown


@pytest.mark.parametrize("command", [AcceptTransfer, RefuseTransfer])
def test_the_duty_receives_nothing(command: type[AcceptTransfer | RefuseTransfer]) -> None:
    assert type(offered().refusal(VILLE, command)) is NotAllowed


def test_the_coordinator_accepts_for_a_unit_of_the_county() -> None:
    case = offered()

    case.do(KERTTU, AcceptTransfer)

    assert (case.request.unit, case.request.claimed_by) == ("neuvola", "kerttu")


def test_nobody_of_the_county_accepts_for_a_partner() -> None:
    assert type(offered(PARISH).refusal(KERTTU, AcceptTransfer)) is NoTransferPending


# -- refusal, and offers that fall away --


@pytest.mark.parametrize("receiver", [OUTI, KERTTU], ids=["receiver", "coordinator"])
def test_a_refused_offer_leaves_everything_with_the_sender(receiver: Actor) -> None:
    case = offered()

    case.do(receiver, RefuseTransfer)

    request = case.request
    assert (request.unit, request.claimed_by, request.state) == (
        "perhesosiaalityo",
        "aino",
        State.CLAIMED,
    )


def test_a_refusal_names_both_units_and_seals_the_reason() -> None:
    case = offered()

    case.do(OLLI, RefuseTransfer, because="salaisuus")

    refused = case.last(TransferRefused)
    assert (refused.from_unit, refused.to_unit, b"salaisuus" in case.stored[-1].state) == (
        "perhesosiaalityo",
        "neuvola",
        False,
    )


def test_a_refused_request_is_unknown_to_who_refused() -> None:
    case = offered()

    case.do(OLLI, RefuseTransfer)

    assert case.standing(OLLI) is Standing.NONE


def test_the_coordinator_sends_back_what_a_partner_does_not_answer() -> None:
    case = offered(PARISH)

    case.do(KERTTU, RefuseTransfer)

    assert case.request.offered_to is None


def test_an_offer_outlives_its_senders_claim() -> None:
    case = offered()
    case.do(AINO, ReleaseRequest)

    case.do(OLLI, AcceptTransfer)

    assert case.request.claimed_by == "olli"


def test_a_request_is_not_closed_while_an_offer_waits() -> None:
    case = offered()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    refusal = case.refusal(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert (type(refusal), refusal.details) == (TransferPending, {"unit": "neuvola"})


def test_an_offer_falls_away_when_the_requester_withdraws() -> None:
    case = offered()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WithdrawRequest)

    assert (case.request.offered_to, case.standing(OLLI)) == (None, Standing.NONE)


def test_a_request_withdrawn_during_an_offer_can_be_closed() -> None:
    case = offered()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(REQUESTER, WithdrawRequest)

    assert case.do(AINO, CloseRequest, outcome=Outcome.WITHDRAWN) == ("closed",)


def test_an_offer_falls_away_when_the_look_lets_a_withdrawal_take_effect() -> None:
    case = offered()
    case.do(REQUESTER, WithdrawRequest)

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.offered_to is None


def test_an_offer_falls_away_with_erasure() -> None:
    case = offered()

    case.do(ANTTI, EraseRequest)

    assert case.standing(OLLI) is Standing.NONE
