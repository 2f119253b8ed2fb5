"""How does a test get a disk of its own, and how is nothing left on it?"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHUNK = bytes(64 * 1024)


@contextmanager
def mounted(folder: Path, *, room: str) -> Iterator[Path]:
    """A disk with so much room at this folder; only root may do that."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def filled_up(disk: Path) -> Iterator[None]:
    """Not a byte is left on the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as written, pytest.raises(OSError, match="No space left"):
        while True:
            written.write(CHUNK)
    try:
        yield
    finally:
        filler.unlink()
