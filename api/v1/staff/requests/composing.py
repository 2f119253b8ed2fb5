"""How do the core's values become what staff are told?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType

from api.v1.answers import ConsentsAnswer, ContactAnswer, SessionAnswer, StaffActorAnswer
from api.v1.staff.requests.staff_answers import (
    FollowUpAnswer,
    PromiseAnswer,
    RequestAnswer,
    RowAnswer,
)
from api.v1.verbs import may_now
from api.v1.verbs.consenting import agreed_partners
from projections.door.requests.request_page import RequestShown
from projections.views.request.links_shown import LinkShown
from projections.views.request.promises_shown import PromiseShown
from projections.views.request.request_shown import HANDED_OVER, Contents
from projections.views.request.translations_shown import TranslationShown
from triage.accounts.new_sessions import SignedIn
from triage.actors import Actor
from triage.request.events import ContactCompromised, ReceiptReplaced, RequestEvent
from triage.text.personal import Personal, revealed

NO_CODES: Mapping[int, Personal[str]] = MappingProxyType({})
# The plea's fields that are told as they are; contact and consents have shapes of their own.
TOLD = ("message", "reply_by", "guardian_may_know", "family_agrees", "has_worker", "avoid")
LINK_TOLD = ("reference", "kind", "at", "by", "because", "merged")
LINKED_ROW_TOLD = ("id", "unit", "state", "claimed_by", "version", "wrote_at")
# The rest of the profile stands in the row.
TOLD_OF_PROFILE = ("concerns", "protected_address", "elsewhere")


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


def request_answer(
    shown: RequestShown, actor: Actor, codes: Mapping[int, Personal[str]] = NO_CODES
) -> RequestAnswer:
    """A request with its contents, as its page and its JSON tell it.

    `codes` open translations to their translators, by number.
    """
    inside = shown.contents
    assert inside is not None
    row = RowAnswer.model_validate(shown.row)
    plea = inside.plea
    return RequestAnswer.model_validate(
        {
            **dict(row),
            **{each.name: getattr(inside, each.name) for each in fields(inside)},
            **{name: getattr(plea, name) for name in TOLD},
            **{name: getattr(inside.profile, name) for name in TOLD_OF_PROFILE},
            "contact": ContactAnswer.model_validate(plea.contact) if plea.contact else None,
            "consents": ConsentsAnswer.model_validate(plea.consents),
            "agreed_partners": agreed_partners(inside),
            "links": [_link(each) for each in inside.links or ()],
            "translations": [_translation(each, codes) for each in inside.translations],
            "promise": _promise(inside.promises),
            "receipt_replaced_at": _last_at(inside, ReceiptReplaced),
            "contact_compromised_at": _last_at(inside, ContactCompromised),
            "ground": shown.ground,
            "may": may_now(shown, actor),
        }
    )


def _translation(shown: TranslationShown, codes: Mapping[int, Personal[str]]) -> dict[str, object]:
    told = {each.name: getattr(shown, each.name) for each in fields(shown) if each.name != "link"}
    return {**told, "code": revealed(codes.get(shown.number))}


def _link(shown: LinkShown) -> dict[str, object]:
    row = shown.row
    return {
        **{name: getattr(shown, name) for name in LINK_TOLD},
        **{name: getattr(row, name, None) for name in LINKED_ROW_TOLD},
    }


def _last_at(inside: Contents, event_class: type[RequestEvent]) -> datetime | None:
    """When something of a kind last happened that nobody was asked for."""
    kind = event_class.kind()
    moments = [e.at for e in inside.history if e.kind == kind and e.detail != HANDED_OVER]
    return max(moments, default=None)


def _promise(promises: tuple[PromiseShown, ...]) -> PromiseAnswer:
    first, *later = (FollowUpAnswer.model_validate(each) for each in promises)
    return PromiseAnswer(**dict(first), follow_ups=later)
