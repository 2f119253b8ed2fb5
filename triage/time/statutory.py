"""By when does the law want something done, and from when on is that counted?

The clocks run beside the promise and never change it. Their lengths: Act 1301/2014 section 36 and
Act 417/2007 section 26 (seven working days, three months); Act 1287/2013 section 15 (seven school
days).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from triage.time.calendar import WorkingCalendar, end_of_day, local_day, moment_at

COUNTED_DAYS: Final = 7
MONTHS: Final = 3
MONTHS_OF_A_YEAR: Final = 12
# Both sides of the last day: it is not over yet, and there is time to act.
REMINDED_AT_LOCAL: Final = time(9)


class StatutoryClock(StrEnum):
    """What the law wants done."""

    SERVICE_NEED = "service-need"
    ASSESSMENT = "assessment"
    PUPIL_WELFARE = "pupil-welfare"


class StartedBy(StrEnum):
    """From when on it is counted: the message was itself an application, or a worker learned."""

    ARRIVAL = "arrival"
    FIRST_OPENING = "first-opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statutory:
    """One clock that runs: its days counted from `started_at`, which is not the recording."""

    clock: StatutoryClock
    started_by: StartedBy
    started_at: datetime
    counted_on: tuple[date, ...]
    due_on: date

    @property
    def remind_at(self) -> datetime:
        return moment_at(self.due_on, REMINDED_AT_LOCAL)

    @property
    def due_at(self) -> datetime:
        """When its last day is over."""
        return end_of_day(self.due_on)


def statutory(
    clock: StatutoryClock, started_by: StartedBy, started_at: datetime, calendar: WorkingCalendar
) -> Statutory:
    """Figure one clock; the day on which it starts is not counted (Act 150/1930 section 2)."""
    first = local_day(started_at)
    match clock:
        case StatutoryClock.SERVICE_NEED:
            counted = calendar.working_days_after(first, COUNTED_DAYS)
        case StatutoryClock.PUPIL_WELFARE:
            counted = calendar.school_days_after(first, COUNTED_DAYS)
        case _:
            counted = ()
    return Statutory(
        clock=clock,
        started_by=started_by,
        started_at=started_at,
        counted_on=counted,
        due_on=counted[-1] if counted else _months_after(first, MONTHS),
    )


def _months_after(day: date, months: int) -> date:
    """The same day of a later month; where that has no such day, its last."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
