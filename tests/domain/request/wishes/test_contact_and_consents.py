"""May the requester change contact and consents at any time, and does it count from then on?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projections.views.request.request_shown import contents
from tests.domain.given import (
    AINO,
    MARIA,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    withdrawn,
)
from triage.codes import Basis, Channel, ReplyBy, State, Urgency
from triage.errors.own_rights import TooManyChanges
from triage.errors.requests import ConsentMissing, RequestErased
from triage.notices.ways import way_to_requester
from triage.request.commands.alarming import PRESSING_BEYOND
from triage.request.commands.dialogue import RecordContactAttempt, ReplyToRequester, WriteMessage
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.own_wishes import (
    CHANGES_AT_MOST,
    ChangeConsents,
    ChangeContact,
)
from triage.request.commands.transfer import OfferTransfer
from triage.request.events import ContactChanged, TransferWithdrawn
from triage.request.words import Consents, Contact, RequestWords

DANGER = "Mieheni uhkaa tappaa minut."
PARISH = "seurakunta-perheneuvonta"
BY_EMAIL = RequestWords(message="Apua.", reply_by="email", contact=Contact(email="aino@example.fi"))
AGREED = RequestWords(message="Apua.", consents=Consents(partners=("parish",)))
ANYTIME = {"open": claimed, "answered": answered, "withdrawn": withdrawn, "closed": closed}


def change(case: Case, reply_by: ReplyBy | None = None, **told: Any) -> tuple[str, ...]:
    return case.do(REQUESTER, ChangeContact, contact=Contact(**told), reply_by=reply_by)


def address(case: Case) -> str | None:
    way = way_to_requester(case.request)
    return way.address.reveal() if way and way.address else None


def shown_to_staff(case: Case) -> RequestWords:
    return contents(case.request, case.events).plea


# -- contact --


@pytest.mark.parametrize("state", ANYTIME)
def test_a_contact_may_change_in_every_state_and_leaves_it(state: str) -> None:
    case = ANYTIME[state]()
    before = case.request.state

    change(case, phone="+358401234567")

    assert case.own_view().contact == Contact(phone="+358401234567")
    assert case.request.state is before


def test_staff_see_the_latest_contact_and_none_from_before() -> None:
    case = claimed(plea=BY_EMAIL)

    change(case, ReplyBy.PHONE, phone="+358401234567", sms_ok=True)

    plea = shown_to_staff(case)
    assert (plea.contact, plea.reply_by) == (Contact(phone="+358401234567", sms_ok=True), "phone")
    assert plea.message == "Apua."


def test_notices_take_the_latest_way_and_no_other() -> None:
    case = claimed(plea=BY_EMAIL)

    change(case, ReplyBy.EMAIL, email="uusi@example.fi")

    assert address(case) == "uusi@example.fi"


def test_after_all_is_taken_away_there_is_no_way() -> None:
    case = claimed(plea=BY_EMAIL)

    change(case)

    assert (way_to_requester(case.request), case.own_view().contact) == (None, None)


def test_calls_count_once_the_phone_is_chosen_later() -> None:
    case = claimed()
    change(case, ReplyBy.PHONE, phone="+358401234567")
    for day in (8, 9, 10):
        call = {"channel": Channel.PHONE, "reached": False}
        case.do(AINO, RecordContactAttempt, moment=at(day, 12), **call)

    case.do(AINO, ReplyToRequester, reply_kind="holding", moment=at(10, 13))

    assert case.request.unanswered == ()


def test_a_change_opens_no_promise_and_answers_none() -> None:
    case = answered()

    change(case, phone="+358401234567")

    assert (len(case.request.promises), case.request.waiting_for) == (1, None)


def test_the_same_again_records_nothing() -> None:
    case = claimed(plea=BY_EMAIL)

    assert change(case, ReplyBy.EMAIL, email="aino@example.fi") == ()


def test_the_history_says_that_it_changed_and_not_to_what() -> None:
    case = claimed()
    change(case, phone="+358401234567")

    line = contents(case.request, case.events).history[-1]

    assert (line.kind, line.detail, line.because) == ("contact-changed", None, None)
    assert b"358401234567" not in case.stored[-1].state


def test_nothing_can_be_changed_after_an_erasure() -> None:
    refusal = erased().refusal(REQUESTER, ChangeContact, contact=Contact(name="Aino"))

    assert isinstance(refusal, RequestErased)


def test_an_erasure_takes_the_changed_contact_too() -> None:
    case = claimed()
    change(case, phone="+358401234567")
    case.keys = erased().keys

    assert (case.request.plea, case.last(ContactChanged).contact) == (None, None)


def test_a_contact_that_does_not_open_brings_no_older_one_back() -> None:
    case = claimed(plea=BY_EMAIL)
    change(case, ReplyBy.EMAIL, email="uusi@example.fi")
    request = case.request
    object.__setattr__(event := case.events[-1], "contact", None)
    object.__setattr__(event, "originator_version", request.version + 1)

    assert way_to_requester(event.mutate(request)) is None


def test_danger_in_a_contact_wants_a_look_as_in_a_message() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    change(case, safe_times=DANGER)

    request = case.request
    assert (request.danger, request.urgency, request.awaits_danger_look) == (True, None, True)


def test_danger_in_a_contact_at_night_alerts_the_duty() -> None:
    case = claimed()

    kinds = case.do(
        REQUESTER, ChangeContact, contact=Contact(must_not_know=DANGER), moment=at(9, 2)
    )

    assert kinds == ("contact-changed", "duty-alerted")


@pytest.mark.parametrize("ended", [withdrawn, closed])
def test_danger_in_a_contact_takes_an_ended_request_up_again(ended: Any) -> None:
    case = ended()

    change(case, name=DANGER)

    assert not case.request.ended
    assert case.request.awaits_danger_look


def test_danger_is_no_less_because_the_contact_is_changed_once_more() -> None:
    case = claimed()
    change(case, name=DANGER)

    change(case, name="Aino")

    assert case.request.awaits_danger_look


def test_too_many_changes_are_refused_but_none_that_takes_away() -> None:
    case = claimed()
    for number in range(CHANGES_AT_MOST):
        change(case, name=f"Aino {number}")

    refusal = case.refusal(REQUESTER, ChangeContact, contact=Contact(name="Onni"))

    assert isinstance(refusal, TooManyChanges)
    assert change(case) == ("contact-changed",)


def test_danger_gets_in_beyond_the_changes_a_bounded_number_of_times() -> None:
    case = claimed()
    for number in range(CHANGES_AT_MOST):
        change(case, name=f"Aino {number}")

    for number in range(PRESSING_BEYOND):
        assert "contact-changed" in change(case, name=f"{DANGER} {number}")

    assert case.request.awaits_danger_look
    refusal = case.refusal(REQUESTER, ChangeContact, contact=Contact(name=DANGER))
    assert isinstance(refusal, TooManyChanges)


# -- consents --


def agree(case: Case, *partners: str, consult: bool = False) -> tuple[str, ...]:
    consents = Consents(partners=partners, consult=consult)
    return case.do(REQUESTER, ChangeConsents, consents=consents)


def test_a_partner_may_be_told_once_the_requester_agrees() -> None:
    case = claimed()
    offer = {"unit": PARISH, "basis": Basis.CONSENT}
    assert isinstance(case.refusal(AINO, OfferTransfer, **offer), ConsentMissing)

    agree(case, "parish")

    assert case.do(AINO, OfferTransfer, **offer) == ("transfer-offered",)


def test_no_partner_may_be_told_once_the_requester_agrees_no_more() -> None:
    case = claimed(plea=AGREED)

    agree(case)

    refusal = case.refusal(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
    assert isinstance(refusal, ConsentMissing)


def offered(basis: Basis) -> Case:
    case = claimed(plea=AGREED)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=basis)
    return case


def test_an_offer_that_rested_on_the_consent_is_taken_back_at_once() -> None:
    case = offered(Basis.CONSENT)

    agree(case, consult=True)

    assert case.last(TransferWithdrawn).to_unit == PARISH
    assert case.standing(MARIA) == "none"


def test_an_offer_that_rests_on_a_statute_stays() -> None:
    case = offered(Basis.STATUTE)

    agree(case)

    assert case.request.state is State.OFFERED


def test_an_offer_to_a_partner_that_is_still_agreed_to_stays() -> None:
    case = offered(Basis.CONSENT)

    agree(case, PARISH)

    assert case.request.state is State.OFFERED


def test_an_offer_among_units_of_the_county_needs_no_consent() -> None:
    case = claimed(plea=AGREED)
    case.do(AINO, OfferTransfer, unit="neuvola")

    agree(case)

    assert case.request.state is State.OFFERED


def test_consents_stand_after_a_message_and_are_shown() -> None:
    case = claimed()
    agree(case, "parish", consult=True)

    case.do(REQUESTER, WriteMessage, moment=case.now + timedelta(minutes=5))

    consents = Consents(partners=("parish",), consult=True)
    assert (case.own_view().consents, shown_to_staff(case).consents) == (consents, consents)
