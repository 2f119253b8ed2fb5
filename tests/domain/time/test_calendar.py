"""Are exactly the right Finnish days counted as working days, in every year we may meet?"""

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from triage.time.calendar import (
    HELSINKI,
    WorkingCalendar,
    as_utc,
    day_ending_at,
    end_of_day,
    end_of_week,
    local_day,
    moment_at,
)

GOLDEN = tomllib.loads(
    (Path(__file__).parent / "golden_working_days.toml").read_text(encoding="utf-8")
)
PLAIN = WorkingCalendar(version="lapland-1")
YEARS = range(2020, 2046)


def weekdays_off(year: int) -> set[date]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return {
        day
        for day in days
        if day.year == year and day.weekday() < 5 and not PLAIN.is_working_day(day)
    }


def easter_sunday(year: int) -> date:
    """The Gregorian computus in its century-free form, good from 1900 to 2099."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    late = moon == 29 or (moon == 28 and year % 19 > 10)
    return date(year, 3, 22) + timedelta(days=moon + sunday - (7 if late and sunday == 6 else 0))


def weekdays_off_by_statute(year: int) -> set[date]:
    easter = easter_sunday(year)
    fixed = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
    movable = (easter + timedelta(days=days) for days in (-2, 1, 39))
    midsummer_eve = next(
        day for number in range(19, 26) if (day := date(year, 6, number)).weekday() == 4
    )
    days = {date(year, *month_and_day) for month_and_day in fixed}
    return {day for day in (*days, *movable, midsummer_eve) if day.weekday() < 5}


@pytest.mark.parametrize("year", GOLDEN)
def test_the_pinned_library_gives_the_golden_days_off(year: str) -> None:
    golden = {date.fromisoformat(day) for day in GOLDEN[year]}

    assert weekdays_off(int(year)) == golden


@pytest.mark.parametrize("year", YEARS)
def test_the_days_off_are_those_of_the_statute(year: int) -> None:
    assert weekdays_off(year) == weekdays_off_by_statute(year)


def test_no_weekend_day_of_a_quarter_century_is_a_working_day() -> None:
    days = (date(2020, 1, 4) + timedelta(days=number) for number in range(26 * 365))

    assert not [day for day in days if day.weekday() >= 5 and PLAIN.is_working_day(day)]


@pytest.mark.parametrize(
    "day",
    [date(2026, 4, 2), date(2026, 4, 30), date(2026, 12, 31)],
    ids=["kiirastorstai", "vappuaatto", "uudenvuodenaatto"],
)
def test_an_eve_that_the_law_does_not_name_is_a_working_day(day: date) -> None:
    assert PLAIN.is_working_day(day)


def test_a_plain_saturday_is_no_holiday() -> None:
    assert not PLAIN.is_holiday(date(2026, 9, 12))


def test_a_local_closure_takes_a_working_day_away() -> None:
    calendar = WorkingCalendar(version="l-2", closed_on=frozenset({date(2026, 9, 9)}))

    assert calendar.working_days_after(date(2026, 9, 8), 2) == (
        date(2026, 9, 10),
        date(2026, 9, 11),
    )


@pytest.mark.parametrize(
    "day", [date(2026, 9, 12), date(2026, 12, 24)], ids=["a saturday", "christmas eve"]
)
def test_a_local_exception_opens_a_day_off(day: date) -> None:
    calendar = WorkingCalendar(version="l-2", open_on=frozenset({day}))

    assert calendar.working_days_after(day - timedelta(days=1), 1) == (day,)


def test_a_day_cannot_be_closed_and_open_at_once() -> None:
    day = frozenset({date(2026, 9, 9)})

    with pytest.raises(ValueError, match="both closed and open: 2026-09-09"):
        WorkingCalendar(version="l-2", closed_on=day, open_on=day)


@pytest.mark.parametrize("wrong", ["", "fi-holidays-0.109+lapland-1"])
def test_a_calendar_takes_only_the_version_of_its_exceptions(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a version of local exceptions"):
        WorkingCalendar(version=wrong)


def test_the_full_version_names_the_library_and_the_exceptions() -> None:
    assert PLAIN.full_version == f"fi-holidays-{version('holidays')}+lapland-1"


def test_a_moment_is_refused_where_a_day_is_wanted() -> None:
    with pytest.raises(TypeError, match="not a moment"):
        PLAIN.is_working_day(datetime(2026, 12, 24, 12, tzinfo=UTC))


def test_no_working_day_is_found_when_none_is_wanted() -> None:
    assert PLAIN.working_days_after(date(2026, 9, 8), 0) == ()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 15, 21, 59, 59, tzinfo=UTC), date(2026, 1, 15)),
        (datetime(2026, 1, 15, 22, 0, tzinfo=UTC), date(2026, 1, 16)),
        (datetime(2026, 7, 15, 20, 59, 59, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 7, 15, 21, 0, tzinfo=UTC), date(2026, 7, 16)),
    ],
)
def test_the_day_turns_at_midnight_in_helsinki(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


@pytest.mark.parametrize(
    ("day", "ends_at"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 21, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 22, tzinfo=UTC)),
    ],
    ids=["before summer time", "23 hours", "before winter time", "25 hours", "the year"],
)
def test_the_end_of_a_day_follows_the_clocks(day: date, ends_at: datetime) -> None:
    assert (end_of_day(day), day_ending_at(ends_at)) == (ends_at, day)


def test_an_hour_that_comes_twice_means_its_first_coming() -> None:
    assert moment_at(date(2026, 10, 25), time(3, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_skipped_hour_is_read_as_if_the_clock_had_not_moved() -> None:
    assert moment_at(date(2026, 3, 29), time(3, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_moments_come_back_in_utc() -> None:
    assert as_utc(datetime(2026, 9, 8, 9, tzinfo=HELSINKI)).tzinfo is UTC


@pytest.mark.parametrize("question", [local_day, as_utc])
def test_a_naive_moment_has_no_place_in_time(question: Callable[[datetime], object]) -> None:
    naive = datetime(2026, 9, 8, 9, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="needs a time zone"):
        question(naive)


@pytest.mark.parametrize("day", range(23, 30))
def test_a_week_ends_with_its_sunday(day: int) -> None:
    assert end_of_week(date(2026, 11, day)) == datetime(2026, 11, 30, tzinfo=HELSINKI)
