"""Which statutory clocks run on a request, until when, and since when?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from triage.request.events import RequestEvent, StatutoryClockDue, StatutoryClockStarted


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """One clock: from when on it is counted and why, which days count, and its last day.

    `counted_on` is empty where it is a matter of months.
    """

    clock: str
    started_by: str
    started_at: datetime
    counted_on: tuple[date, ...]
    due_on: date
    reminded_at: datetime | None


def clocks_shown(recorded: Sequence[RequestEvent]) -> tuple[ClockShown, ...]:
    """Every clock of these events, in the order in which they were started."""
    due = (each for each in recorded if isinstance(each, StatutoryClockDue))
    reminded = {each.clock: each.timestamp for each in due}
    return tuple(
        ClockShown(
            clock=each.clock,
            started_by=each.started_by,
            started_at=each.started_at,
            counted_on=each.counted_on,
            due_on=each.due_on,
            reminded_at=reminded.get(each.clock),
        )
        for each in recorded
        if isinstance(each, StatutoryClockStarted)
    )
