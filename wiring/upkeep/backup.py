"""How is everything that lasts copied while the service runs? One snapshot, and the keys after it.

The keys travel in a file of their own, still wrapped. Every event's keys were stored with it or
before it, so keys that are read later lack none; those that an erasure destroyed meanwhile are gone
from the backup too, as they should be.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, func, select, text

from triage.store.database.engine import Database
from triage.store.database.upgrade import revision_of
from triage.store.events.damage import DamagedRequest, damaged_requests
from triage.store.events.recorder import LogRecorder
from triage.store.keys.inventory import required_keys
from triage.store.keys.key_ring import KeyRing
from triage.store.keys.rewrapping import pages
from triage.store.keys.tombstones import Tombstones
from triage.store.tables.core_tables import (
    KEYS,
    TRIAGE,
    leavings,
    metadata,
    request_keys,
    sessions,
    system_keys,
)
from triage.store.tables.draft_tables import drafts
from triage.store.tables.feedback_tables import feedback_given, feedback_waiting
from triage.store.tables.provider_tables import spent_tokens
from triage.store.tables.visit_tables import visits
from wiring.refused import Refused
from wiring.release import release
from wiring.upkeep.archive import ROWS_AT_ONCE, ArchiveBeingWritten, Manifest, in_batches, writing

# Whoever was signed in signs in anew; who left in a hurry is nobody's to keep. Feedback that waits,
# and who gave any: two backups side by side would tell who said what. What nobody has sent yet.
LEFT_BEHIND = frozenset(
    {sessions, spent_tokens, leavings, feedback_waiting, feedback_given, drafts, visits}
)
WITHOUT_LIMITS = (
    text("SET LOCAL statement_timeout = 0"),
    text("SET LOCAL idle_in_transaction_session_timeout = 0"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """How much was copied; `unfinished` erasures were decided, but their keys are still there.

    `damaged` are the requests that do not open in the place that was copied, nor in the copy.
    """

    events: int
    requests: int
    unfinished: int
    damaged: tuple[DamagedRequest, ...]


def lasting(schema: str) -> list[Table]:
    """The tables of a schema that a backup holds, in a fixed order."""
    tables = (table for table in metadata.sorted_tables if table.schema == schema)
    return [table for table in tables if table not in LEFT_BEHIND]


def keys_path(path: Path) -> Path:
    """Where the keys of a backup are written."""
    return path.with_name(f"{path.name}.keys")


def backup(
    database: Database,
    path: Path,
    tombstones: Tombstones,
    *,
    master: bytes,
    clock: Callable[[], datetime],
) -> BackedUp:
    """Write `path` and, beside it, the file of its keys; the keys get their name first.

    Either file is read back to its end before it gets its name.

    Raises:
        Damaged: what was read back is not what was written.
        Refused: there is such a file, a value that nobody can read, or a new master key.
        WrongMasterKey: it would vouch for what it cannot open.
        KeysLost: no place that it is restored in could start.
        TombstonesDamaged
        OSError: it cannot be written.
    """
    # First: what is erased from now on has lost its keys by the time that they are looked at.
    erased = tombstones.read()
    wrapped = system_keys_by(database, master)
    with snapshot(database) as connection:
        manifest = _manifest(connection, clock)
        with writing(path, manifest, master) as archive:
            for table in lasting(TRIAGE):
                archive.add(table, _rows(connection, table))
            # Nothing is read from it any more: erasures need not wait for it.
            connection.rollback()
            of_keys = replace(manifest, position=0, chain_head="", parts={})
            with writing(keys_path(path), of_keys, master) as keys:
                copy_keys(connection, keys, wrapped)
                unfinished = _unfinished(connection, erased)
    return BackedUp(
        events=manifest.position,
        requests=manifest.parts["triage.submissions"].rows,
        unfinished=unfinished,
        damaged=tuple(damaged_requests(database, KeyRing(master))),
    )


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """A transaction that sees what lasts as it is at its first read, and holds up no writer."""
    engine = database.lasting
    if not database.embedded:
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    with engine.connect() as connection:
        without_limits(connection)
        yield connection


def without_limits(connection: Connection) -> None:
    """Let this transaction take as long as it takes."""
    if connection.dialect.name == "postgresql":
        for each in WITHOUT_LIMITS:
            connection.execute(each)


def _manifest(connection: Connection, clock: Callable[[], datetime]) -> Manifest:
    revision = revision_of(connection)
    assert revision is not None
    position, link = LogRecorder(connection).head()
    return Manifest(
        id=secrets.token_hex(16),
        taken_at=clock(),
        release=release(),
        revision=revision,
        position=position,
        chain_head=link.hex(),
    )


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    try:
        yield from connection.execute(select(table), execution_options={"yield_per": ROWS_AT_ONCE})
    except (AttributeError, TypeError, ValueError) as error:
        # A value of another type than its column's, which SQLite keeps all the same.
        raise Refused(
            f"{table.fullname} holds a value that cannot be read, so nothing is backed up: "
            "pyyda-apua verify names the place; restore the latest backup, or mend that value"
        ) from error


def system_keys_by(database: Database, master: bytes) -> Sequence[Row[Any]]:
    """The wrapped keys of the system, all that must be there.

    Raises:
        WrongMasterKey, KeysLost
    """
    # Not in the snapshot: an erasure, which rewrites their table, would wait for its end.
    with database.lasting.connect() as connection:
        required_keys(connection, KeyRing(master))
        return _wrapped_system_keys(connection)


def copy_keys(
    connection: Connection, archive: ArchiveBeingWritten, before: Sequence[Row[Any]]
) -> None:
    """Copy every wrapped key as it is now; the system's were as `before`.

    Raises:
        Refused: the master key was rotated meanwhile.
    """
    for table in lasting(KEYS):
        archive.add(table, _rows_in_short_looks(connection, table))
    # Else some would be wrapped by another master key than the one that vouches for them. A key
    # that was made meanwhile is no such sign.
    if not set(before) <= set(_wrapped_system_keys(connection)):
        raise Refused("the master key was rotated meanwhile: give the same command again")


def _rows_in_short_looks(connection: Connection, table: Table) -> Iterator[Iterable[object]]:
    """The rows, a page a transaction: an erasure can rewrite the table between two."""
    for page in pages(connection, table):
        connection.rollback()
        yield from (row.values() for row in page)


def _wrapped_system_keys(connection: Connection) -> Sequence[Row[Any]]:
    found = connection.execute(select(system_keys).order_by(system_keys.c.name)).fetchall()
    connection.rollback()
    return found


def _unfinished(connection: Connection, erased: Iterable[UUID]) -> int:
    """How many of these requests still have their keys."""
    return sum(
        connection.scalar(
            select(func.count())
            .select_from(request_keys)
            .where(
                request_keys.c.request_id.in_(some),
                request_keys.c.words.is_not(None) | request_keys.c.profile.is_not(None),
            )
        )
        or 0
        for some in in_batches(erased)
    )
