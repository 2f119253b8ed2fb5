"""When did what the clock made happen really fall due, and when was it noticed?"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from triage.events import (
    Escalated,
    LookOverdue,
    PromiseMissed,
    Reminded,
    RequestEvent,
    TransferReturned,
)


class ClockMoments(TypedDict, total=False):
    """The moments beside an event's own; none for what a person did."""

    breached_at: datetime
    due_at: datetime
    noticed_at: datetime


def clock_moments(event: RequestEvent) -> ClockMoments:
    """A missed promise has `breached_at`, all else that fell due has `due_at`."""
    match event:
        case PromiseMissed():
            return ClockMoments(breached_at=event.breached_at, noticed_at=event.timestamp)
        case Reminded() | Escalated() | LookOverdue() | TransferReturned():
            return ClockMoments(due_at=event.due_at, noticed_at=event.timestamp)
    return ClockMoments()
