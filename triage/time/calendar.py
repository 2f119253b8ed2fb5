"""Which days are working days in Finland, and when does a Finnish day begin and end?"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from holidays.version import __version__ as library_version

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
SUNDAY: Final = 6
DECEMBER: Final = 12
NATIONAL_VERSION: Final = f"fi-holidays-{library_version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """The national days off plus one table of local exceptions.

    `version` names the exceptions only (such as "lapland-1"); `full_version` is what an event
    stores. `closed_on` and `open_on` are for the whole county: a closure of one unit changes
    who receives a request and never belongs here.

    Raises:
        ValueError: the version is empty or already combined, or a day is both closed and open.
    """

    version: str
    closed_on: frozenset[date] = frozenset()
    open_on: frozenset[date] = frozenset()
    # Days on which schools are shut and others work.
    school_holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.version or "+" in self.version:
            raise ValueError(f"not a version of local exceptions: {self.version!r}")
        if both := self.closed_on & self.open_on:
            raise ValueError(f"both closed and open: {', '.join(map(str, sorted(both)))}")

    @property
    def full_version(self) -> str:
        """Library and exceptions together, such as "fi-holidays-0.109+lapland-1"."""
        return f"{NATIONAL_VERSION}+{self.version}"

    def is_holiday(self, day: date) -> bool:
        """Tell whether `day` is off by law or by exception; a plain weekend is no holiday.

        Raises:
            TypeError: `day` is a datetime, which equals no date and so would never be a holiday.
        """
        if isinstance(day, datetime):
            raise TypeError("a day is wanted, not a moment")
        if day in self.open_on:
            return False
        return day in self.closed_on or day in national_holidays(day.year)

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` counts towards a promise.

        Raises:
            TypeError: `day` is a datetime.
        """
        return (day.weekday() < SATURDAY or day in self.open_on) and not self.is_holiday(day)

    def working_days_after(self, day: date, count: int) -> tuple[date, ...]:
        """Return the first `count` working days after `day`, itself left out, earliest first."""
        return _working_days_after(self, day, count)

    def school_days_after(self, day: date, count: int) -> tuple[date, ...]:
        """Return the first `count` working days after `day` on which schools are open."""
        found: list[date] = []
        while len(found) < count:
            (day,) = self.working_days_after(day, 1)
            found += [] if day in self.school_holidays else [day]
        return tuple(found)


# Remembered because all who come on one day count the same days: a fifth faster promises.
@lru_cache(maxsize=4096)
def _working_days_after(calendar: WorkingCalendar, day: date, count: int) -> tuple[date, ...]:
    found: list[date] = []
    while len(found) < count:
        day += ONE_DAY
        if calendar.is_working_day(day):
            found.append(day)
    return tuple(found)


@lru_cache(maxsize=128)
def national_holidays(year: int) -> frozenset[date]:
    """Return the days off by Act 150/1930 sections 2 and 5, both eves included."""
    return frozenset(holidays.country_holidays("FI", years=year))


def local_day(moment: datetime) -> date:
    """Return the date in Helsinki at an aware moment.

    Raises:
        ValueError: the moment is naive.
    """
    _refuse_naive(moment)
    return moment.astimezone(HELSINKI).date()


@lru_cache(maxsize=8192)
def moment_at(day: date, clock: time) -> datetime:
    """Return the UTC moment at which a Helsinki clock shows `clock` on `day`.

    An hour that comes twice (October) means its first coming; one that is skipped (March) is
    read as if the clock had not yet been moved.
    """
    return datetime.combine(day, clock, HELSINKI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return 24:00 in Helsinki as UTC: the first moment that no longer belongs to `day`."""
    return moment_at(day + ONE_DAY, time())


def end_of_week(day: date) -> datetime:
    """Return 24:00 of the Sunday of `day`'s week in Helsinki, as UTC."""
    return end_of_day(day + timedelta(days=SUNDAY - day.weekday()))


def a_month_after(moment: datetime) -> datetime:
    """Return 24:00 in Helsinki, as UTC, of the same day of the next calendar month.

    Where that month has no such day, of its last. As periods of months are counted by Regulation
    1182/71, Article 3, but never put off by a weekend.
    """
    day = local_day(moment)
    year, month = (day.year + 1, 1) if day.month == DECEMBER else (day.year, day.month + 1)
    return end_of_day(date(year, month, min(day.day, monthrange(year, month)[1])))


def day_ending_at(moment: datetime) -> date:
    """Return the day whose 24:00 is `moment`: the moment before still belongs to it."""
    return local_day(moment - timedelta(microseconds=1))


def as_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC.

    Raises:
        ValueError: the moment is naive, so nobody knows when it was.
    """
    _refuse_naive(moment)
    return moment.astimezone(UTC)


def _refuse_naive(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
