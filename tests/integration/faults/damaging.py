"""In which ways are read models damaged? Each by its name, done to a file or a table."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from sqlalchemy import text

from projections.views.due import DueModel
from projections.views.queue.waiting import QueueModel
from tests.integration.conftest import environment_for
from tests.integration.store.world import opened, stock
from triage.store.database.engine import Database
from wiring.settings import read_settings

PAGE = 4096
DUE, QUEUE = DueModel.name, QueueModel.name
CHANCE = Random(19)


def _overwritten(path: Path, *, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(CHANCE.randbytes(length))


def _every_other_page(path: Path) -> None:
    for page in range(2, path.stat().st_size // PAGE, 2):
        _overwritten(path, start=page * PAGE, length=PAGE)


def _another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE positions (wrong TEXT)")


def _another_services(path: Path) -> None:
    """The file of a service with as many requests as this one has."""
    settings = read_settings(environment_for(path.parent.parent / "another" / "data"))
    stock(settings)
    with opened(settings) as another:
        for _ in range(3):
            another.submit()
        for model in another.parts.models.follower.models:
            another.parts.models.follower.bring_up_to_date(model)
    shutil.move(settings.data_dir / path.name, path)


def _an_empty_index(path: Path) -> None:
    """An index that lost what it holds: nothing fails, and nothing is found by it."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            f"SELECT rootpage FROM sqlite_schema WHERE name = '{DUE}_by_moment'"
        ).fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((root - 1) * PAGE + 3)
        # How many cells the page has.
        file.write(bytes(2))


TO_THE_FILE: dict[str, Callable[[Path], None]] = {
    "its head overwritten": lambda path: _overwritten(path, start=0, length=100),
    "its first page overwritten": lambda path: _overwritten(path, start=0, length=PAGE),
    "its pages overwritten": _every_other_page,
    "all overwritten": lambda path: _overwritten(path, start=0, length=path.stat().st_size),
    "cut between two pages": lambda path: os.truncate(path, 3 * PAGE),
    "cut inside a page": lambda path: os.truncate(path, 3 * PAGE + 100),
    "cut to nothing": lambda path: os.truncate(path, 0),
    "gone": Path.unlink,
    "a text": lambda path: path.write_text("Tämä ei ole tietokanta.\n" * 900) and None,
    "another database": _another_database,
}
# What fails nowhere is found by whoever looks through everything, as the service does at its start.
IN_SILENCE: dict[str, Callable[[Path], None]] = {
    "an index is empty": _an_empty_index,
    "another service's": _another_services,
}

# Done to tables, on every store.
TO_TABLES: dict[str, str] = {
    "a table is gone": f"DROP TABLE views.{DUE}",
    "the places are gone": "DROP TABLE views.positions",
    "a place is gone": f"DELETE FROM views.positions WHERE name = '{DUE}'",
    "a place is beyond the log": "UPDATE views.positions SET position = 1000000",
    "rows are gone": f"DELETE FROM views.{DUE}",
    "a column is gone": f"ALTER TABLE views.{QUEUE} DROP COLUMN escalated",
    "a column is too many": f"ALTER TABLE views.{DUE} ADD COLUMN more INTEGER NOT NULL DEFAULT 0",
    "the rounds are gone": "DROP TABLE views.rounds_1",
    "the notes of clocks are gone": "DROP TABLE views.clock_notes_1",
}


def damage_tables(database: Database, statement: str) -> None:
    with database.views.begin() as connection:
        connection.execute(text(statement))
