"""Is SQLite's file of read models whole, and how does a new one take its place?

Read models can be rebuilt, so only their file is ever put aside. It is renamed to `….damaged`, not
deleted, until the next one is put aside: it may have been somebody's other file.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

ASIDE = ".damaged"
WRITE_AHEAD_LOG, ITS_INDEX = "-wal", "-shm"
TIMEOUT_SECONDS = 30
# The directories that this thread has locked.
HERE = threading.local()


def file_number(path: Path) -> tuple[int, int] | None:
    """Which file has this name now; None where none has."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """An exclusive lock on a directory, for making files in it or putting one aside.

    Reentrant within a thread.
    """
    alone: set[Path] = HERE.__dict__.setdefault("alone_in", set())
    if directory in alone:
        yield
        return
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        alone.add(directory)
        yield
    finally:
        alone.discard(directory)
        os.close(folder)


def make_file(path: Path) -> None:
    """Make the file where it is missing, empty and with a write-ahead log."""
    if not path.exists():
        with alone_in(path.parent):
            _make(path)


def make_whole_file(path: Path) -> None:
    """Make the file, unless it is one of read models; put any other file aside first."""
    with alone_in(path.parent):
        if path.is_file() and not is_read_models(path):
            put_aside(path)
        make_file(path)


def _make(path: Path) -> None:
    # Somebody else may have made it while this one waited.
    if path.exists():
        return
    # Left behind by an earlier file, it would be taken for this one's.
    _remove(path, WRITE_AHEAD_LOG, ITS_INDEX)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    fresh.touch(mode=0o600)
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    fresh.replace(path)


def tells_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that a file is damaged or not SQLite's; others may be temporary."""
    # Some failures of the module itself have no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    is_whole = code & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return not is_whole or code == sqlite3.SQLITE_IOERR_SHORT_READ


def is_read_models(path: Path) -> bool:
    """Whether the file is one of SQLite's and has a write-ahead log.

    Asked through SQLite: if we opened and closed the file ourselves, this process would lose all
    POSIX locks of SQLite on it, and another process could delete the write-ahead log in use.
    """
    try:
        whole = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(whole, uri=True, timeout=TIMEOUT_SECONDS)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.Error as error:
        return not tells_damage(error)
    return bool(mode == "wal")


def is_damaged(path: Path) -> bool:
    """Whether the file is there and can never be read whole again, as far as can be told now."""
    try:
        if not path.is_file():
            return False
        if not is_read_models(path):
            return True
        with closing(sqlite3.connect(path, timeout=TIMEOUT_SECONDS)) as connection:
            found: tuple[str] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except OSError:
        return False
    except sqlite3.Error as error:
        return tells_damage(error)
    return found != ("ok",)


def put_aside(path: Path) -> None:
    """Rename the file and its log to `….damaged`, replacing an earlier one of that name."""
    aside = path.with_name(path.name + ASIDE)
    with alone_in(path.parent):
        _remove(aside, WRITE_AHEAD_LOG, ITS_INDEX)
        path.replace(aside)
        with suppress(FileNotFoundError):
            _beside(path, WRITE_AHEAD_LOG).replace(_beside(aside, WRITE_AHEAD_LOG))
        _remove(path, ITS_INDEX)


def _remove(path: Path, *ends: str) -> None:
    for end in ends:
        _beside(path, end).unlink(missing_ok=True)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
