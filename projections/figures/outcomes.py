"""What had become of a request at a moment? One of seven fates, of which every figure is a sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row

Fact = Row[tuple[object, ...]]


class PromiseOutcome(StrEnum):
    """Each request meets exactly one. `ENDED` without an answer is no way out of the promise."""

    IN_TARGET = "answered before the target"
    IN_PROMISE = "answered after the target, before the breach"
    TOO_LATE = "answered after the breach"
    WAITING = "unanswered before the breach, open"
    OVERDUE = "unanswered after the breach, open"
    ENDED = "unanswered before the breach, ended"
    ENDED_OVERDUE = "unanswered after the breach, ended"


# Which fates each figure counts (section 6.4 and 6.5 of the domain); all seven are the received.
COUNTED: Mapping[str, frozenset[PromiseOutcome]] = {
    "answered": frozenset(
        {PromiseOutcome.IN_TARGET, PromiseOutcome.IN_PROMISE, PromiseOutcome.TOO_LATE}
    ),
    "answered_in_target": frozenset({PromiseOutcome.IN_TARGET}),
    "answered_in_promise": frozenset({PromiseOutcome.IN_TARGET, PromiseOutcome.IN_PROMISE}),
    "missed": frozenset(
        {PromiseOutcome.TOO_LATE, PromiseOutcome.OVERDUE, PromiseOutcome.ENDED_OVERDUE}
    ),
    "open": frozenset({PromiseOutcome.WAITING, PromiseOutcome.OVERDUE}),
    "open_overdue": frozenset({PromiseOutcome.OVERDUE}),
}


def promise_outcome(fact: Fact, as_of: datetime) -> PromiseOutcome:
    """The fate of a row of the read model; what came after `as_of` has not happened yet."""
    if fact.answered_at and fact.answered_at <= as_of:
        if fact.answered_at >= fact.breach_at:
            return PromiseOutcome.TOO_LATE
        return (
            PromiseOutcome.IN_TARGET
            if fact.answered_at < fact.target_at
            else PromiseOutcome.IN_PROMISE
        )
    ended = fact.ended_at is not None and fact.ended_at <= as_of
    if fact.breach_at <= as_of:
        return PromiseOutcome.ENDED_OVERDUE if ended else PromiseOutcome.OVERDUE
    return PromiseOutcome.ENDED if ended else PromiseOutcome.WAITING
