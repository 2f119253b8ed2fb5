"""To which units did a request move, as its requester is told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.catalogue.routing import UNIT_GONE
from triage.request.events import RequestEvent, Routed, TransferAccepted


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedNotice:
    """That the request moved to another unit, which the requester is always told (13/2003 §15)."""

    unit: str
    at: datetime


def moves(told: Sequence[RequestEvent]) -> tuple[MovedNotice, ...]:
    """Every move that somebody made, or that a unit's end made.

    Where the rules chose anew because the requester told more, nobody had taken it yet: a unit's
    name would only tell what was noticed.
    """
    return tuple(
        MovedNotice(
            unit=event.unit if isinstance(event, Routed) else event.to_unit, at=event.timestamp
        )
        for event in told
        if isinstance(event, TransferAccepted)
        or (isinstance(event, Routed) and event.reason == UNIT_GONE)
    )
