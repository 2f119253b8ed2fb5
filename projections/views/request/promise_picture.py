"""Which days does the picture of a promise show, and where among them are we?

All of it comes from the stored promise: what did not count then is no working day here, whatever a
calendar says today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from projections.views.request.promises_shown import PromiseShown
from projections.views.request.statutory_shown import ClockShown
from triage.time.calendar import ONE_DAY, SATURDAY, local_day


class DayIs(StrEnum):
    """What a day is to a promise."""

    ARRIVAL = "arrival"
    COUNTED = "counted"
    LAST = "last"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LATE = "late"


class Mark(StrEnum):
    """Why a day stands out: today while something is waited for, else the day it came."""

    NOW = "now"
    ANSWERED = "answered"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDay:
    """One cell; `after_gap` tells that days between it and the cell before are left out."""

    day: date
    is_: DayIs
    mark: Mark | None = None
    after_gap: bool = False


def promise_picture(promise: PromiseShown, now: datetime | None) -> tuple[PictureDay, ...]:
    """The days from arrival to the promised one, and a late day that is marked; earliest first.

    `now` is None where nobody waits any more: then no day is marked but the answer's.
    """
    mark, marked_on = _marked(promise, now)
    return _cells(local_day(promise.arrived_at), promise.counted_on, mark, marked_on)


def clock_picture(clock: ClockShown, now: datetime | None) -> tuple[PictureDay, ...]:
    """The days of a statutory clock in the same way; none where it is a matter of months."""
    if not clock.counted_on:
        return ()
    first = local_day(clock.started_at)
    if clock.done_on:
        return _cells(first, clock.counted_on, Mark.DONE, clock.done_on)
    today = None if now is None else local_day(now)
    return _cells(first, clock.counted_on, Mark.NOW if now else None, today)


def _cells(
    first: date, counted_on: Sequence[date], mark: Mark | None, marked_on: date | None
) -> tuple[PictureDay, ...]:
    last = counted_on[-1]
    cells = [
        PictureDay(
            day=day, is_=_kind(day, first, counted_on), mark=mark if day == marked_on else None
        )
        for day in _days(first, last)
    ]
    if marked_on and marked_on > last:
        gap = marked_on > last + ONE_DAY
        cells.append(PictureDay(day=marked_on, is_=DayIs.LATE, mark=mark, after_gap=gap))
    return tuple(cells)


def _marked(promise: PromiseShown, now: datetime | None) -> tuple[Mark | None, date | None]:
    if promise.answered_at:
        return Mark.ANSWERED, local_day(promise.answered_at)
    if now is None or promise.settled_at:
        return None, None
    return Mark.NOW, local_day(now)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _kind(day: date, first: date, counted_on: Sequence[date]) -> DayIs:
    if day == counted_on[-1]:
        return DayIs.LAST
    if day in counted_on:
        return DayIs.COUNTED
    if day == first:
        return DayIs.ARRIVAL
    return DayIs.WEEKEND if day.weekday() >= SATURDAY else DayIs.HOLIDAY
