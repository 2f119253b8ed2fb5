"""When did what is recorded later really happen: what the clock noticed, what staff entered?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from triage.request.events import (
    AlertRepeated,
    Escalated,
    LookOverdue,
    MarksRetracted,
    PromiseMissed,
    Reminded,
    RequestEvent,
    StatutoryClockMissed,
    Submitted,
    TransferReturned,
)


class ClockMoments(TypedDict, total=False):
    """The moments beside an event's own; none for what a person did at once."""

    breached_at: datetime
    due_at: datetime
    noticed_at: datetime
    retracted_at: datetime
    arrived_at: datetime


def retractions(recorded: Sequence[RequestEvent]) -> Mapping[int, datetime]:
    """When each mark was retracted that a wrong clock made, by its version."""
    return {
        version: event.timestamp
        for event in recorded
        if isinstance(event, MarksRetracted)
        for version in event.versions
    }


def clock_moments(event: RequestEvent, retracted: Mapping[int, datetime]) -> ClockMoments:
    """A missed promise has `breached_at`, what else fell due `due_at`, an entry `arrived_at`."""
    found = _noticed(event)
    if event.originator_version in retracted:
        found["retracted_at"] = retracted[event.originator_version]
    return found


def _noticed(event: RequestEvent) -> ClockMoments:
    match event:
        case PromiseMissed():
            return ClockMoments(breached_at=event.breached_at, noticed_at=event.timestamp)
        case (
            Reminded()
            | Escalated()
            | LookOverdue()
            | AlertRepeated()
            | TransferReturned()
            | StatutoryClockMissed()
        ):
            return ClockMoments(due_at=event.due_at, noticed_at=event.timestamp)
        case Submitted() if event.channel:
            return ClockMoments(arrived_at=event.arrived_at)
    return ClockMoments()
