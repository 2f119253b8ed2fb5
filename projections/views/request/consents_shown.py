"""Which consents were recorded, whose, for what and until when, and which of them were revoked?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from triage.actors import By
from triage.codes import GivenBy
from triage.request.events import ConsentGiven, ConsentRevoked, ConsentsChanged, RequestEvent
from triage.request.words import Consents
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentShown:
    """A consent as it was told to staff; `partner` is a unit or a side, `until` its last day.

    `by` is who recorded it; None for the requester, who is told no names.
    """

    partner: str
    purpose: str
    what: str | None
    given_by: str
    until: date | None
    recorded_at: datetime
    by: By | None
    revoked_at: datetime | None = None


def consents_shown(recorded: Sequence[RequestEvent]) -> tuple[ConsentShown, ...]:
    """Every recorded consent whose words still open, oldest first."""
    shown: list[ConsentShown] = []
    for event in recorded:
        match event:
            case ConsentGiven():
                shown += _given(event)
            case ConsentRevoked():
                shown = [
                    _ended(each, event) if each.partner in event.all_dropped else each
                    for each in shown
                ]
            case ConsentsChanged():
                chosen = (revealed(event.consents) or Consents()).partners
                others = revealed(event.dropped) or ()
                shown = [
                    _ended(each, event)
                    if (each.partner not in chosen if is_own(each) else each.partner in others)
                    else each
                    for each in shown
                ]
    return tuple(shown)


def is_own(consent: ConsentShown) -> bool:
    """Whether it is the requester's own, to be seen and revoked in the dialogue."""
    return consent.given_by == GivenBy.REQUESTER


def _given(event: ConsentGiven) -> list[ConsentShown]:
    consent = revealed(event.consent)
    if consent is None:
        return []
    shown = ConsentShown(
        partner=consent.partner,
        purpose=consent.purpose,
        what=consent.what,
        given_by=consent.given_by,
        until=consent.until,
        recorded_at=event.timestamp,
        by=event.by,
    )
    return [shown]


def _ended(consent: ConsentShown, event: RequestEvent) -> ConsentShown:
    return replace(consent, revoked_at=consent.revoked_at or event.timestamp)
