"""Are the days of the law counted as section 2.2 of the domain counts them?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.given import CATALOGUE, at
from triage.time.calendar import WorkingCalendar
from triage.time.statutory import StartedBy, Statutory, StatutoryClock, statutory

CALENDAR = CATALOGUE.calendar
NEED, WELFARE = StatutoryClock.SERVICE_NEED, StatutoryClock.PUPIL_WELFARE


def runs(clock: StatutoryClock, start: datetime, calendar: WorkingCalendar = CALENDAR) -> Statutory:
    return statutory(clock, StartedBy.ARRIVAL, start, calendar)


@pytest.mark.parametrize("start", [at(8, 0, 1), at(8, 9), at(8, 23, 59)])
def test_seven_working_days_from_a_tuesday_end_on_thursday_of_the_next_week(
    start: datetime,
) -> None:
    assert runs(NEED, start).due_on == date(2026, 9, 17)


def test_holidays_by_law_do_not_count() -> None:
    wednesday = datetime(2026, 12, 23, 10, tzinfo=UTC)
    assert runs(NEED, wednesday).due_on == date(2027, 1, 7)


def test_school_days_leave_the_holidays_of_schools_out() -> None:
    shut = frozenset(date(2026, 9, 9) + timedelta(days=each) for each in range(3))
    schools = replace(CALENDAR, school_holidays=shut)
    assert runs(WELFARE, at(8, 9), schools).due_on == date(2026, 9, 22)
    assert runs(NEED, at(8, 9), schools).due_on == date(2026, 9, 17)
    assert runs(WELFARE, at(8, 9)).due_on == date(2026, 9, 17)


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        (at(8, 9), date(2026, 12, 8)),
        (datetime(2026, 11, 30, 10, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2026, 12, 31, 10, tzinfo=UTC), date(2027, 3, 31)),
    ],
)
def test_the_assessment_is_done_in_three_months(start: datetime, due_on: date) -> None:
    found = runs(StatutoryClock.ASSESSMENT, start)
    assert (found.due_on, found.counted_on) == (due_on, ())
