"""Did we answer when we promised? Counted from events, per unit, topic, municipality or month.

Never by person. Cells under five and units with fewer than three workers are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from math import ceil
from statistics import median
from typing import Any, ClassVar

from sqlalchemy import Connection, MetaData, Row, Table, select

from projections.following import ReadModel, RowOf
from projections.queue import profile_of, spaced
from projections.tables import response_table
from triage.calendar import end_of_day, local_day, moment_at
from triage.help_request import HelpRequest
from triage.store.keys import KeyRing

# Section 6 of the domain and the statistics office's rule: a table must not reveal a person.
SUPPRESSED_BELOW = 5
UNSEALED_AT_ONCE = 500
CELLS = (
    "answered",
    "answered_in_target",
    "answered_in_promise",
    "missed",
    "open",
    "open_overdue",
)


class ResponseModel(ReadModel):
    """One row a request with the moments that the audit counts."""

    name: ClassVar[str] = "response_times_1"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return response_table(name, holder)

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        first = request.first
        return {
            "request_id": request.id,
            # The unit that answered answers for it, wherever the request goes later.
            "unit": request.answered_in or request.unit,
            "topics": spaced(request.topics),
            "submitted_at": request.submitted_at,
            "target_at": first.promise.target_at,
            "breach_at": first.promise.breach_at,
            "answered_at": first.answered_at,
            "working_minutes": request.working_minutes,
            "ended_at": _ended_at(request),
            "profile": profile,
        }


def _ended_at(request: HelpRequest) -> datetime | None:
    """When it ended first; a withdrawal ends nothing before it takes effect."""
    withdrawn_at = request.withdrawn_at if request.withdrawal_took_effect else None
    return withdrawn_at or request.closed_at or request.erased_at


class Grouping(StrEnum):
    """What the figures are broken down by."""

    UNIT = "unit"
    TOPIC = "topic"
    MUNICIPALITY = "municipality"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one group; every number is None where the group is suppressed.

    `on_time_share` = answered in the promise / (answered + unanswered past the breach moment,
    whatever their state); minutes are opening minutes.
    """

    key: str
    received: int | None
    answered: int | None = None
    answered_in_target: int | None = None
    answered_in_promise: int | None = None
    missed: int | None = None
    open: int | None = None
    open_overdue: int | None = None
    on_time_share: float | None = None
    median_working_minutes: int | None = None
    p90_working_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which requests are counted, and how: arrival days (both included), moment, grouping."""

    units: frozenset[str]
    grouping: Grouping
    as_of: datetime
    from_on: date | None = None
    to_on: date | None = None
    small_units: frozenset[str] = frozenset()


Fact = Row[tuple[object, ...]]


def figures(
    connection: Connection, table: Table, ring: KeyRing, asked: Asked
) -> tuple[Figures, ...]:
    """The figures of every group, by key."""
    groups: dict[str, list[Fact]] = {}
    for fact, key in _keyed(connection, ring, _facts(connection, table, asked), asked):
        groups.setdefault(key, []).append(fact)
    counted = (_figures(key, groups[key], asked) for key in sorted(groups))
    if asked.grouping is Grouping.MUNICIPALITY:
        return tuple(without_small_cells(each) for each in counted)
    return tuple(counted)


def without_small_cells(figures: Figures) -> Figures:
    """The figures of a place without the counts that could point at one family."""
    small: dict[str, Any] = {
        name: None for name in CELLS if 0 < (getattr(figures, name) or 0) < SUPPRESSED_BELOW
    }
    return replace(figures, **small, on_time_share=None) if small else figures


def _facts(connection: Connection, table: Table, asked: Asked) -> Sequence[Fact]:
    query = select(table).where(
        table.c.unit.in_(sorted(asked.units)), table.c.submitted_at <= asked.as_of
    )
    if asked.from_on:
        query = query.where(table.c.submitted_at >= moment_at(asked.from_on, time()))
    if asked.to_on:
        query = query.where(table.c.submitted_at < end_of_day(asked.to_on))
    return connection.execute(query).fetchall()


def _keyed(
    connection: Connection, ring: KeyRing, facts: Sequence[Fact], asked: Asked
) -> Iterator[tuple[Fact, str]]:
    match asked.grouping:
        case Grouping.UNIT:
            keys = merged_keys(asked.units, asked.small_units)
            yield from ((fact, keys[fact.unit]) for fact in facts)
        case Grouping.TOPIC:
            for fact in facts:
                yield from ((fact, code) for code in fact.topics.split() or ["-"])
        case Grouping.MONTH:
            yield from ((fact, f"{local_day(fact.submitted_at):%Y-%m}") for fact in facts)
        case Grouping.MUNICIPALITY:
            yield from _by_municipality(connection, ring, facts)


def merged_keys(units: Iterable[str], small_units: frozenset[str]) -> dict[str, str]:
    """The key under which each unit is counted: small ones are merged with the next by code."""
    groups: list[list[str]] = []
    waiting: list[str] = []
    for unit in sorted(units):
        waiting.append(unit)
        # Two small ones together may still be two people, so a large one must join them.
        if unit not in small_units:
            groups.append(waiting)
            waiting = []
    if waiting and groups:
        groups[-1] += waiting
    elif waiting:
        groups.append(waiting)
    return {unit: "+".join(group) for group in groups for unit in group}


def _by_municipality(
    connection: Connection, ring: KeyRing, facts: Sequence[Fact]
) -> Iterator[tuple[Fact, str]]:
    """The municipality is sealed; what is erased or was not told is counted under `-`."""
    for start in range(0, len(facts), UNSEALED_AT_ONCE):
        part = facts[start : start + UNSEALED_AT_ONCE]
        keys = ring.read(connection, [fact.request_id for fact in part])
        for fact in part:
            yield fact, (profile_of(fact, keys.get(fact.request_id)).municipality or "-")


def _tell_of_a_person(asked: Asked) -> bool:
    """Whether one small unit stands behind the figures, whatever they are grouped by."""
    return len(asked.units) == 1 and asked.units <= asked.small_units


def _figures(key: str, facts: Sequence[Fact], asked: Asked) -> Figures:
    if len(facts) < SUPPRESSED_BELOW or _tell_of_a_person(asked):
        return Figures(key=key, received=None)
    told = [fact for fact in facts if fact.answered_at and fact.answered_at <= asked.as_of]
    kept = [fact for fact in told if fact.answered_at < fact.breach_at]
    silent = [fact for fact in facts if not fact.answered_at or fact.answered_at > asked.as_of]
    late = [fact for fact in silent if fact.breach_at <= asked.as_of]
    going_on = [f for f in silent if f.ended_at is None or f.ended_at > asked.as_of]
    judged = len(told) + len(late)
    minutes = sorted(fact.working_minutes or 0 for fact in told)
    return Figures(
        key=key,
        received=len(facts),
        answered=len(told),
        answered_in_target=sum(fact.answered_at < fact.target_at for fact in told),
        answered_in_promise=len(kept),
        missed=len(told) - len(kept) + len(late),
        open=len(going_on),
        open_overdue=sum(fact.breach_at <= asked.as_of for fact in going_on),
        on_time_share=round(len(kept) / judged, 4) if judged else None,
        median_working_minutes=round(median(minutes)) if minutes else None,
        p90_working_minutes=minutes[ceil(0.9 * len(minutes)) - 1] if minutes else None,
    )
