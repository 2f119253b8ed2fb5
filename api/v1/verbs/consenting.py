"""How is a consent that was told to staff recorded, or taken back? The cards of these verbs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, LowerCode, MaybeReason, Reason
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads, reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.codes import GivenBy
from triage.request.commands.partners.consenting import RecordConsent, RevokeConsent
from triage.request.events import ConsentGiven, ConsentRevoked

Partner = Annotated[
    LowerCode, Field(description="`city`, `parish`, `ngo`, `multi`, or a unit's code.")
]


class ConsentBody(Incoming):
    """What for a partner may be told, and what; by whom it is given, and its last day."""

    purpose: Reason
    partner: Partner
    given_by: GivenBy
    what: MaybeReason = None
    until: date | None = None


class ConsentRevocationBody(Incoming):
    """Which partner may be told no more, and how that was said."""

    partner: Partner
    because: Reason


def _last_purpose(inside: Contents, _: Happening) -> str | None:
    return inside.consent_records[-1].purpose


def agreed_partners(inside: Contents) -> list[str]:
    """Every partner that somebody agrees to now."""
    recorded = [each.partner for each in inside.consent_records if each.revoked_at is None]
    return list(dict.fromkeys((*inside.plea.consents.partners, *recorded)))


def _may_record(shown: RequestShown, actor: Actor) -> bool:
    """Not for a partner, whom the page tells of no links."""
    inside = shown.contents
    of_county = inside is not None and inside.links is not None
    return of_county and reads_and_goes_on(shown, actor)


def _has_consents(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    return inside is not None and bool(agreed_partners(inside)) and reads(shown, actor)


CONSENT = Verb(
    name="consent",
    summary="Record a consent to a partner being told",
    command=RecordConsent,
    body=ConsentBody,
    fits=_may_record,
    leaves=ConsentGiven,
    words_left=_last_purpose,
)
CONSENT_REVOCATION = Verb(
    name="consent-revocation",
    summary="Record that a partner may be told no more",
    command=RevokeConsent,
    body=ConsentRevocationBody,
    fits=_has_consents,
    leaves=ConsentRevoked,
    place=Place.RARE,
)
