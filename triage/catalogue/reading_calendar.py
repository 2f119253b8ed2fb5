"""Which days count in this catalogue? The calendar, and the holidays of schools beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Final

from triage.catalogue.fields import Fields
from triage.time.calendar import ONE_DAY, WorkingCalendar

LONGEST_SCHOOL_HOLIDAY: Final = timedelta(days=183)


def _school_days_off(entry: Fields) -> Iterator[date]:
    """Every day of a school holiday, both ends included."""
    day, last = entry.day("from_on", required=True), entry.day("until_on", required=True)
    entry.finish()
    if day is None or last is None:
        return
    if not timedelta() <= last - day <= LONGEST_SCHOOL_HOLIDAY:
        entry.refuse("ends before it begins, or lasts longer than half a year")
        return
    while day <= last:
        yield day
        day += ONE_DAY


def read_calendar(entry: Fields, school_holidays: Iterable[Fields]) -> WorkingCalendar:
    """The calendar of the whole county."""
    version = entry.text("version")
    closed_on, open_on = entry.days("closed_on"), entry.days("open_on")
    entry.finish()
    try:
        return WorkingCalendar(
            version=version,
            closed_on=closed_on,
            open_on=open_on,
            school_holidays=frozenset(chain(*map(_school_days_off, school_holidays))),
        )
    except ValueError as refusal:
        entry.refuse(str(refusal))
        return WorkingCalendar(version="refused")
