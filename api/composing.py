"""How do the core's values become the answers of the contract?"""

from __future__ import annotations

from dataclasses import fields

from markupsafe import Markup

from api.answers import (
    EmergencyAnswer,
    OwnRequestAnswer,
    ReceiptAnswer,
    SessionAnswer,
    StaffActorAnswer,
    TokenAnswer,
)
from api.may import may_now
from api.staff_answers import (
    ConsentsAnswer,
    ContactAnswer,
    FollowUpAnswer,
    PromiseAnswer,
    RequestAnswer,
    RowAnswer,
)
from api.wording import Wording
from projections.own_request import OwnRequestShown
from projections.request_page import PromiseShown
from projections.questions import RequestShown
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.catalogue_public import public_emergency
from triage.front_desk import SignedIn
from triage.store.submissions import Receipt


def emergency_numbers(
    catalogue: Catalogue, language: str, municipality: str | None = None
) -> list[EmergencyAnswer]:
    """The confirmed numbers for a place, most urgent first."""
    return [
        EmergencyAnswer.model_validate(public_emergency(entry, language))
        for entry in catalogue.shown_emergency(municipality)
    ]


def receipt_answer(
    receipt: Receipt, *, wording: Wording, urgent_help: list[EmergencyAnswer]
) -> ReceiptAnswer:
    """The receipt, said in the requester's language."""
    day = receipt.promise.answer_by_on
    return ReceiptAnswer(
        reference=receipt.reference,
        receipt=receipt.receipt.reveal(),
        submitted_at=receipt.submitted_at,
        answer_by_on=day,
        answer_by=receipt.promise.breach_at,
        answer_by_text=plain(wording.text("dialogue.answer_by", day=wording.day(day))),
        urgent_help=urgent_help,
        chain_head=receipt.chain_head.hex(),
    )


def plain(text: Markup) -> str:
    """A text of ours as it reads, without the escapes that HTML needs."""
    return str(text.unescape())


def token_answer(signed_in: SignedIn) -> TokenAnswer:
    return TokenAnswer(token=signed_in.token.reveal(), expires_at=signed_in.expires_at)


def session_answer(signed_in: SignedIn) -> SessionAnswer:
    actor = signed_in.actor
    return SessionAnswer(
        token=signed_in.token.reveal(),
        expires_at=signed_in.expires_at,
        actor=StaffActorAnswer(
            username=actor.username or "",
            name=actor.name or "",
            role=actor.role,
            units=sorted(actor.units),
        ),
    )


def own_request_answer(shown: OwnRequestShown) -> OwnRequestAnswer:
    return OwnRequestAnswer.model_validate(shown)


def request_answer(shown: RequestShown, actor: Actor) -> RequestAnswer:
    """A request with its contents, as its page and its JSON tell it."""
    inside = shown.contents
    assert inside is not None
    row = RowAnswer.model_validate(shown.row)
    plea = inside.plea
    return RequestAnswer.model_validate(
        {
            **dict(row),
            **{each.name: getattr(inside, each.name) for each in fields(inside)},
            **{name: getattr(plea, name) for name in TOLD},
            "contact": ContactAnswer.model_validate(plea.contact) if plea.contact else None,
            "consents": ConsentsAnswer.model_validate(plea.consents),
            "promise": _promise(inside.promises),
            "ground": shown.ground,
            "may": may_now(shown, actor),
        }
    )


TOLD = ("message", "reply_by", "guardian_may_know", "family_agrees", "has_worker", "avoid")


def _promise(promises: tuple[PromiseShown, ...]) -> PromiseAnswer:
    first, *later = (FollowUpAnswer.model_validate(each) for each in promises)
    return PromiseAnswer(**dict(first), follow_ups=later)
