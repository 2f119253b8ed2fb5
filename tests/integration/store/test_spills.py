"""Does SQLite put nothing of ours into the machine's own temporary folder?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import inherited

# More than SQLite keeps of a file at hand while it rewrites it: 2 MB by default.
ROWS = 20_000
# What was sorted or rewritten on the disk would have to be in a file by then.
WORK = f"""
import sys
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, select, update

from triage.store.database.engine import embedded, write_lock
from triage.store.keys.freed_pages import forget_freed_pages
from triage.store.tables.core_tables import request_keys
from triage.store.database.upgrade import upgrade

database = embedded(Path(sys.argv[1]))
upgrade(database)
key = b"k" * 60
rows = [
    {{"request_id": uuid4(), "words": key, "profile": key, "protection": key}}
    for _ in range({ROWS})
]
with write_lock(database) as connection:
    connection.execute(insert(request_keys), rows)
with write_lock(database) as connection:
    connection.execute(update(request_keys).values(words=None))
with database.lasting.connect() as connection:
    connection.execute(select(request_keys).order_by(request_keys.c.protection)).fetchall()
forget_freed_pages(database)
"""
LONG_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A temporary folder whose time of change is long ago, until a file is made in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    os.utime(folder, LONG_AGO)
    return folder


def test_neither_rewriting_nor_sorting_keys_makes_a_temporary_file(
    tmp_path: Path, watched: Path
) -> None:
    environment = inherited({"SQLITE_TMPDIR": str(watched), "TMPDIR": str(watched)})

    subprocess.run(
        [sys.executable, "-c", WORK, str(tmp_path / "data")], env=environment, check=True
    )

    # A file that is unlinked at once leaves no name, but this.
    assert watched.stat().st_mtime == LONG_AGO[1]
