"""What of a request was handed out to others who asked, or refused to them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.actors import By
from triage.request.events import DisclosureDecided, RequestEvent
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureShown:
    """One decision; they are numbered from 1. `parts` are those that were asked for."""

    number: int
    asker: str
    parts: tuple[str, ...]
    refused: bool
    statute: str | None
    recipient: str | None
    refused_because: str | None
    weighed: str | None
    at: datetime
    by: By


def disclosures_shown(recorded: Sequence[RequestEvent]) -> tuple[DisclosureShown, ...]:
    """Each of them, oldest first."""
    return tuple(
        DisclosureShown(
            number=event.number,
            asker=event.asker,
            parts=tuple(event.parts),
            refused=event.refused,
            statute=revealed(event.statute),
            recipient=revealed(event.recipient),
            refused_because=revealed(event.refused_because),
            weighed=revealed(event.weighed),
            at=event.timestamp,
            by=event.by,
        )
        for event in recorded
        if isinstance(event, DisclosureDecided)
    )
