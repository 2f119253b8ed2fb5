"""What does one batch of the writer know already, and which rows wait for its end?

Three savings for jobs that share a transaction: what nobody else can change is looked up once, the
requests that the jobs are about are read together, and new rows are inserted together. A job does
not notice: any other statement that the connection executes inserts first what waits, but for those
that go straight to the driver (`triage.store.database.direct`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, Table, event

from triage.store.database.direct import rows_of
from triage.store.database.inserting import insert_rows, insert_together

T = TypeVar("T")
RowOf = dict[str, object]
BATCH = "batch of the writer"

# The keys of many requests and their events, as the drivers of both stores take them. Each may be
# there without the other: keys whose events were never committed, events whose keys were lost.
STORED_REQUESTS = """
    SELECT w.request_id, CAST(k.words AS {bytes}), CAST(k.profile AS {bytes}),
        CAST(k.protection AS {bytes}), e.version, e.topic, e.state
    FROM {these} LEFT JOIN keys.request_keys k ON k.request_id = w.request_id
    LEFT JOIN triage.events e ON e.request_id = w.request_id
    WHERE k.request_id IS NOT NULL OR e.request_id IS NOT NULL
    ORDER BY w.request_id, e.version
"""
OF_THESE = {
    "postgresql": {"these": "unnest(%b) AS w(request_id)", "bytes": "bytea"},
    "sqlite": {"these": "(SELECT value AS request_id FROM json_each(?)) w", "bytes": "blob"},
}


class WrappedKeys(NamedTuple):
    """The row of one request's keys, as `request_keys` holds it; nothing in it where it is lost."""

    request_id: UUID
    words: bytes | None
    profile: bytes | None
    protection: bytes | None


class StoredRow(NamedTuple):
    """One event of a request, as `events` holds it."""

    version: int
    topic: str
    state: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A request as it is stored: the row of its keys, and its events."""

    keys: WrappedKeys
    stream: Sequence[StoredRow]


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
    if batch is not None and wanted:
        batch.ahead = dict.fromkeys(wanted) | _read(connection, wanted)


def stored_of(connection: Connection, request_ids: Sequence[UUID]) -> list[Stored]:
    """Many requests as they are stored now, outside of any batch; those that are there."""
    return list(_read(connection, list(request_ids)).values())


def stored(connection: Connection, request_id: UUID) -> Stored | None:
    """The request as it is stored now, with what waits in this batch; None where there is none."""
    batch = _batch(connection)
    if batch is not None and request_id in batch.ahead:
        return batch.ahead[request_id]
    if has_waiting(connection, request_id):
        insert_waiting(connection)
    return _read(connection, [request_id]).get(request_id)


def _read(connection: Connection, request_ids: list[UUID]) -> dict[UUID, Stored]:
    dialect = connection.dialect.name
    # SQLite keeps an id as its 32 digits.
    these = (
        request_ids if dialect == "postgresql" else json.dumps([each.hex for each in request_ids])
    )
    rows = rows_of(connection, STORED_REQUESTS.format(**OF_THESE[dialect]), these)
    found: dict[UUID, Stored] = {}
    for _, group in groupby(rows, key=itemgetter(0)):
        of_one = list(group)
        keys = WrappedKeys(_uuid(of_one[0][0]), *of_one[0][1:4])
        stream = [StoredRow(*row[4:]) for row in of_one if row[4] is not None]
        found[keys.request_id] = Stored(keys, stream)
    return found


def _uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)


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
    """Insert what waits, all tables at once."""
    batch = _batch(connection)
    if batch is None or not batch.waiting:
        return
    waiting, batch.waiting, batch.changed = batch.waiting, {}, set()
    insert_together(connection, waiting)


def insert_before_others(engine: Engine) -> None:
    """Let every other statement on this engine find what waits inserted."""

    @event.listens_for(engine, "before_execute")
    def insert_first(
        connection: Connection, _statement: Any, _many: Any, _one: Any, _options: Any
    ) -> None:
        insert_waiting(connection)
