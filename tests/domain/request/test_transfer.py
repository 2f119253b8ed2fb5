"""How does a request pass to another unit, and who answers for it meanwhile?"""

import pytest

from tests.domain.given import (
    AINO,
    ENDINGS,
    MARIA,
    OLLI,
    ONNI,
    REFUSED_AFTER,
    Case,
    at,
    claimed,
)
from triage.codes import Basis, ReplyKind, State
from triage.errors.requests import (
    BasisNeeded,
    ConsentMissing,
    ReasonNeeded,
    TransferPending,
    UnknownUnit,
)
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.transfer import OfferTransfer
from triage.request.events import TransferOffered
from triage.request.need_to_know import Standing
from triage.request.words import Consents, RequestWords

PARISH = "seurakunta-perheneuvonta"


def offered(unit: str = "neuvola") -> Case:
    case = claimed(AINO)
    basis = None if unit == "neuvola" else Basis.STATUTE
    case.do(AINO, OfferTransfer, unit=unit, basis=basis)
    return case


def asking_for(*partners: str) -> Case:
    return claimed(plea=RequestWords(message="Apua.", consents=Consents(partners=partners)))


# -- the offer --


def test_an_offered_request_stays_with_its_sender() -> None:
    request = offered().request

    assert (request.unit, request.claimed_by, request.state, request.waiting_for) == (
        "perhesosiaalityo",
        "aino",
        State.OFFERED,
        "receiver",
    )


def test_the_clock_runs_on_at_the_sender_while_an_offer_waits() -> None:
    assert offered().sweep(at(11, 9))[-3:] == ("reminded", "escalated", "promise-missed")


def test_the_sender_may_answer_while_an_offer_waits() -> None:
    case = offered()

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert case.request.first.answered_at is not None


def test_the_receiver_sees_the_row_of_an_offer_and_no_word() -> None:
    case = offered()

    refusal = case.refusal(OLLI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (case.standing(OLLI), type(refusal)) == (Standing.RECEIVER, ReasonNeeded)


def test_a_third_unit_knows_nothing_of_an_offer() -> None:
    assert offered().standing(MARIA) is Standing.NONE


def test_one_offer_waits_at_a_time() -> None:
    refusal = offered().refusal(AINO, OfferTransfer, unit="perheneuvola")

    assert (type(refusal), refusal.details) == (TransferPending, {"unit": "neuvola"})


@pytest.mark.parametrize("unit", ["kuu", "perhesosiaalityo"], ids=["no such", "the same"])
def test_an_offer_goes_to_another_unit_of_the_catalogue(unit: str) -> None:
    refusal = claimed().refusal(AINO, OfferTransfer, unit=unit)

    assert (type(refusal), refusal.details) == (UnknownUnit, {"unit": unit})


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_is_not_offered(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, OfferTransfer, unit="neuvola")

    assert type(refusal) is REFUSED_AFTER[ending]


def test_a_colleague_must_open_the_request_before_offering_it() -> None:
    assert type(claimed(AINO).refusal(ONNI, OfferTransfer, unit="neuvola")) is ReasonNeeded


# -- another controller --


def test_inside_the_county_an_offer_needs_no_basis() -> None:
    assert offered().last(TransferOffered).basis == "inside"


def test_a_partner_is_offered_nothing_without_a_basis() -> None:
    refusal = claimed().refusal(AINO, OfferTransfer, unit=PARISH)

    assert (type(refusal), refusal.details) == (BasisNeeded, {"unit": PARISH, "side": "parish"})


@pytest.mark.parametrize("partners", [(), ("ngo",), ("turvakoti",)])
def test_consent_must_name_this_partner_or_its_side(partners: tuple[str, ...]) -> None:
    case = asking_for(*partners)

    refusal = case.refusal(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)

    assert (type(refusal), refusal.details) == (ConsentMissing, {"unit": PARISH})


@pytest.mark.parametrize("partner", [PARISH, "parish"])
def test_consent_lets_a_partner_be_offered_the_request(partner: str) -> None:
    case = asking_for(partner)

    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)

    assert case.last(TransferOffered).basis == "consent"


def test_a_statute_lets_a_partner_be_offered_the_request_without_consent() -> None:
    case = claimed()

    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)

    assert case.last(TransferOffered).basis == "statute"
