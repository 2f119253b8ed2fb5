"""What is there of a heap? Its open rows, which of them say the same, and what was closed.

A heap is what one network sent beyond its limit in one burst. Its rows stand in the queues of their
units like any other; here the coordinator sees them together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select

from projections.views.queue.columns import RANKS
from triage.codes import Urgency
from triage.request.commands.together.heaps import TAKEN_BACK_FOR

ALONE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HeapRow:
    """A burst of which some requests are open: how many, and in how many of them danger showed.

    `danger_waits`: danger that no human has looked at yet. `since` is when the first of it came.
    """

    id: UUID
    since: datetime
    requests: int
    danger: int
    danger_waits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MassClosing:
    """So many requests of a heap that were closed in one act, and until when it is taken back."""

    id: UUID
    heap: UUID
    requests: int
    closed_at: datetime
    taken_back_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Open requests of a heap that say the same, oldest first.

    `closing` are those that may be closed in one act; the others wait for a human each.
    """

    requests: tuple[UUID, ...]
    closing: tuple[UUID, ...]

    def closing_only(self, listed: Collection[UUID]) -> Alike:
        """The same, and of `closing` what is listed."""
        return replace(self, closing=tuple(each for each in self.closing if each in listed))


def folded_away(table: Table, now: datetime) -> ColumnElement[bool]:
    """Which rows need no line of their own where heaps are shown: those of a heap of several.

    What burns keeps its line and its place: an emergency, danger or an unread language that waits
    for a look, what is late. A heap never hides it.
    """
    other = table.alias("of_heaps")
    several = (
        select(other.c.heap)
        .where(other.c.heap.is_not(None), other.c.ended.is_(False))
        .group_by(other.c.heap)
        .having(func.count() > ALONE)
    )
    burns = or_(
        table.c.rank == RANKS[Urgency.EMERGENCY],
        table.c.awaits_danger_look,
        table.c.awaits_language_look,
        and_(table.c.answered.is_(False), table.c.answer_by <= now),
    )
    return and_(table.c.heap.is_not(None), table.c.heap.in_(several), ~burns)


def open_heaps(
    connection: Connection, table: Table, visible: ColumnElement[bool], *, heap: UUID | None = None
) -> tuple[HeapRow, ...]:
    """The heaps with something open in them: danger that waits first, then the oldest."""
    since, waits = func.min(table.c.submitted_at), _number(table.c.awaits_danger_look)
    of_one = [table.c.heap == heap] if heap else []
    found = connection.execute(
        select(table.c.heap, since, func.count(), _number(table.c.flagged), waits)
        .where(table.c.heap.is_not(None), table.c.ended.is_(False), visible, *of_one)
        .group_by(table.c.heap)
        .order_by(waits.desc(), since, table.c.heap)
    )
    return tuple(
        HeapRow(id=row[0], since=row[1], requests=row[2], danger=row[3], danger_waits=row[4])
        for row in found
    )


def mass_closings(
    connection: Connection, table: Table, visible: ColumnElement[bool], now: datetime
) -> tuple[MassClosing, ...]:
    """What was closed in one act and can still be taken back, the newest first."""
    closed_at = func.min(table.c.closed_at)
    found = connection.execute(
        select(table.c.closed_together, table.c.heap, func.count(), closed_at)
        .where(table.c.closed_together.is_not(None), visible)
        .group_by(table.c.closed_together, table.c.heap)
        .having(closed_at >= now - TAKEN_BACK_FOR)
        .order_by(closed_at.desc(), table.c.closed_together)
    )
    return tuple(
        MassClosing(
            id=row[0],
            heap=row[1],
            requests=row[2],
            closed_at=row[3],
            taken_back_until=row[3] + TAKEN_BACK_FOR,
        )
        for row in found
    )


def alike(
    connection: Connection, table: Table, visible: ColumnElement[bool], heap: UUID
) -> tuple[Alike, ...]:
    """The groups of the heap's open requests that say the same, the largest first.

    What has no message is like nothing else, and stands in no group.
    """
    found = connection.execute(
        select(table.c.words_mac, table.c.request_id, table.c.closes_together)
        .where(table.c.heap == heap, table.c.ended.is_(False), visible)
        .where(table.c.words_mac.is_not(None))
        .order_by(table.c.words_mac, table.c.arrived)
    )
    groups = sorted(_groups(found), key=lambda group: -len(group.requests))
    return tuple(group for group in groups if len(group.requests) > ALONE)


def closed_in(
    connection: Connection, table: Table, visible: ColumnElement[bool], together: UUID
) -> tuple[UUID, ...]:
    """The requests that this mass closing holds closed."""
    return tuple(
        connection.scalars(
            select(table.c.request_id)
            .where(table.c.closed_together == together, visible)
            .order_by(table.c.arrived)
        )
    )


def words_mac_of(
    connection: Connection, table: Table, visible: ColumnElement[bool], request_id: UUID
) -> str | None:
    """What a request of a heap says, as a keyed hash; None where it says nothing, or is none."""
    found: str | None = connection.scalar(
        select(table.c.words_mac).where(table.c.request_id == request_id, visible)
    )
    return found


def _groups(rows: Iterable[Any]) -> Iterator[Alike]:
    for _, group in groupby(rows, key=lambda row: row.words_mac):
        members = list(group)
        yield Alike(
            requests=tuple(row.request_id for row in members),
            closing=tuple(row.request_id for row in members if row.closes_together),
        )


def _number(column: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((column, 1), else_=0))
