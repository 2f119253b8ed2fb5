"""Do promises and open time keep their laws for any arrival, calendar and configuration?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from triage.time.calendar import HELSINKI, WorkingCalendar, local_day
from triage.time.deadlines import Promise, ServicePromise, look_by, promise
from triage.time.opening_hours import OpeningHours

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
MINUTES = 26 * 365 * 24 * 60
QUARTER = timedelta(minutes=15)
# Clocks are moved, holidays cluster or the year turns: where mistakes live.
HARD_DAYS = tuple(
    datetime(2026, month, day, 12, tzinfo=UTC)
    for month, day in ((1, 5), (3, 28), (4, 2), (4, 30), (6, 18), (10, 24), (12, 23), (12, 31))
)

# A busy machine is no counterexample.
unhurried = settings(deadline=None)


def near(moment: datetime) -> st.SearchStrategy[datetime]:
    return st.integers(-2 * 24 * 60, 2 * 24 * 60).map(lambda n: moment + timedelta(minutes=n))


moments = st.one_of(
    st.integers(0, MINUTES).map(lambda n: FIRST + timedelta(minutes=n)),
    st.sampled_from(HARD_DAYS).flatmap(near),
)
clocks = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))


@st.composite
def calendars_around(draw: st.DrawFn, day: date) -> WorkingCalendar:
    number = st.integers(-1, 12).map(lambda n: day + timedelta(days=n))
    closed_on = draw(st.frozensets(number, max_size=5))
    open_on = draw(st.frozensets(number, max_size=5)) - closed_on
    return WorkingCalendar(version="any-1", closed_on=closed_on, open_on=open_on)


@st.composite
def terms(draw: st.DrawFn) -> ServicePromise:
    target, answer = sorted((draw(st.integers(1, 7)), draw(st.integers(1, 7))))
    return ServicePromise(
        target_working_days=target,
        answer_working_days=answer,
        remind_at_local=draw(clocks),
        escalate_at_local=draw(clocks),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, WorkingCalendar, ServicePromise]:
    arrived_at = draw(moments)
    return arrived_at, draw(calendars_around(local_day(arrived_at))), draw(terms())


@st.composite
def weeks(draw: st.DrawFn) -> OpeningHours:
    def day() -> tuple[time, time] | None:
        if draw(st.booleans()):
            return None
        opens, closes = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=2)))
        return time(opens // 4, opens % 4 * 15), time(closes // 4 % 24, closes % 4 * 15)

    return OpeningHours(weekly=(*(day() for _ in range(6)), (time(), time())))


def what_is_promised(made: Promise) -> tuple[object, ...]:
    return made.target_at, made.breach_at, made.remind_at, made.escalate_at, made.counted_on


@unhurried
@given(cases(), st.integers(0, 20 * 24 * 60))
def test_who_comes_later_is_never_promised_sooner(
    case: tuple[datetime, WorkingCalendar, ServicePromise], minutes: int
) -> None:
    arrived_at, calendar, service_promise = case
    sooner = promise(arrived_at, calendar, service_promise)
    later = promise(arrived_at + timedelta(minutes=minutes), calendar, service_promise)

    assert sooner.target_at <= later.target_at
    assert sooner.breach_at <= later.breach_at
    assert sooner.remind_at <= later.remind_at
    assert sooner.escalate_at <= later.escalate_at


@unhurried
@given(cases())
def test_every_working_day_after_arrival_is_counted_and_no_other(
    case: tuple[datetime, WorkingCalendar, ServicePromise],
) -> None:
    arrived_at, calendar, service_promise = case
    made = promise(arrived_at, calendar, service_promise)
    arrived_on = arrived_at.astimezone(HELSINKI).date()
    after = (made.answer_by_on - arrived_on).days
    days = [arrived_on + timedelta(days=number) for number in range(1, after + 1)]

    assert list(made.counted_on) == [day for day in days if calendar.is_working_day(day)]
    assert len(made.counted_on) == service_promise.answer_working_days


@unhurried
@given(cases())
def test_a_promise_ends_at_midnight_after_a_working_day(
    case: tuple[datetime, WorkingCalendar, ServicePromise],
) -> None:
    made = promise(*case)

    for ends_at in (made.target_at, made.breach_at):
        wall = ends_at.astimezone(HELSINKI)
        assert wall.time() == time()
        assert case[1].is_working_day(wall.date() - timedelta(days=1))


@unhurried
@given(cases())
def test_local_exceptions_are_honoured(
    case: tuple[datetime, WorkingCalendar, ServicePromise],
) -> None:
    arrived_at, calendar, service_promise = case
    made = promise(arrived_at, calendar, service_promise)
    opened = {day for day in calendar.open_on if local_day(arrived_at) < day <= made.answer_by_on}

    assert not calendar.closed_on.intersection(made.counted_on)
    assert opened.issubset(made.counted_on)


@unhurried
@given(cases())
def test_reminder_target_escalation_and_breach_come_in_order(
    case: tuple[datetime, WorkingCalendar, ServicePromise],
) -> None:
    arrived_at, _, service_promise = case
    made = promise(*case)
    same_day = service_promise.target_working_days == service_promise.answer_working_days

    assert arrived_at < made.remind_at < made.target_at <= made.breach_at
    assert made.remind_at <= made.escalate_at < made.breach_at
    assert same_day or made.target_at <= made.escalate_at


@unhurried
@given(cases(), st.sampled_from(["Asia/Tokyo", "America/New_York", "Europe/Helsinki"]))
def test_the_zone_in_which_an_arrival_is_written_changes_nothing(
    case: tuple[datetime, WorkingCalendar, ServicePromise], zone: str
) -> None:
    arrived_at, calendar, service_promise = case
    elsewhere = promise(arrived_at.astimezone(ZoneInfo(zone)), calendar, service_promise)

    assert elsewhere == promise(arrived_at, calendar, service_promise)
    assert elsewhere.arrived_at.tzinfo is UTC


@unhurried
@given(cases(), st.integers(0, 24 * 60 - 1))
def test_all_who_come_on_one_day_are_promised_the_same(
    case: tuple[datetime, WorkingCalendar, ServicePromise], minute: int
) -> None:
    arrived_at, calendar, service_promise = case
    at = divmod(minute, 60)
    same_day = datetime.combine(local_day(arrived_at), time(*at), HELSINKI)

    assert what_is_promised(promise(same_day, calendar, service_promise)) == what_is_promised(
        promise(arrived_at, calendar, service_promise)
    )


@unhurried
@given(moments, st.integers(0, 200), weeks(), st.data())
def test_open_minutes_are_those_in_which_the_unit_is_open(
    start: datetime, quarters: int, hours: OpeningHours, data: st.DataObject
) -> None:
    start = start.replace(minute=0)
    calendar = data.draw(calendars_around(local_day(start)))
    open_quarters = sum(
        hours.is_open(start + number * QUARTER, calendar) for number in range(quarters)
    )

    counted = hours.open_minutes_between(start, start + quarters * QUARTER, calendar)

    assert counted == 15 * open_quarters


@unhurried
@given(moments, st.integers(0, 3000), weeks(), st.data())
def test_the_added_open_time_lies_between(
    start: datetime, minutes: int, hours: OpeningHours, data: st.DataObject
) -> None:
    calendar = data.draw(calendars_around(local_day(start)))

    end = hours.add_open_time(start, timedelta(minutes=minutes), calendar)

    assert hours.open_minutes_between(start, end, calendar) == minutes
    just_before = end - timedelta(minutes=1)
    assert minutes == 0 or hours.open_minutes_between(start, just_before, calendar) < minutes


@unhurried
@given(moments, weeks(), st.data())
def test_nothing_is_open_before_the_next_opening(
    moment: datetime, hours: OpeningHours, data: st.DataObject
) -> None:
    calendar = data.draw(calendars_around(local_day(moment)))

    opens_at = hours.next_opening_at(moment, calendar)

    assert opens_at >= moment
    assert hours.is_open(opens_at, calendar)
    assert hours.open_minutes_between(moment, opens_at, calendar) == 0


@unhurried
@given(moments, st.integers(0, 4000), weeks(), st.booleans(), st.data())
def test_who_comes_later_is_never_looked_at_sooner(
    moment: datetime, minutes: int, hours: OpeningHours, danger: bool, data: st.DataObject
) -> None:
    calendar = data.draw(calendars_around(local_day(moment)))
    sooner, later = (
        look_by(
            arrived_at,
            danger=danger,
            hours=hours,
            calendar=calendar,
            service_promise=ServicePromise(),
        )
        for arrived_at in (moment, moment + timedelta(minutes=minutes))
    )

    assert moment < sooner.due_at <= later.due_at
    assert sooner.due_at == sooner.substitute_at < sooner.coordinator_at <= later.coordinator_at
