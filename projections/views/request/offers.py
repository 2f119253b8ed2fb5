"""What is offered to whom until when, and what came back of it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from triage.request.events import (
    Closed,
    Reopened,
    Replied,
    RequestEvent,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    TransferWithdrawn,
)
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed

# After one of these nobody needs to be told that an offer came back.
GOES_ON = (Closed, Reopened, Replied, TransferAccepted, TransferOffered, TransferWithdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """An offer that waits for the receiver's word; `summary` is what the sender wrote for it."""

    from_unit: str
    to_unit: str
    offered_at: datetime
    due_at: datetime | None
    follow_up_on: date | None
    summary: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """That an offer came back, refused or (`kind`) returned by itself, and nobody went on yet."""

    kind: str
    unit: str
    at: datetime
    because: str | None


def pending_offer(request: HelpRequest, recorded: Sequence[RequestEvent]) -> OfferShown | None:
    """The offer that waits; None where there is none."""
    if request.offered_to is None:
        return None
    offer = [event for event in recorded if isinstance(event, TransferOffered)][-1]
    return OfferShown(
        from_unit=offer.from_unit,
        to_unit=offer.to_unit,
        offered_at=offer.timestamp,
        due_at=request.offer_due_at,
        follow_up_on=request.offer_follow_up_on,
        summary=revealed(offer.summary),
    )


def came_back(recorded: Sequence[RequestEvent]) -> CameBack | None:
    """The last offer, where it came back and nothing was done about it since."""
    for event in reversed(recorded):
        match event:
            case TransferRefused() | TransferReturned():
                because = getattr(event, "because", None)
                return CameBack(
                    kind=event.kind(),
                    unit=event.to_unit,
                    at=event.timestamp,
                    because=revealed(because),
                )
            case TransferWithdrawn() if event.consent_gone:
                return CameBack(
                    kind=event.kind(), unit=event.to_unit, at=event.timestamp, because=None
                )
            case _ if isinstance(event, GOES_ON):
                return None
    return None
