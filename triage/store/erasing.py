"""When is an erased key really gone? When no page of the disk holds its old bytes any more."""

from __future__ import annotations

from sqlalchemy import text

from triage.store.engine import Database


def forget_freed_pages(database: Database) -> None:
    """Rewrite the key table and empty its write-ahead log.

    SQLite: VACUUM of the key file, then a truncating checkpoint. PostgreSQL: VACUUM FULL of the
    key table; its own write-ahead log ages out with the server's retention (docs/operations).
    """
    engine = database.log.execution_options(isolation_level="AUTOCOMMIT")
    if database.embedded:
        raw = database.log.raw_connection()
        try:
            raw.execute("VACUUM keys")
            raw.execute("PRAGMA keys.wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    with engine.connect() as connection:
        connection.execute(text("VACUUM FULL keys.request_keys"))
