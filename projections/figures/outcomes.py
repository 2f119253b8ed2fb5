"""What had become of a promise at a moment? Seven outcomes; every figure is a sum of some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row

from triage.codes import MissCause

Fact = Row[tuple[object, ...]]


class PromiseOutcome(StrEnum):
    """Each request has exactly one. Ending it without an answer does not count as keeping it."""

    IN_TARGET = "answered before the target"
    IN_PROMISE = "answered after the target, before the breach"
    TOO_LATE = "answered after the breach"
    WAITING = "unanswered before the breach, open"
    OVERDUE = "unanswered after the breach, open"
    ENDED = "unanswered before the breach, ended"
    ENDED_OVERDUE = "unanswered after the breach, ended"


# The outcomes that each figure adds up (sections 6.4, 6.5 of the domain); all seven: received.
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
    """The outcome of a row of the read model, as it was at `as_of`."""
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


def miss_causes(facts: Sequence[Fact], as_of: datetime) -> Mapping[MissCause, int]:
    """By cause, in the order of the codes; those that nobody has explained by then are in none."""
    chosen = Counter(
        fact.miss_cause
        for fact in facts
        if fact.miss_explained_at is not None
        and fact.miss_explained_at <= as_of
        and promise_outcome(fact, as_of) in COUNTED["missed"]
    )
    return {cause: chosen[cause] for cause in MissCause if chosen[cause]}
