"""Which days are a month, a quarter, four months or a year, and which came before them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from triage.time.calendar import ONE_DAY

MONTHS_OF_A_YEAR = 12


class Period(StrEnum):
    """What is reported on; each begins with the year, so that a year is made of whole ones."""

    MONTH = "month"
    QUARTER = "quarter"
    FOUR_MONTHS = "four-months"
    YEAR = "year"


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.FOUR_MONTHS: 4, Period.YEAR: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The first and the last day, both included."""

    from_on: date
    to_on: date


def period_with(day: date, period: Period) -> Days:
    """The period that `day` is in."""
    months = MONTHS[period]
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    return Days(from_on=first, to_on=month_after(first, months) - ONE_DAY)


def period_before(day: date, period: Period) -> Days:
    """The one before it."""
    return period_with(period_with(day, period).from_on - ONE_DAY, period)


def month_after(first: date, months: int) -> date:
    """The first day of the month that many months later, or before where negative."""
    number = first.year * MONTHS_OF_A_YEAR + first.month - 1 + months
    return date(number // MONTHS_OF_A_YEAR, number % MONTHS_OF_A_YEAR + 1, 1)
