"""How was the promise of a request kept, and which days counted? Derived from its events alone.

Everything that the verdict follows from stands in it, so that anybody can derive it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from triage.request.state.clock.open_promise import OpenPromise
from triage.time.calendar import (
    ONE_DAY,
    SATURDAY,
    WorkingCalendar,
    day_ending_at,
    local_day,
    national_holidays,
)
from triage.time.deadlines import Promise

# The one service that makes promises.
SERVICE = "pyyda-apua"


class Why(StrEnum):
    """Why a day counts towards a promise, or does not."""

    ARRIVAL = "arrival"
    WORKING_DAY = "working-day"
    OPENED = "opened"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What became of the promise by the moment of the certificate."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDay:
    """One day of Helsinki from the arrival to the promised one."""

    on: date
    counted: bool
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedDays:
    """How many working days were promised, and the moments at which they end (UTC).

    An answer at `answer_by` is too late.
    """

    target_working_days: int
    answer_working_days: int
    target_at: datetime
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The first answer's promise of one request, as it stood at `as_of`. No word of its content.

    `calendar` names the holiday table and the local exceptions that the days were counted by.
    """

    reference: str
    arrived_at: datetime
    calendar: str
    service: str
    promise: PromisedDays
    days: tuple[CertificateDay, ...]
    first_answer_at: datetime | None
    verdict: Verdict
    as_of: datetime


def certificate(
    reference: str, first: OpenPromise, calendar: WorkingCalendar, now: datetime
) -> Certificate:
    """The certificate of a request by its first promise, with the calendar that it came under."""
    promise = first.promise
    if first.answered_at is not None and first.answered_at < promise.breach_at:
        verdict = Verdict.KEPT
    else:
        verdict = Verdict.MISSED if first.missed_at(now) else Verdict.OPEN
    return Certificate(
        reference=reference,
        arrived_at=promise.arrived_at,
        calendar=promise.calendar_version,
        service=SERVICE,
        promise=_promised(promise),
        days=tuple(_days(promise, calendar)),
        first_answer_at=first.answered_at,
        verdict=verdict,
        as_of=now,
    )


def _promised(promise: Promise) -> PromisedDays:
    target_on = day_ending_at(promise.target_at)
    return PromisedDays(
        target_working_days=promise.counted_on.index(target_on) + 1,
        answer_working_days=len(promise.counted_on),
        target_at=promise.target_at,
        answer_by=promise.breach_at,
    )


def _days(promise: Promise, calendar: WorkingCalendar) -> Iterator[CertificateDay]:
    day = arrival = local_day(promise.arrived_at)
    while day <= promise.answer_by_on:
        counted = day in promise.counted_on
        why = Why.ARRIVAL if day == arrival else _why(day, counted, calendar)
        yield CertificateDay(on=day, counted=counted, why=why)
        day += ONE_DAY


def _why(day: date, counted: bool, calendar: WorkingCalendar) -> Why:
    """What was counted then stays so; the calendar only says why."""
    if counted:
        return Why.OPENED if day in calendar.open_on else Why.WORKING_DAY
    if day.weekday() >= SATURDAY:
        return Why.WEEKEND
    is_local = day in calendar.closed_on and day not in national_holidays(day.year)
    return Why.CLOSED if is_local else Why.HOLIDAY
