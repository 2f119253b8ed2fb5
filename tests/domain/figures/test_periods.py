"""Which days are a month, a quarter, four months or a year, and which came before them?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.figures.periods import Days, Period, period_before, period_with


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (Period.QUARTER, date(2028, 1, 1), date(2028, 3, 31)),
        (Period.FOUR_MONTHS, date(2028, 1, 1), date(2028, 4, 30)),
        (Period.YEAR, date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_leap_day_in_each(period: Period, first: date, last: date) -> None:
    assert period_with(date(2028, 2, 29), period) == Days(from_on=first, to_on=last)


@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)),
    period=st.sampled_from(Period),
)
def test_a_day_is_in_its_period_and_the_one_before_ends_the_day_before(
    day: date, period: Period
) -> None:
    days, before = period_with(day, period), period_before(day, period)
    assert days.from_on <= day <= days.to_on
    assert before.to_on + timedelta(days=1) == days.from_on
    assert period_with(before.from_on, period) == before
