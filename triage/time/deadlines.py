"""By when must a request be answered, looked at, reminded of and escalated?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import assert_never

from triage.codes import Urgency
from triage.time.calendar import WorkingCalendar, as_utc, end_of_day, local_day, moment_at
from triage.time.opening_hours import OpeningHours


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePromise:
    """What a service promises; every number is configuration.

    Working days count from the day after arrival, clock times are Helsinki's. The defaults are
    Lapland's promise of an answer in one to two working days, and a look at what has come
    within two opening hours, or half an hour when the words show danger. An emergency is answered
    within an hour. A unit says within two opening hours whether it takes what it is offered, within
    one where it is urgent, and within a quarter of an hour in an emergency, open or not.

    Raises:
        ValueError: the days are not 1 <= target <= answer, something takes no time, or a clock time
            has a zone of its own.
    """

    target_working_days: int = 1
    answer_working_days: int = 2
    remind_at_local: time = time(14)
    escalate_at_local: time = time(12)
    look_within_open_hours: int = 2
    look_when_danger_minutes: int = 30
    emergency_minutes: int = 60
    offer_within_open_minutes: int = 120
    offer_when_urgent_open_minutes: int = 60
    offer_when_emergency_minutes: int = 15

    def __post_init__(self) -> None:
        if not 1 <= self.target_working_days <= self.answer_working_days:
            raise ValueError(
                "working days must be 1 <= target <= answer, not "
                f"{self.target_working_days} and {self.answer_working_days}"
            )
        if min(self.look_within_open_hours, self.look_when_danger_minutes) < 1:
            raise ValueError("a look needs at least an hour, or a minute when there is danger")
        if min(self.emergency_minutes, *self.offer_minutes) < 1:
            raise ValueError("an emergency and an offer need at least a minute")
        if self.remind_at_local.tzinfo or self.escalate_at_local.tzinfo:
            raise ValueError("reminders are set by Helsinki time without a zone")

    @property
    def offer_minutes(self) -> tuple[int, int, int]:
        """How long an offer may wait, for the least urgent first."""
        return (
            self.offer_within_open_minutes,
            self.offer_when_urgent_open_minutes,
            self.offer_when_emergency_minutes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One request's promise with the inputs it was figured from; all moments in UTC.

    `counted_on` lists the working days counted, earliest first; `answer_by_on` is its last, and
    the day of the answer that a requester is told. `target_at` and `breach_at` are the first
    moments too late: an answer before `breach_at` keeps the promise.
    """

    arrived_at: datetime
    counted_on: tuple[date, ...]
    target_at: datetime
    breach_at: datetime
    answer_by_on: date
    remind_at: datetime
    escalate_at: datetime
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBy:
    """By when a human must have looked, and who is told next if nobody has; moments in UTC.

    `out_of_hours` tells that the unit is not open for the whole of a danger look, or not open
    when a request without danger arrives. With danger it means that the duty is alerted at once
    and `due_at` is the moment by which the duty must have acknowledged.
    """

    due_at: datetime
    substitute_at: datetime
    coordinator_at: datetime
    out_of_hours: bool


def promise(
    arrived_at: datetime, calendar: WorkingCalendar, service_promise: ServicePromise
) -> Promise:
    """Figure the promise of a request that became available to the county at `arrived_at`.

    The day of arrival is not counted (Act 150/1930 section 2), whatever the hour of arrival.

    Raises:
        ValueError: `arrived_at` is naive.
    """
    counted_on = calendar.working_days_after(
        local_day(arrived_at), service_promise.answer_working_days
    )
    target_on = counted_on[service_promise.target_working_days - 1]
    answer_by_on = counted_on[-1]
    # Sorted because both may fall on one day: whoever holds the request hears first.
    remind_at, escalate_at = sorted(
        (
            moment_at(target_on, service_promise.remind_at_local),
            moment_at(answer_by_on, service_promise.escalate_at_local),
        )
    )
    return Promise(
        arrived_at=as_utc(arrived_at),
        counted_on=counted_on,
        target_at=end_of_day(target_on),
        breach_at=end_of_day(answer_by_on),
        answer_by_on=answer_by_on,
        remind_at=remind_at,
        escalate_at=escalate_at,
        calendar_version=calendar.full_version,
    )


def look_by(
    arrived_at: datetime,
    *,
    danger: bool,
    hours: OpeningHours,
    calendar: WorkingCalendar,
    service_promise: ServicePromise,
) -> LookBy:
    """Figure by when a human looks at what arrived at `arrived_at`.

    The substitute is told when the look is due, the coordinator when the same span has passed
    again. Without danger both spans are opening hours. With danger both are minutes on the wall,
    open or not; a look that closing time would cut short is the duty's, so that nobody's
    emergency waits behind a locked door.

    Raises:
        ValueError: `arrived_at` is naive.
    """
    arrived_at = as_utc(arrived_at)
    if danger:
        span = timedelta(minutes=service_promise.look_when_danger_minutes)
        due_at = arrived_at + span
        coordinator_at = due_at + span
        in_time = hours.add_open_time(arrived_at, span, calendar) == due_at
    else:
        span = timedelta(hours=service_promise.look_within_open_hours)
        due_at = hours.add_open_time(arrived_at, span, calendar)
        coordinator_at = hours.add_open_time(due_at, span, calendar)
        in_time = hours.is_open(arrived_at, calendar)
    return LookBy(
        due_at=due_at,
        substitute_at=due_at,
        coordinator_at=coordinator_at,
        out_of_hours=not in_time,
    )


def offer_due_at(
    offered_at: datetime,
    *,
    level: Urgency,
    hours: OpeningHours,
    calendar: WorkingCalendar,
    service_promise: ServicePromise,
) -> datetime:
    """Figure by when a unit must take what it was offered; then it goes back by itself.

    Minutes count while the unit is open; an emergency's are minutes on the wall.

    Raises:
        ValueError: `offered_at` is naive.
    """
    normal, urgent, emergency = service_promise.offer_minutes
    match level:
        case Urgency.EMERGENCY:
            return as_utc(offered_at) + timedelta(minutes=emergency)
        case Urgency.URGENT:
            minutes = urgent
        case Urgency.NORMAL:
            minutes = normal
        case _:
            assert_never(level)
    return hours.add_open_time(offered_at, timedelta(minutes=minutes), calendar)


def sooner(known: LookBy, new: LookBy, moment: datetime) -> LookBy:
    """The earlier of each moment; what of the known look is past by then no longer counts."""

    def earlier(one: datetime, other: datetime) -> datetime:
        return one if moment < one < other else other

    return replace(
        new,
        due_at=earlier(known.due_at, new.due_at),
        substitute_at=earlier(known.substitute_at, new.substitute_at),
        coordinator_at=earlier(known.coordinator_at, new.coordinator_at),
    )
