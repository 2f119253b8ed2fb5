"""When is a unit open, and how much open time lies between two moments?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from triage.time.calendar import ONE_DAY, WorkingCalendar, as_utc, local_day, moment_at

DAYS_IN_WEEK: Final = 7
MIDNIGHT: Final = time()
MINUTE: Final = timedelta(minutes=1)
NO_TIME: Final = timedelta()


class OnHolidays(StrEnum):
    """What the hours of a week become on a holiday of the calendar."""

    CLOSED = "closed"
    AS_USUAL = "as-usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Weekly opening hours by a Helsinki clock.

    `weekly` holds seven entries, Monday first: (opens, closes), or None for a closed day. Closing
    at 00:00 means the end of that day, so (00:00, 00:00) is open round the clock. A holiday of
    the calendar is closed whatever the week says, unless holidays are `AS_USUAL`; Saturday hours
    hold on an ordinary Saturday. A unit is open from the opening moment up to, and not at, the
    closing moment.

    Every method takes aware moments, answers in UTC, and raises ValueError at a naive one.

    Raises:
        ValueError: not seven entries, no open day, hours that end before they begin, or clock
            times with a zone of their own.
    """

    weekly: tuple[tuple[time, time] | None, ...]
    on_holidays: OnHolidays = OnHolidays.CLOSED

    def __post_init__(self) -> None:
        if len(self.weekly) != DAYS_IN_WEEK or not any(self.weekly):
            raise ValueError("a week needs seven entries, at least one of them open")
        for opens, closes in filter(None, self.weekly):
            if opens.tzinfo or closes.tzinfo:
                raise ValueError("opening hours are Helsinki times without a zone")
            if closes <= opens and closes != MIDNIGHT:
                raise ValueError(f"hours that end before they begin: {opens} to {closes}")

    def is_open(self, moment: datetime, calendar: WorkingCalendar) -> bool:
        """Tell whether the unit is open at `moment`."""
        session = self._session(local_day(moment), calendar)
        return session is not None and session[0] <= as_utc(moment) < session[1]

    def closes_on(self, day: date, calendar: WorkingCalendar) -> datetime | None:
        """Return when the unit closes on `day`; None where it does not open."""
        session = self._session(day, calendar)
        return session[1] if session else None

    def next_opening_at(self, moment: datetime, calendar: WorkingCalendar) -> datetime:
        """Return the first open moment from `moment` on: `moment` itself while it is open."""
        return self.add_open_time(moment, NO_TIME, calendar)

    def add_open_time(
        self, moment: datetime, span: timedelta, calendar: WorkingCalendar
    ) -> datetime:
        """Return the earliest moment by which `span` of open time has passed since `moment`.

        Time that runs out exactly at closing ends there, not at the next opening.

        Raises:
            ValueError: `span` is negative.
        """
        if span < NO_TIME:
            raise ValueError(f"open time cannot run backwards: {span}")
        moment = as_utc(moment)
        for opens_at, closes_at in self._sessions_from(local_day(moment), calendar):
            begins_at = max(opens_at, moment)
            if begins_at < closes_at and begins_at + span <= closes_at:
                return begins_at + span
            span -= max(closes_at - begins_at, NO_TIME)
        raise AssertionError("the days never end")

    def open_minutes_between(
        self, start: datetime, end: datetime, calendar: WorkingCalendar
    ) -> int:
        """Return the whole open minutes from `start` to `end`; 0 when `end` is not later.

        Costs two or three microseconds for each day between them.
        """
        start, end = as_utc(start), as_utc(end)
        last_day = local_day(end)
        day = local_day(start)
        open_time = NO_TIME
        while day <= last_day:
            if session := self._session(day, calendar):
                open_time += max(min(session[1], end) - max(session[0], start), NO_TIME)
            day += ONE_DAY
        return open_time // MINUTE

    def _sessions_from(
        self, day: date, calendar: WorkingCalendar
    ) -> Iterator[tuple[datetime, datetime]]:
        while True:
            if session := self._session(day, calendar):
                yield session
            day += ONE_DAY

    def _session(self, day: date, calendar: WorkingCalendar) -> tuple[datetime, datetime] | None:
        hours = self.weekly[day.weekday()]
        if hours is None or self._is_day_off(day, calendar):
            return None
        opens, closes = hours
        closing_day = day + ONE_DAY if closes == MIDNIGHT else day
        return moment_at(day, opens), moment_at(closing_day, closes)

    def _is_day_off(self, day: date, calendar: WorkingCalendar) -> bool:
        return self.on_holidays is OnHolidays.CLOSED and calendar.is_holiday(day)


ALWAYS: Final = OpeningHours(
    weekly=((MIDNIGHT, MIDNIGHT),) * DAYS_IN_WEEK, on_holidays=OnHolidays.AS_USUAL
)
