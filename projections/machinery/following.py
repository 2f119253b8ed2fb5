"""How does a read model keep up with the log? It pulls: position, events, rows, one transaction.

Whoever asks brings the read model up to date first, so every read shows every acknowledged write
and no process has to be awake for it.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar

from eventsourcing.persistence import Notification
from sqlalchemy import (
    Connection,
    MetaData,
    ScalarSelect,
    Select,
    Table,
    delete,
    func,
    select,
)

from projections.machinery.folding import Folded
from projections.machinery.from_log import known_of
from projections.machinery.positions import insert_position, lock_position, move_position
from projections.machinery.repairing import Repairer
from projections.machinery.tables import positions
from triage.errors.requests import CatchingUp, ReadModelStopped
from triage.request.events import REQUESTS
from triage.store.database.direct import insert_rows
from triage.store.database.engine import STORE_FAILURES, Database
from triage.store.events.recorder import LogRecorder, true_events, was_damaged
from triage.store.tables.core_tables import events
from triage.store.tables.guards import Guard, guarded
from triage.stream_kinds import StreamKind

BATCH = 500
# A read catches up at most this far; beyond it the follower does, and the reader is told.
READ_CATCHES_UP = 2_000
# Each who waits in line holds one of the process's few threads for reading.
READ_WAITS_SECONDS = 3.0

RowOf = dict[str, Any]


class ReadModel(ABC):
    """One table with a row a stream, made of the stream's state; its name is its version too.

    It follows the streams of one kind, by their id in the column `key`.
    """

    name: ClassVar[str]
    kind: ClassVar[StreamKind] = REQUESTS
    key: ClassVar[str] = "request_id"

    def __init__(self) -> None:
        self.table = self.table_named(self.name, MetaData())
        self.table.info |= guarded(Guard.REBUILT)
        self.lock = threading.Lock()

    @staticmethod
    @abstractmethod
    def table_named(name: str, holder: MetaData) -> Table:
        """The table's shape, under any name (a rebuild fills one beside the old)."""

    @abstractmethod
    def row(self, request: Any, profile: bytes | None) -> RowOf:
        """The row of a stream in this state; `profile` is a request's still sealed profile."""


class PositionLost(Exception):
    """A read model has no position in this log, so nobody knows how far it has come."""


class Follower:
    """Brings read models up to date. Two doing so at once are harmless: the position row locks.

    One that is found damaged is made anew and begins at the beginning of the log.
    """

    def __init__(self, database: Database, models: Sequence[ReadModel]) -> None:
        self._database = database
        self._models = {model.name: model for model in models}
        self._folded = Folded()
        tables = (positions, *(model.table for model in models))
        self.repairer = Repairer(database, tables, begin=self._begin, misplaced=self._misplaced)

    @property
    def models(self) -> tuple[ReadModel, ...]:
        return tuple(self._models.values())

    def prepare(self) -> None:
        """Make the tables that are missing; a new name starts at the beginning of the log."""
        self.repairer.prepare()

    @contextmanager
    def reading(self, model: ReadModel) -> Iterator[Connection]:
        """A look at the rows of a read model, and at what lasts.

        Raises:
            CatchingUp: it was damaged and begins anew.
        """
        with self._watching(model), self._database.view_reads.connect() as connection:
            yield connection

    def distance(self, model: ReadModel) -> int:
        """How many events the read model is behind.

        Raises:
            CatchingUp: it was damaged and begins anew.
        """
        with self.reading(model) as connection:
            behind = _distance(connection, model.name)
        if behind < 0 and self.repairer.repaired_after(PositionLost(model.name)):
            raise CatchingUp(name=model.name)
        return max(behind, 0)

    def bring_up_to_date(self, model: ReadModel) -> None:
        """Follow the log to its end before a read.

        Raises:
            CatchingUp: the distance, or the line of those who do so already, is too long for a
                reader to wait; or it was damaged and begins anew.
            ReadModelStopped: it cannot take an event; the follower's log says where it failed.
        """
        behind = self.distance(model)
        if behind > READ_CATCHES_UP:
            raise CatchingUp(name=model.name, behind=behind)
        try:
            while behind > 0:
                behind -= self._follow_in_line(model) or behind
        except (CatchingUp, *STORE_FAILURES):
            raise
        except Exception as error:
            raise ReadModelStopped(name=model.name) from error

    def follow(self, model: ReadModel) -> int:
        """Apply the next batch; how many events that were."""
        with model.lock:
            return self.repairer.tried(lambda: self._follow(model))

    def _follow_in_line(self, model: ReadModel) -> int:
        if not model.lock.acquire(timeout=READ_WAITS_SECONDS):
            raise CatchingUp(name=model.name)
        try:
            with self._watching(model):
                return self._follow(model)
        finally:
            model.lock.release()

    def _follow(self, model: ReadModel) -> int:
        with self._database.views.begin() as connection:
            position = lock_position(connection, model.name)
            if position is None:
                raise PositionLost(model.name)
            batch = LogRecorder(connection).select_notifications(
                position, BATCH, inclusive_of_start=False
            )
            if batch:
                apply(connection, model, batch, self._folded)
                move_position(connection, model.name, batch[-1].id)
            elif position > LogRecorder(connection).head()[0]:
                raise PositionLost(model.name)
        return len(batch)

    def _watching(self, model: ReadModel) -> AbstractContextManager[None]:
        return self.repairer.watching(lambda: CatchingUp(name=model.name))

    def _begin(self, connection: Connection, anew: Collection[Table]) -> None:
        for model in self.models:
            insert_position(connection, model.name)
            if model.table in anew:
                move_position(connection, model.name, 0)

    def _misplaced(self, connection: Connection) -> Collection[Table]:
        """Those that have not a row for every request up to their position in this very log."""
        return [each.table for each in self.models if not _is_of_this_log(connection, each)]


def apply(
    connection: Connection,
    model: ReadModel,
    batch: Sequence[Notification],
    folded: Folded,
    *,
    table: Table | None = None,
) -> None:
    """Fold a batch and store the row of every stream in it once, as the batch leaves it."""
    table = model.table if table is None else table
    of_kind = [event for event in batch if model.kind.holds(event.topic)]
    known = known_of(connection, table, of_kind, key=model.key)
    with folded.lock:
        rows = [
            {**model.row(each, known[each.id].profile), **known[each.id].places(table)}
            for each in folded.after(connection, of_kind)
        ]
    ids = {row[model.key] for row in rows}
    connection.execute(delete(table).where(table.c[model.key].in_(ids)))
    insert_rows(connection, table, rows)


def _is_of_this_log(connection: Connection, model: ReadModel) -> bool:
    begun = (
        select(events.c.request_id)
        .where(
            events.c.version == 1,
            events.c.position <= positions.c.position,
            events.c.topic.startswith(model.kind.prefix),
        )
        .correlate(positions)
    )
    rows = select(model.table.c[model.key])
    numbers = select(
        _number_of(rows),
        _number_of(rows.where(model.table.c[model.key].in_(begun))),
        _number_of(begun),
        select(func.max(events.c.position)).scalar_subquery(),
        positions.c.position,
    )
    found = connection.execute(numbers.where(positions.c.name == model.name)).one_or_none()
    if found is None:
        return False
    number, of_this_log, requests, head, position = found
    if number != of_this_log or not 0 <= position <= (head or 0):
        return False
    return bool(number == requests) or _lacks_damaged_ones_alone(connection, model, position)


def _lacks_damaged_ones_alone(connection: Connection, model: ReadModel, position: int) -> bool:
    """Whether every stream without a row is one whose first event was damaged."""
    without_row = events.c.request_id.not_in(select(model.table.c[model.key]))
    first_events = select(events).where(
        events.c.version == 1,
        events.c.position <= position,
        events.c.topic.startswith(model.kind.prefix),
        without_row,
    )
    return all(was_damaged(connection, each) for each in true_events(connection, first_events))


def _number_of(rows: Select[Any]) -> ScalarSelect[int]:
    return rows.with_only_columns(func.count(rows.selected_columns[0])).scalar_subquery()


def _distance(connection: Connection, name: str) -> int:
    log = select(func.max(events.c.position)).scalar_subquery()
    followed = select(positions.c.position).where(positions.c.name == name).scalar_subquery()
    row = connection.execute(select(log, followed)).one()
    return (row[0] or 0) - (row[1] or 0)
