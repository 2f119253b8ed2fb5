"""Does every request get the promise and the look that the county has promised?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from triage.time.calendar import HELSINKI, WorkingCalendar
from triage.time.deadlines import LookBy, Promise, ServicePromise, look_by, promise
from triage.time.opening_hours import OpeningHours

CALENDAR = WorkingCalendar(version="lapland-1")
DEFAULTS = ServicePromise()
OFFICE = OpeningHours(weekly=((time(8), time(16)),) * 5 + (None, None))
ROUND_THE_CLOCK = OpeningHours(weekly=((time(), time()),) * 7)
NAIVE = datetime(2026, 9, 8, 9, tzinfo=UTC).replace(tzinfo=None)


def helsinki(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


def promised(arrived_at: datetime, terms: ServicePromise = DEFAULTS) -> Promise:
    return promise(arrived_at, CALENDAR, terms)


def looked_at(arrived_at: datetime, *, danger: bool, hours: OpeningHours = OFFICE) -> LookBy:
    return look_by(
        arrived_at, danger=danger, hours=hours, calendar=CALENDAR, service_promise=DEFAULTS
    )


GOLDEN = [
    (date(2026, 9, 8), date(2026, 9, 9), date(2026, 9, 10)),
    (date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)),
    (date(2026, 4, 4), date(2026, 4, 7), date(2026, 4, 8)),
    (date(2026, 4, 30), date(2026, 5, 4), date(2026, 5, 5)),
    (date(2026, 5, 13), date(2026, 5, 15), date(2026, 5, 18)),
    (date(2026, 6, 17), date(2026, 6, 18), date(2026, 6, 22)),
    (date(2026, 12, 23), date(2026, 12, 28), date(2026, 12, 29)),
    (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 5)),
    (date(2027, 1, 5), date(2027, 1, 7), date(2027, 1, 8)),
    (date(2025, 12, 5), date(2025, 12, 8), date(2025, 12, 9)),
]


@pytest.mark.parametrize(("arrived_on", "first", "second"), GOLDEN)
def test_the_two_golden_days_are_counted(arrived_on: date, first: date, second: date) -> None:
    arrived_at = helsinki(arrived_on.year, arrived_on.month, arrived_on.day)

    assert promised(arrived_at).counted_on == (first, second)


def test_a_tuesday_and_seven_working_days_end_on_thursday_of_next_week() -> None:
    """The worked example of THL's handbook of child protection."""
    terms = ServicePromise(target_working_days=7, answer_working_days=7)

    assert promised(helsinki(2026, 9, 8), terms).answer_by_on == date(2026, 9, 17)


def test_a_promise_in_winter_is_figured_to_the_second() -> None:
    assert promised(helsinki(2026, 11, 24, 9, 30)) == Promise(
        arrived_at=datetime(2026, 11, 24, 7, 30, tzinfo=UTC),
        counted_on=(date(2026, 11, 25), date(2026, 11, 26)),
        target_at=datetime(2026, 11, 25, 22, tzinfo=UTC),
        breach_at=datetime(2026, 11, 26, 22, tzinfo=UTC),
        answer_by_on=date(2026, 11, 26),
        remind_at=datetime(2026, 11, 25, 12, tzinfo=UTC),
        escalate_at=datetime(2026, 11, 26, 10, tzinfo=UTC),
        calendar_version=CALENDAR.full_version,
    )


@pytest.mark.parametrize(
    ("arrived_at", "first"),
    [
        (helsinki(2026, 9, 8, 23, 59), date(2026, 9, 9)),
        (helsinki(2026, 9, 9, 0, 0), date(2026, 9, 10)),
        (helsinki(2026, 9, 9, 0, 1), date(2026, 9, 10)),
        (helsinki(2026, 9, 13, 23, 59), date(2026, 9, 14)),
        (helsinki(2026, 9, 14, 0, 1), date(2026, 9, 15)),
        (helsinki(2026, 12, 31, 23, 59), date(2027, 1, 4)),
    ],
)
def test_midnight_in_helsinki_parts_the_days_of_arrival(arrived_at: datetime, first: date) -> None:
    assert promised(arrived_at).counted_on[0] == first


@pytest.mark.parametrize(
    ("arrived_at", "target_at", "breach_at"),
    [
        ((2026, 3, 26), (2026, 3, 27, 22), (2026, 3, 30, 21)),
        ((2026, 3, 29), (2026, 3, 30, 21), (2026, 3, 31, 21)),
        ((2026, 10, 22), (2026, 10, 23, 21), (2026, 10, 26, 22)),
        ((2026, 10, 25), (2026, 10, 26, 22), (2026, 10, 27, 22)),
    ],
    ids=["across March", "from the short night", "across October", "from the long night"],
)
def test_a_promise_ends_at_local_midnight_when_the_clocks_are_moved(
    arrived_at: tuple[int, int, int],
    target_at: tuple[int, int, int, int],
    breach_at: tuple[int, int, int, int],
) -> None:
    made = promised(helsinki(*arrived_at, 3, 30))

    assert (made.target_at, made.breach_at) == (
        datetime(*target_at, tzinfo=UTC),
        datetime(*breach_at, tzinfo=UTC),
    )


def test_one_to_five_days_count_five_and_target_the_first() -> None:
    made = promised(helsinki(2026, 9, 8), ServicePromise(answer_working_days=5))

    assert (made.target_at, made.breach_at, len(made.counted_on)) == (
        helsinki(2026, 9, 10, 0),
        helsinki(2026, 9, 16, 0),
        5,
    )


def test_a_one_day_promise_reminds_before_it_escalates() -> None:
    made = promised(helsinki(2026, 9, 8), ServicePromise(answer_working_days=1))

    assert (made.remind_at, made.escalate_at) == (
        helsinki(2026, 9, 9, 12),
        helsinki(2026, 9, 9, 14),
    )


def test_a_local_closure_moves_the_promise_and_is_named_in_it() -> None:
    calendar = WorkingCalendar(version="lapland-2", closed_on=frozenset({date(2026, 9, 9)}))

    made = promise(helsinki(2026, 9, 8), calendar, DEFAULTS)

    assert (made.answer_by_on, made.calendar_version) == (
        date(2026, 9, 11),
        calendar.full_version,
    )


@pytest.mark.parametrize(("target", "answer"), [(0, 2), (3, 2), (-1, -1)])
def test_a_target_outside_the_promise_is_refused(target: int, answer: int) -> None:
    with pytest.raises(ValueError, match="1 <= target <= answer"):
        ServicePromise(target_working_days=target, answer_working_days=answer)


@pytest.mark.parametrize("field", ["look_within_open_hours", "look_when_danger_minutes"])
def test_a_look_that_takes_no_time_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="a look needs"):
        ServicePromise(**{field: 0})  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["remind_at_local", "escalate_at_local"])
def test_a_reminder_in_another_zone_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        ServicePromise(**{field: time(12, tzinfo=UTC)})  # type: ignore[arg-type]


def test_a_naive_arrival_gets_no_promise() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        promised(NAIVE)


def test_a_naive_arrival_gets_no_look() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        looked_at(NAIVE, danger=True)


@pytest.mark.parametrize(
    ("arrived_at", "due_at", "coordinator_at"),
    [
        (helsinki(2026, 9, 8, 9), helsinki(2026, 9, 8, 11), helsinki(2026, 9, 8, 13)),
        (helsinki(2026, 9, 8, 14), helsinki(2026, 9, 8, 16), helsinki(2026, 9, 9, 10)),
        (helsinki(2026, 9, 8, 15), helsinki(2026, 9, 9, 9), helsinki(2026, 9, 9, 11)),
        (helsinki(2026, 9, 11, 18), helsinki(2026, 9, 14, 10), helsinki(2026, 9, 14, 12)),
        (helsinki(2026, 12, 23, 15), helsinki(2026, 12, 28, 9), helsinki(2026, 12, 28, 11)),
    ],
    ids=["morning", "until closing", "over night", "friday evening", "over christmas"],
)
def test_a_look_is_due_in_two_opening_hours(
    arrived_at: datetime, due_at: datetime, coordinator_at: datetime
) -> None:
    look = looked_at(arrived_at, danger=False)

    assert (look.due_at, look.substitute_at, look.coordinator_at) == (
        due_at,
        due_at,
        coordinator_at,
    )


@pytest.mark.parametrize(
    "arrived_at",
    [helsinki(2026, 9, 8, 9), helsinki(2026, 9, 11, 18), helsinki(2026, 12, 24, 9)],
    ids=["open", "friday evening", "christmas eve"],
)
def test_danger_is_looked_at_in_half_an_hour_open_or_not(arrived_at: datetime) -> None:
    look = looked_at(arrived_at, danger=True)

    assert (look.due_at, look.substitute_at, look.coordinator_at) == (
        arrived_at + timedelta(minutes=30),
        arrived_at + timedelta(minutes=30),
        arrived_at + timedelta(minutes=60),
    )


@pytest.mark.parametrize(
    ("arrived_at", "out_of_hours"),
    [
        (helsinki(2026, 9, 8, 7, 59), True),
        (helsinki(2026, 9, 8, 8, 0), False),
        (helsinki(2026, 9, 8, 15, 30), False),
        (helsinki(2026, 9, 8, 15, 31), True),
        (helsinki(2026, 9, 8, 16, 0), True),
        (helsinki(2026, 9, 12, 12, 0), True),
    ],
)
def test_danger_is_the_dutys_when_the_unit_cannot_look_in_time(
    arrived_at: datetime, out_of_hours: bool
) -> None:
    assert looked_at(arrived_at, danger=True).out_of_hours is out_of_hours


@pytest.mark.parametrize(("hour", "out_of_hours"), [(7, True), (8, False), (15, False), (16, True)])
def test_without_danger_only_the_moment_of_arrival_is_out_of_hours(
    hour: int, out_of_hours: bool
) -> None:
    assert looked_at(helsinki(2026, 9, 8, hour), danger=False).out_of_hours is out_of_hours


def test_a_unit_that_never_closes_keeps_its_danger_looks_over_midnight() -> None:
    look = looked_at(helsinki(2026, 9, 8, 23, 50), danger=True, hours=ROUND_THE_CLOCK)

    assert not look.out_of_hours
