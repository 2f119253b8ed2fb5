"""What came in bursts? The questions of the coordinator, who sees a heap where others see rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.queue.heaps import (
    Alike,
    HeapRow,
    MassClosing,
    alike,
    closed_in,
    mass_closings,
    open_heaps,
    words_mac_of,
)
from projections.views.queue.order import Place, unseen
from projections.views.queue.row import QueueRow, rows_with_profiles
from projections.views.queue.waiting import version_shown, visible_to
from triage.actors import Actor
from triage.errors.requests import RequestUnknown

GROUND = "queue"
# Of a larger heap the rest is told as a number; it comes up as these are dealt with.
ROWS_AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HeapsShown:
    """The heaps that go on, and the mass closings that can be taken back."""

    heaps: tuple[HeapRow, ...]
    closings: tuple[MassClosing, ...]
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class Heaps(Question[HeapsShown], permission="heap:read", action="list"):
    """What came in bursts and goes on, danger that waits for a look first."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[HeapsShown]:
        with _rows(models, actor) as (connection, table, visible):
            shown = HeapsShown(
                heaps=open_heaps(connection, table, visible),
                closings=mass_closings(connection, table, visible, now),
                as_of=now,
            )
        return Answered(value=shown, ground=GROUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeapOpened:
    """One heap: its open rows in the order of the queue, and which of them say the same.

    `row` is None where nothing of it is open. At most `ROWS_AT_MOST` items; nothing beyond them
    is offered for closing.
    """

    id: UUID
    row: HeapRow | None
    items: tuple[QueueRow, ...]
    alike: tuple[Alike, ...]
    closings: tuple[MassClosing, ...]
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class HeapPage(Question[HeapOpened], permission="heap:read", action="list"):
    """The requests of one heap that go on.

    Raises:
        RequestUnknown: no such heap, or nothing of it to know of.
    """

    heap: UUID

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[HeapOpened]:
        with _rows(models, actor) as (connection, table, visible):
            closings = mass_closings(connection, table, visible, now)
            of_it = tuple(each for each in closings if each.heap == self.heap)
            row = next(iter(open_heaps(connection, table, visible, heap=self.heap)), None)
            if row is None and not of_it:
                raise RequestUnknown()
            rows = _first_rows(models, actor, connection, self.heap, now)
            listed = {each.request_id for each in rows}
            groups = alike(connection, table, visible, self.heap)
            seen = models.seen(connection, actor, now, models.catalogues.current(connection))
            shown = HeapOpened(
                id=self.heap,
                row=row,
                items=rows_with_profiles(connection, models.ring, rows, seen),
                alike=tuple(group.closing_only(listed) for group in groups),
                closings=of_it,
                as_of=now,
            )
        return Answered(value=shown, ground=GROUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToClose:
    """Requests that may be closed in one act, and what they say as a keyed hash."""

    words_mac: str
    requests: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class AlikeInHeap(Question[ToClose], permission="heap:close", action="list"):
    """The requests of a heap that say the same as one of them and may be closed together.

    Only those that were `seen`; where that is not told, those that `HeapPage` lists.

    Raises:
        RequestUnknown: the one is no open request of the heap with a message, or none is left.
    """

    heap: UUID
    like: UUID
    seen: frozenset[UUID] | None = None

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[ToClose]:
        with _rows(models, actor) as (connection, table, visible):
            words_mac = words_mac_of(connection, table, visible, self.like)
            conditions = (
                table.c.heap == self.heap,
                table.c.words_mac == words_mac,
                table.c.closes_together,
                visible,
            )
            seen = self.seen
            if seen is None:
                rows = _first_rows(models, actor, connection, self.heap, now)
                seen = frozenset(each.request_id for each in rows)
            fit = connection.scalars(select(table.c.request_id).where(*conditions))
            found = tuple(each for each in fit if each in seen)
        if words_mac is None or not found:
            raise RequestUnknown()
        return Answered(value=ToClose(words_mac=words_mac, requests=found), ground=GROUND)


@dataclass(frozen=True, kw_only=True)
class ClosedTogether(Question[tuple[UUID, ...]], permission="heap:close", action="list"):
    """The requests that a mass closing holds closed. Raises RequestUnknown where there are none."""

    together: UUID

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[tuple[UUID, ...]]:
        with _rows(models, actor) as (connection, table, visible):
            found = closed_in(connection, table, visible, self.together)
        if not found:
            raise RequestUnknown()
        return Answered(value=found, ground=GROUND)


def _first_rows(
    models: ReadModels, actor: Actor, connection: Connection, heap: UUID, now: datetime
) -> Sequence[Row[Any]]:
    """The open rows of a heap that are shown, in the order of the queue."""
    table, catalogue = models.queue.table, models.catalogues.current(connection)
    shown = version_shown(table, actor, catalogue).label("version_shown")
    return connection.execute(
        unseen(select(table, shown), table, Place(as_of=now), ended=False)
        .where(visible_to(table, actor, catalogue.intake_unit))
        .where(table.c.heap == heap, table.c.ended.is_(False))
        .limit(ROWS_AT_MOST)
    ).fetchall()


@contextmanager
def _rows(
    models: ReadModels, actor: Actor
) -> Iterator[tuple[Connection, Table, ColumnElement[bool]]]:
    """The queue's table as it stands now, and which of its rows the actor may know of."""
    models.follower.bring_up_to_date(models.queue)
    table: Any = models.queue.table
    with models.follower.reading(models.queue) as connection:
        intake_unit = models.catalogues.current(connection).intake_unit
        yield connection, table, visible_to(table, actor, intake_unit)
