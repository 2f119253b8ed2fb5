"""What was promised to the requester of one request, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from triage.request.help_request import HelpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseShown:
    """One promise of the request and what became of it; number 0 is the first answer's."""

    number: int
    arrived_at: datetime
    target_at: datetime
    answer_by: datetime
    answer_by_on: date
    counted_on: tuple[date, ...]
    calendar_version: str
    answered_at: datetime | None
    settled_at: datetime | None
    missed: bool


def promises_shown(
    request: HelpRequest, *, partner: frozenset[str] | None = None
) -> tuple[PromiseShown, ...]:
    """Every promise, the first answer's first.

    None that was taken over from a duplicate for a partner, who is told of no other request.
    """
    return tuple(
        PromiseShown(
            number=each.number,
            arrived_at=each.promise.arrived_at,
            target_at=each.promise.target_at,
            answer_by=each.promise.breach_at,
            answer_by_on=each.promise.answer_by_on,
            counted_on=each.promise.counted_on,
            calendar_version=each.promise.calendar_version,
            answered_at=each.answered_at,
            settled_at=each.settled_at,
            missed=each.missed,
        )
        for each in request.promises
        if partner is None or not each.taken_over
    )
