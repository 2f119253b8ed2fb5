"""Is open time counted by the unit's own hours, across closings, holidays and moved clocks?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from triage.time.calendar import HELSINKI, WorkingCalendar
from triage.time.opening_hours import OpeningHours

CALENDAR = WorkingCalendar(version="lapland-1")
DAY = (time(8), time(16))
OFFICE = OpeningHours(weekly=(DAY,) * 5 + (None, None))
WITH_SATURDAYS = OpeningHours(weekly=(DAY,) * 5 + ((time(10), time(14)), None))
ROUND_THE_CLOCK = OpeningHours(weekly=((time(), time()),) * 7)
NAIVE = datetime(2026, 9, 8, 9, tzinfo=UTC).replace(tzinfo=None)
HOUR = timedelta(hours=1)


def helsinki(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (helsinki(2026, 9, 8, 7, 59), False),
        (helsinki(2026, 9, 8, 8, 0), True),
        (helsinki(2026, 9, 8, 15, 59), True),
        (helsinki(2026, 9, 8, 16, 0), False),
        (helsinki(2026, 9, 12), False),
        (helsinki(2026, 6, 19), False),
    ],
    ids=["before", "at opening", "last minute", "at closing", "saturday", "juhannusaatto"],
)
def test_a_unit_is_open_from_opening_until_closing(moment: datetime, is_open: bool) -> None:
    assert OFFICE.is_open(moment, CALENDAR) is is_open


@pytest.mark.parametrize(
    ("hour_utc", "day"),
    [
        (5, date(2026, 10, 23)),
        (6, date(2026, 10, 26)),
        (6, date(2026, 3, 27)),
        (5, date(2026, 3, 30)),
    ],
)
def test_a_unit_opens_at_eight_on_the_wall_in_summer_and_winter(hour_utc: int, day: date) -> None:
    opens_at = datetime(day.year, day.month, day.day, hour_utc, tzinfo=UTC)

    assert [OFFICE.is_open(opens_at - HOUR, CALENDAR), OFFICE.is_open(opens_at, CALENDAR)] == [
        False,
        True,
    ]


def test_saturday_hours_hold_on_an_ordinary_saturday() -> None:
    assert WITH_SATURDAYS.is_open(helsinki(2026, 9, 12), CALENDAR)


def test_saturday_hours_do_not_hold_on_midsummer_day() -> None:
    assert not WITH_SATURDAYS.is_open(helsinki(2026, 6, 20), CALENDAR)


def test_a_local_closure_shuts_the_doors() -> None:
    calendar = WorkingCalendar(version="l-2", closed_on=frozenset({date(2026, 9, 8)}))

    assert not OFFICE.is_open(helsinki(2026, 9, 8), calendar)


def test_a_local_exception_opens_the_doors_on_a_holiday() -> None:
    calendar = WorkingCalendar(version="l-2", open_on=frozenset({date(2026, 12, 24)}))

    assert OFFICE.is_open(helsinki(2026, 12, 24), calendar)


@pytest.mark.parametrize(
    ("moment", "opens_at"),
    [
        (helsinki(2026, 9, 8, 9), helsinki(2026, 9, 8, 9)),
        (helsinki(2026, 9, 8, 6), helsinki(2026, 9, 8, 8)),
        (helsinki(2026, 9, 8, 16), helsinki(2026, 9, 9, 8)),
        (helsinki(2026, 9, 11, 20), helsinki(2026, 9, 14, 8)),
        (helsinki(2026, 12, 23, 17), helsinki(2026, 12, 28, 8)),
        (helsinki(2026, 10, 24, 23), helsinki(2026, 10, 26, 8)),
    ],
    ids=["open now", "early", "at closing", "friday", "before christmas", "the long night"],
)
def test_the_next_opening_is_the_first_open_moment(moment: datetime, opens_at: datetime) -> None:
    assert OFFICE.next_opening_at(moment, CALENDAR) == opens_at


@pytest.mark.parametrize(
    ("moment", "hours", "ends_at"),
    [
        (helsinki(2026, 9, 8, 9), 2, helsinki(2026, 9, 8, 11)),
        (helsinki(2026, 9, 8, 14), 2, helsinki(2026, 9, 8, 16)),
        (helsinki(2026, 9, 8, 15), 2, helsinki(2026, 9, 9, 9)),
        (helsinki(2026, 9, 11, 18), 2, helsinki(2026, 9, 14, 10)),
        (helsinki(2026, 9, 8, 8), 40, helsinki(2026, 9, 14, 16)),
        (helsinki(2026, 4, 2, 15), 2, helsinki(2026, 4, 7, 9)),
    ],
    ids=["same day", "until closing", "next morning", "friday evening", "a week", "easter"],
)
def test_open_time_passes_only_while_open(moment: datetime, hours: int, ends_at: datetime) -> None:
    assert OFFICE.add_open_time(moment, hours * HOUR, CALENDAR) == ends_at


def test_open_time_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="cannot run backwards"):
        OFFICE.add_open_time(helsinki(2026, 9, 8), -HOUR, CALENDAR)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (helsinki(2026, 9, 8, 9), helsinki(2026, 9, 8, 9, 45), 45),
        (helsinki(2026, 9, 8, 6), helsinki(2026, 9, 8, 20), 480),
        (helsinki(2026, 9, 8, 15), helsinki(2026, 9, 9, 9), 120),
        (helsinki(2026, 9, 11, 15), helsinki(2026, 9, 14, 9), 120),
        (helsinki(2026, 9, 12, 9), helsinki(2026, 9, 13, 20), 0),
        (helsinki(2026, 6, 18, 8), helsinki(2026, 6, 23, 8), 960),
        (helsinki(2026, 9, 8, 10), helsinki(2026, 9, 8, 9), 0),
        (helsinki(2026, 9, 9, 10), helsinki(2026, 9, 7, 9), 0),
    ],
    ids=["hour", "day", "night", "weekend", "closed", "juhannus", "backwards", "days backwards"],
)
def test_only_open_minutes_are_counted(start: datetime, end: datetime, minutes: int) -> None:
    assert OFFICE.open_minutes_between(start, end, CALENDAR) == minutes


def test_a_minute_that_is_not_full_is_not_counted() -> None:
    start = helsinki(2026, 9, 8, 9)

    assert OFFICE.open_minutes_between(start, start + timedelta(seconds=119), CALENDAR) == 1


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 9, 8), 24), (date(2026, 10, 25), 25)],
)
def test_a_day_round_the_clock_is_as_long_as_it_really_is(day: date, hours: int) -> None:
    midnight = helsinki(day.year, day.month, day.day, 0)
    next_midnight = midnight + timedelta(days=1)

    assert ROUND_THE_CLOCK.open_minutes_between(midnight, next_midnight, CALENDAR) == hours * 60


def test_the_night_that_loses_an_hour_is_an_hour_shorter() -> None:
    start, end = helsinki(2026, 3, 28, 22), helsinki(2026, 3, 29, 6)

    assert ROUND_THE_CLOCK.open_minutes_between(start, end, CALENDAR) == 7 * 60


def test_closing_at_midnight_means_the_end_of_the_day() -> None:
    evenings = OpeningHours(weekly=((time(18), time()),) * 7)

    assert evenings.is_open(helsinki(2026, 9, 8, 23, 59), CALENDAR)


@pytest.mark.parametrize(
    ("weekly", "reason"),
    [
        ((DAY,) * 6, "seven entries"),
        ((DAY,) * 8, "seven entries"),
        ((None,) * 7, "at least one"),
        (((time(16), time(8)),) * 7, "end before they begin"),
        (((time(8), time(8)),) * 7, "end before they begin"),
        (((time(8, tzinfo=UTC), time(16, tzinfo=UTC)),) * 7, "without a zone"),
    ],
)
def test_an_impossible_week_is_refused(
    weekly: tuple[tuple[time, time] | None, ...], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        OpeningHours(weekly=weekly)


@pytest.mark.parametrize(
    "question",
    [
        lambda: OFFICE.is_open(NAIVE, CALENDAR),
        lambda: OFFICE.next_opening_at(NAIVE, CALENDAR),
        lambda: OFFICE.add_open_time(NAIVE, HOUR, CALENDAR),
        lambda: OFFICE.open_minutes_between(NAIVE, helsinki(2026, 9, 9), CALENDAR),
        lambda: OFFICE.open_minutes_between(helsinki(2026, 9, 8), NAIVE, CALENDAR),
    ],
)
def test_a_naive_moment_gets_no_answer(question: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        question()
