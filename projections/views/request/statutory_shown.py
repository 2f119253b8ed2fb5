"""Which statutory clocks run on a request, until when, since when, and what was done of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from triage.request.events import (
    RequestEvent,
    StatutoryClockDone,
    StatutoryClockDue,
    StatutoryClockReleased,
    StatutoryClockStarted,
    StatutoryClockTakenBack,
)
from triage.text.personal import revealed
from triage.time.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """One clock: from when on it is counted and why, which days count, and its last day.

    `counted_on` is empty where it is a matter of months. `done_on` is when it was done, and `what`
    what was; `released_at` is since when the requester may see it.
    """

    clock: str
    started_by: str
    started_at: datetime
    counted_on: tuple[date, ...]
    due_on: date
    reminded_at: datetime | None = None
    done_on: date | None = None
    what: str | None = None
    released_at: datetime | None = None

    @property
    def done_late(self) -> bool | None:
        """Whether it was done after its last day; None where it is not done."""
        return None if self.done_on is None else self.done_on > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClock:
    """A clock as its requester sees it, once it was released."""

    clock: str
    started_on: date
    due_on: date
    done_on: date | None


def clocks_shown(recorded: Sequence[RequestEvent]) -> tuple[ClockShown, ...]:
    """Every clock of these events that was not taken back, in the order of their starts."""
    shown: dict[str, ClockShown] = {}
    for event in recorded:
        match event:
            case StatutoryClockStarted():
                shown[event.clock] = ClockShown(
                    clock=event.clock,
                    started_by=event.started_by,
                    started_at=event.started_at,
                    counted_on=event.counted_on,
                    due_on=event.due_on,
                )
            case StatutoryClockTakenBack():
                shown.pop(event.clock, None)
            case StatutoryClockDue() | StatutoryClockDone() | StatutoryClockReleased() if (
                event.clock in shown
            ):
                shown[event.clock] = _gone_on(shown[event.clock], event)
    return tuple(shown.values())


def _gone_on(
    clock: ClockShown, event: StatutoryClockDue | StatutoryClockDone | StatutoryClockReleased
) -> ClockShown:
    match event:
        case StatutoryClockDue():
            return replace(clock, reminded_at=event.timestamp)
        case StatutoryClockReleased():
            return replace(clock, released_at=event.timestamp)
        case _:
            return replace(clock, done_on=event.done_on, what=revealed(event.what))


def own_clocks(told: Sequence[RequestEvent]) -> tuple[OwnClock, ...]:
    """Those that the requester may see, of the events that may be told."""
    return tuple(
        OwnClock(
            clock=each.clock,
            started_on=local_day(each.started_at),
            due_on=each.due_on,
            done_on=each.done_on,
        )
        for each in clocks_shown(told)
        if each.released_at
    )
