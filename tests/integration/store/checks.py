"""Is the log whole? Positions without holes, every link derived again, every key there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection, Table, select

from triage.evidence.access_log import read_link
from triage.request.help_request import HelpRequest
from triage.store.database.engine import Database
from triage.store.database.hash_chain import GENESIS, next_link
from triage.store.events.recorder import LogRecorder
from triage.store.events.streams import folded, stream
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import access_log, events


def broken_link(database: Database) -> str | None:
    """The first place where the events' chain does not hold; None where it is whole.

    Derived from the rows alone, without the recorder's own code for it.
    """
    with database.views.connect() as connection:
        rows = connection.execute(select(events).order_by(events.c.position)).fetchall()
    link = GENESIS
    for expected, row in enumerate(rows, start=1):
        if row.position != expected:
            return f"position {row.position} instead of {expected}"
        link = next_link(
            link,
            row.position.to_bytes(8, "big"),
            row.request_id.bytes,
            row.version.to_bytes(8, "big"),
            row.topic.encode(),
            row.state,
        )
        if row.link != link:
            return f"link at position {row.position}"
    return None


def broken_read(database: Database) -> str | None:
    """The first place where the access log's chain does not hold; None where it is whole."""
    with database.views.connect() as connection:
        rows = connection.execute(select(access_log).order_by(access_log.c.position)).fetchall()
    link = GENESIS
    for expected, row in enumerate(rows, start=1):
        fields = {name: value for name, value in row._mapping.items() if name != "link"}
        link = read_link(link, fields)
        if (row.position, row.link) != (expected, link):
            return f"read at position {row.position}"
    return None


def log_size(database: Database) -> int:
    with database.views.connect() as connection:
        return LogRecorder(connection).max_notification_id() or 0


def stored_events(database: Database, request_id: UUID) -> list[StoredEvent]:
    with database.views.connect() as connection:
        return list(LogRecorder(connection).select_events(request_id))


def loaded(database: Database, ring: KeyRing, request_id: UUID) -> HelpRequest:
    """The request as its keys still let it be read."""
    with database.views.connect() as connection:
        return folded(stream(connection, ring, request_id)[1])


def dumped(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """Every row of a table with every column, in the order of its first column."""
    rows = connection.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in rows]


def dump(database: Database, table: Table) -> list[dict[str, Any]]:
    with database.views.connect() as connection:
        return dumped(connection, table)
