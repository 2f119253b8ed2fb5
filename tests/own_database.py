"""What database has a test in files that needs no service? One with a key of its own."""

from __future__ import annotations

from pathlib import Path

from triage.store.database.engine import Database, embedded
from triage.store.database.upgrade import upgrade
from triage.store.keys.key_ring import KeyRing

RING = KeyRing(b"m" * 32)


def own_database(folder: Path) -> Database:
    """A new database with its tables, whose rows are tagged by the key of `RING`."""
    database = embedded(folder)
    database.authenticate(RING.row_tags)
    upgrade(database)
    return database
