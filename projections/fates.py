"""What had become of a request at a moment? One of seven fates, of which every figure is a sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row

Fact = Row[tuple[object, ...]]


class Fate(StrEnum):
    """Each request meets exactly one. `ENDED` without an answer is no way out of the promise."""

    IN_TARGET = "answered before the target"
    IN_PROMISE = "answered after the target, before the breach"
    TOO_LATE = "answered after the breach"
    WAITING = "unanswered before the breach, open"
    OVERDUE = "unanswered after the breach, open"
    ENDED = "unanswered before the breach, ended"
    ENDED_OVERDUE = "unanswered after the breach, ended"


# Which fates each figure counts (section 6.4 and 6.5 of the domain); all seven are the received.
COUNTED: Mapping[str, frozenset[Fate]] = {
    "answered": frozenset({Fate.IN_TARGET, Fate.IN_PROMISE, Fate.TOO_LATE}),
    "answered_in_target": frozenset({Fate.IN_TARGET}),
    "answered_in_promise": frozenset({Fate.IN_TARGET, Fate.IN_PROMISE}),
    "missed": frozenset({Fate.TOO_LATE, Fate.OVERDUE, Fate.ENDED_OVERDUE}),
    "open": frozenset({Fate.WAITING, Fate.OVERDUE}),
    "open_overdue": frozenset({Fate.OVERDUE}),
}


def fate_of(fact: Fact, as_of: datetime) -> Fate:
    """The fate of a row of the read model; what came after `as_of` has not happened yet."""
    if fact.answered_at and fact.answered_at <= as_of:
        if fact.answered_at >= fact.breach_at:
            return Fate.TOO_LATE
        return Fate.IN_TARGET if fact.answered_at < fact.target_at else Fate.IN_PROMISE
    ended = fact.ended_at is not None and fact.ended_at <= as_of
    if fact.breach_at <= as_of:
        return Fate.ENDED_OVERDUE if ended else Fate.OVERDUE
    return Fate.ENDED if ended else Fate.WAITING
