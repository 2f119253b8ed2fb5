"""Are SQLite's two files of what lasts there and whole? Nothing takes the place of a lost one."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from triage.store.database.sqlite_files import TIMEOUT_SECONDS, tells_damage


class StoreDamaged(Exception):
    """A file of what lasts is damaged; `path` names it. Only a backup brings it back."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class StoreMissing(Exception):
    """One of the two files of what lasts is gone, `path`: an empty one must not take its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def make_lasting_files(keys: Path, log: Path) -> None:
    """Make the two where neither holds anything yet, with a write-ahead log.

    Raises:
        StoreMissing, StoreDamaged
    """
    for path, other in ((keys, log), (log, keys)):
        if _is_empty(path) and _holds_tables(other):
            raise StoreMissing(path)
    for path in (keys, log):
        _make(path)


def _make(path: Path) -> None:
    # Whatever the directory allows: SQLite gives its logs the mode of the file beside them.
    path.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path, timeout=TIMEOUT_SECONDS)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.DatabaseError as error:
        if not tells_damage(error):
            raise
        raise StoreDamaged(path) from None


def _is_empty(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


def _holds_tables(path: Path) -> bool:
    if _is_empty(path):
        return False
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    return False
