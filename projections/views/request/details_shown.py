"""When did a requester tell more, and what of it was new?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.request.events import DetailsAdded, RequestEvent
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsShown:
    """That the requester told more after sending: when, and which fields, by dotted names.

    What was told stands where it would stand had it been told when sending.
    """

    at: datetime
    fields: tuple[str, ...]


def details_shown(recorded: Sequence[RequestEvent]) -> tuple[DetailsShown, ...]:
    """Every addition, oldest first; no names of fields where they do not open any more."""
    return tuple(
        DetailsShown(at=event.timestamp, fields=revealed(event.added) or ())
        for event in recorded
        if isinstance(event, DetailsAdded)
    )
