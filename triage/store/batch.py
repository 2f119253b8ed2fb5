"""What does one batch of the writer know already, and which rows wait for its end?

Three savings for jobs that share a transaction: what nobody else can change is looked up once, the
requests that the jobs are about are read together, and new rows are inserted together. A job does
not notice: any other statement that the connection executes inserts first what waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Table, bindparam, event, select

from triage.store.inserting import insert_rows
from triage.store.tables import events, request_keys

T = TypeVar("T")
RowOf = dict[str, object]
BATCH = "batch of the writer"
BESIDE = {"beside": True}

READ_AHEAD = (
    select(
        request_keys,
        events.c.version,
        events.c.topic,
        events.c.state,
    )
    .outerjoin(events, events.c.request_id == request_keys.c.request_id)
    .where(request_keys.c.request_id.in_(bindparam("request_ids", expanding=True)))
    .order_by(request_keys.c.request_id, events.c.version)
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A request as it is stored: the row of its keys, and its events (version, topic, state)."""

    keys: Row[Any]
    stream: Sequence[Row[Any]]


@dataclass(slots=True)
class Batch:
    """One transaction of the writer. `ahead` holds None for a request that is not there yet."""

    found: dict[str, Any] = field(default_factory=dict)
    ahead: dict[UUID, Stored | None] = field(default_factory=dict)
    waiting: dict[Table, list[RowOf]] = field(default_factory=dict)
    changed: set[UUID] = field(default_factory=set)


def _batch(connection: Connection) -> Batch | None:
    batch: Batch | None = connection.info.get(BATCH)
    return batch


def remembered(connection: Connection, name: str, find: Callable[[], T]) -> T:
    """What `find` gives, looked up once while the write lock is held: nobody else can change it.

    Without the lock it is looked up every time.
    """
    batch = _batch(connection)
    if batch is None:
        return find()
    if name not in batch.found:
        batch.found[name] = find()
    found: T = batch.found[name]
    return found


def remember(connection: Connection, name: str, value: object) -> None:
    """Put what this transaction has changed in the place of what was looked up."""
    batch = _batch(connection)
    if batch is not None:
        batch.found[name] = value


def read_ahead(connection: Connection, request_ids: Iterable[UUID]) -> None:
    """Read the keys and events of these requests in one statement, before the first job."""
    batch = _batch(connection)
    wanted = list(request_ids)
    if batch is None or not wanted:
        return
    batch.ahead = dict.fromkeys(wanted)
    rows = connection.execute(READ_AHEAD, {"request_ids": wanted})
    for request_id, group in groupby(rows, key=lambda row: row.request_id):
        found = list(group)
        stream = [row for row in found if row.version is not None]
        batch.ahead[request_id] = Stored(found[0], stream)


def was_read_ahead(connection: Connection, request_id: UUID) -> bool:
    """Whether it is known, without asking the database, how this request is stored."""
    batch = _batch(connection)
    return batch is not None and request_id in batch.ahead


def ahead(connection: Connection, request_id: UUID) -> Stored | None:
    """The request as it was read ahead; None where it was not, or is not there."""
    batch = _batch(connection)
    return None if batch is None else batch.ahead.get(request_id)


def insert_later(
    connection: Connection, table: Table, rows: Sequence[RowOf], *, of: UUID | None = None
) -> None:
    """Insert the rows with the batch; at once where no batch is being written.

    `of` is the request that they change.
    """
    batch = _batch(connection)
    if batch is None:
        insert_rows(connection, table, rows)
        return
    batch.waiting.setdefault(table, []).extend(rows)
    if of is not None:
        batch.changed.add(of)
        batch.ahead.pop(of, None)


def has_waiting(connection: Connection, request_id: UUID) -> bool:
    """Whether rows of this request wait."""
    batch = _batch(connection)
    return batch is not None and request_id in batch.changed


def insert_waiting(connection: Connection) -> None:
    """Insert what waits, a table at a time in the order in which they came first."""
    batch = _batch(connection)
    if batch is None or not batch.waiting:
        return
    waiting, batch.waiting, batch.changed = batch.waiting, {}, set()
    for table, rows in waiting.items():
        insert_rows(connection, table, rows)


def insert_before_others(engine: Engine) -> None:
    """Let every other statement on this engine find what waits inserted."""

    @event.listens_for(engine, "before_execute")
    def insert_first(
        connection: Connection, _statement: Any, _many: Any, _one: Any, options: Any
    ) -> None:
        if not options.get("beside"):
            insert_waiting(connection)
