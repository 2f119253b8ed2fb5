"""When is an erased key really gone? When no page of the disk holds its old bytes any more."""

from __future__ import annotations

import sqlite3
import time

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from triage.store.database.engine import Database

# Whoever began to read before the erasure may see the old keys: their bytes wait as long for it.
OTHERS_END_WITHIN_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.02
NOW = text("SELECT clock_timestamp()")
OLDER_SNAPSHOTS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND xact_start < :since"
)


class OldBytesLinger(Exception):
    """The keys are destroyed, but a reader from before still holds their old bytes on the disk."""


def forget_freed_pages(database: Database) -> None:
    """Rewrite the key tables and empty their write-ahead log; can be repeated at any time.

    SQLite: VACUUM of the key file, then a truncating checkpoint. PostgreSQL: VACUUM FULL of the
    key tables; its write-ahead log keeps the old bytes for as long as the server keeps that log.

    Raises:
        OldBytesLinger: another reader was in the way for too long.
    """
    try:
        if database.embedded:
            _rewrite_key_file(database)
        else:
            _rewrite_key_table(database)
    except (OperationalError, sqlite3.OperationalError) as error:
        # Others kept the table locked for as long as we wait for a lock.
        raise OldBytesLinger() from error


def _rewrite_key_table(database: Database) -> None:
    engine = database.log.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _wait_for_older_snapshots(connection)
        # The table is rewritten whole, however long that takes.
        connection.execute(text("SET statement_timeout = 0"))
        try:
            connection.execute(text("VACUUM FULL keys.request_keys, keys.system_keys"))
        finally:
            connection.execute(text("RESET statement_timeout"))


def _rewrite_key_file(database: Database) -> None:
    raw = database.log.raw_connection()
    try:
        raw.execute("VACUUM keys")
        is_busy, *_ = raw.execute("PRAGMA keys.wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.close()
    if is_busy:
        raise OldBytesLinger()


def _wait_for_older_snapshots(connection: Connection) -> None:
    """VACUUM keeps every row that some older transaction could still look at."""
    since = connection.scalar(NOW)
    give_up_at = time.monotonic() + OTHERS_END_WITHIN_SECONDS
    while connection.scalar(OLDER_SNAPSHOTS, {"since": since}):
        if time.monotonic() > give_up_at:
            raise OldBytesLinger()
        time.sleep(LOOK_EVERY_SECONDS)
