"""What does a job of the writer work with? One transaction: it loads, appends and inserts.

The jobs of a batch share a unit, and so what only they can change: it is looked up once, the
requests that the jobs are about are read together, and new rows go to the database together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table

from triage.store.database.direct import Row, insert_together, rows_of
from triage.store.database.engine import Database, write_lock
from triage.store.database.row_tags import RowTags, tags_of
from triage.store.database.tagged_rows import true_state
from triage.store.tables.guards import has_tag

T = TypeVar("T")
NewRow = dict[str, object]

# The keys of many requests and their events, as the drivers of both stores take them. Each may be
# there without the other: keys whose events were never committed, events whose keys were lost.
STORED_REQUESTS = """
    SELECT w.request_id, CAST(k.words AS {bytes}), CAST(k.profile AS {bytes}),
        CAST(k.protection AS {bytes}), e.version, e.topic, e.state, e.position, e.link, e.tag
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
    """One event of a request, as `events` holds it; without its state where it is not ours."""

    version: int
    topic: str
    state: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A request as it is stored: the row of its keys, and its events."""

    keys: WrappedKeys
    stream: Sequence[StoredRow]


class UnitOfWork:
    """One transaction under the write lock, for one or several jobs.

    Inserted rows are buffered until it ends, or until somebody asks for `connection`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[str, Any] = {}
        # None for a request that is not there yet.
        self._ahead: dict[UUID, Stored | None] = {}
        self._waiting: dict[Table, list[NewRow]] = {}
        self._changed: set[UUID] = set()

    @property
    def connection(self) -> Connection:
        """The transaction's connection; buffered rows are flushed to the database first.

        Ask for it before each statement: a kept one does not flush what is inserted later.
        """
        self.flush()
        return self._connection

    @property
    def unflushed(self) -> Connection:
        """The connection without a flush, for queries whose tables have no buffered rows."""
        return self._connection

    def once(self, name: str, find: Callable[[], T]) -> T:
        """The result of `find`, cached for this unit: nobody else writes while the lock is held."""
        if name not in self._found:
            self._found[name] = find()
        found: T = self._found[name]
        return found

    def replace(self, name: str, value: object) -> None:
        """Replace what `once` has cached, after this unit has changed it."""
        self._found[name] = value

    def read_ahead(self, request_ids: Iterable[UUID]) -> None:
        """Read the keys and events of these requests in one statement, before the first job."""
        wanted = list(request_ids)
        if wanted:
            self._ahead = dict.fromkeys(wanted) | _read(self._connection, wanted)

    def stored(self, request_id: UUID) -> Stored | None:
        """The request as it is now, with what waits in this unit; None where there is none."""
        if request_id in self._ahead:
            return self._ahead[request_id]
        connection = self.connection if request_id in self._changed else self._connection
        return stored(connection, request_id)

    def is_there(self, request_id: UUID) -> bool:
        """Whether keys or events of this request are stored, or wait."""
        return request_id in self._changed or self.stored(request_id) is not None

    def insert(self, table: Table, rows: Iterable[NewRow], *, of: UUID | None = None) -> None:
        """Insert rows that name every column but the tag; `of` is the request that they change."""
        if has_tag(table):
            tags = tags_of(self._connection)
            rows = [tags.tagged(table, row) for row in rows]
        self._waiting.setdefault(table, []).extend(rows)
        if of is not None:
            self._changed.add(of)
            self._ahead.pop(of, None)

    def flush(self) -> None:
        """Insert what waits, all tables at once."""
        if self._waiting:
            waiting, self._waiting, self._changed = self._waiting, {}, set()
            insert_together(self._connection, waiting)


@contextmanager
def unit_of_work(database: Database) -> Iterator[UnitOfWork]:
    """One transaction that writes to what lasts, alone among all processes.

    Raises:
        IntegrityError: at the end, where an inserted row is there already.
    """
    with write_lock(database) as connection:
        unit = UnitOfWork(connection)
        yield unit
        unit.flush()


def stored(connection: Connection, request_id: UUID) -> Stored | None:
    """A request as it is stored; None where there is none."""
    return _read(connection, [request_id]).get(request_id)


def stored_of(connection: Connection, request_ids: Sequence[UUID]) -> list[Stored]:
    """Many requests as they are stored; those that are there."""
    return list(_read(connection, list(request_ids)).values())


def _read(connection: Connection, request_ids: list[UUID]) -> dict[UUID, Stored]:
    dialect = connection.dialect.name
    # SQLite keeps an id as its 32 digits.
    these = (
        request_ids if dialect == "postgresql" else json.dumps([each.hex for each in request_ids])
    )
    rows = rows_of(connection, STORED_REQUESTS.format(**OF_THESE[dialect]), these)
    found: dict[UUID, Stored] = {}
    tags = tags_of(connection)
    for _, group in groupby(rows, key=itemgetter(0)):
        of_one = list(group)
        keys = WrappedKeys(_uuid(of_one[0][0]), *of_one[0][1:4])
        stream = [_event(tags, keys.request_id, row[4:]) for row in of_one if row[4] is not None]
        found[keys.request_id] = Stored(keys, stream)
    return found


def _event(tags: RowTags, request_id: UUID, row: Row) -> StoredRow:
    version, topic, state, position, link, tag = row
    event = {
        "position": position,
        "request_id": request_id,
        "version": version,
        "topic": topic,
        "state": state,
        "link": link,
        "tag": tag,
    }
    return StoredRow(version, topic, true_state(tags, event))


def _uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)
