"""How do the core's values become what a requester is told?"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache, lru_cache

from api.catalogue_answers import EmergencyAnswer
from api.v1.answers import (
    ConsentsAnswer,
    OwnConsentAnswer,
    OwnContactAnswer,
    OwnRequestAnswer,
    ReceiptAnswer,
    TokenAnswer,
)
from api.words.fallback import plain
from api.words.language import the_pages
from projections.views.own_request import OwnRequestShown
from projections.views.request.consents_shown import ConsentShown
from triage.accounts.new_sessions import SignedIn
from triage.catalogue import Catalogue, name_in
from triage.catalogue.names import Naming
from triage.request.words import Contact
from triage.store.records.submissions import Receipt

# So many of a number's digits are told again; of a shorter one they would tell too much.
DIGITS_TOLD, FEWEST_DIGITS = 2, 6


def receipt_answer(
    receipt: Receipt, *, language: str, urgent_help: list[EmergencyAnswer]
) -> ReceiptAnswer:
    """The receipt, said in the requester's language."""
    day = receipt.promise.answer_by_on
    return ReceiptAnswer(
        reference=receipt.reference,
        receipt=receipt.receipt.reveal(),
        submitted_at=receipt.submitted_at,
        answer_by_on=day,
        answer_by=receipt.promise.breach_at,
        answer_by_text=answer_by_text(language, day),
        urgent_help=urgent_help,
        chain_head=receipt.chain_head.hex(),
    )


@lru_cache(maxsize=100)
def answer_by_text(language: str, day: date) -> str:
    """The sentence that promises an answer by a day, without the escapes that HTML needs."""
    wording = the_pages().wordings[language]
    return str(wording.text("dialogue.answer_by", day=wording.day(day)).unescape())


def token_answer(signed_in: SignedIn) -> TokenAnswer:
    return TokenAnswer(token=signed_in.token.reveal(), expires_at=signed_in.expires_at)


def own_request_answer(
    shown: OwnRequestShown, catalogue: Catalogue, language: str, name: Naming = name_in
) -> OwnRequestAnswer:
    """The own request with its units by `name`, where the name may be told.

    Nothing tells a place where that is protected.
    """
    handled_by, masked = shown.handled_by, shown.protected_address

    def named(unit: str) -> dict[str, str | None]:
        if not masked and not catalogue.shows_name(unit):
            return {"unit": None, "unit_name": a_worker(language)}
        said = catalogue.unit_name(unit, language, masked=masked, name=name)
        return {"unit": None if masked else unit, "unit_name": said}

    def partner_named(partner: str) -> str | None:
        if partner not in catalogue.units:
            return None
        return catalogue.unit_name(partner, language, masked=masked, name=name)

    return OwnRequestAnswer.model_validate(
        {
            **{each.name: getattr(shown, each.name) for each in fields(shown)},
            "handled_by": handled_by and {**named(handled_by.unit), "role": handled_by.role},
            "moved": [{**named(each.unit), "at": each.at} for each in shown.moved],
            "contact": own_contact_answer(shown.contact) if shown.contact else None,
            "consents": ConsentsAnswer.model_validate(shown.consents),
            "consent_records": [
                _own_consent(each, partner_named(each.partner)) for each in shown.consent_records
            ],
        }
    )


def _own_consent(consent: ConsentShown, partner_name: str | None) -> OwnConsentAnswer:
    told = {name: getattr(consent, name, None) for name in OwnConsentAnswer.model_fields}
    return OwnConsentAnswer.model_validate({**told, "partner_name": partner_name})


def own_contact_answer(contact: Contact) -> OwnContactAnswer:
    """What of a contact its requester is told again.

    Somebody who is feared may have forced the receipt out of them: a number, a time that is safe
    and a name that were told since must not be read with it.
    """
    digits = "".join(filter(str.isdecimal, contact.phone or ""))
    return OwnContactAnswer(
        name=contact.name is not None,
        phone=contact.phone is not None,
        phone_ends=digits[-DIGITS_TOLD:] if len(digits) >= FEWEST_DIGITS else None,
        email=contact.email is not None,
        safe_times=contact.safe_times is not None,
        may_leave_message=contact.may_leave_message,
        sms_ok=contact.sms_ok,
        say_where_from=contact.say_where_from,
        must_not_know=contact.must_not_know is not None,
    )


@cache
def a_worker(language: str) -> str:
    """What stands for a unit whose name is not told."""
    return plain(the_pages().wordings[language].text("dialogue.a_worker").unescape())
