"""Which requests are erased for ever, whatever backup is restored? A list apart from the database.

A line an erasure, only ever appended: the request's id and the moment, nothing personal. It is on
the disk before the keys are destroyed, so no erasure is without one. A tombstone whose erasure then
failed stands for what was decided: erasing again finishes it, and so does a restore.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

MODE = 0o600
LINE_LENGTH = len(f"{UUID(int=0)} 2026-11-23T08:00:00.000000+00:00")


class NoTombstones(Exception):
    """No file is named for the list, so a restored backup would bring back what is to be erased."""


class TombstonesDamaged(Exception):
    """A line is not what was written; the message names it."""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """The list in a file, which is made with its first line; None where no file is named."""

    path: Path | None

    def add(self, request_id: UUID, at: datetime) -> None:
        """Append a line and wait until it is on the disk; the caller holds the write lock.

        Raises:
            NoTombstones
            OSError: it cannot be written.
        """
        if self.path is None:
            raise NoTombstones()
        line = f"{request_id} {at.astimezone(UTC).isoformat(timespec='microseconds')}\n".encode()
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, MODE)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            if _was_cut_off(file.fileno()):
                line = b"\n" + line
            # A disk that fills takes a part of a line, and says nothing.
            if os.write(file.fileno(), line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            os.fsync(file.fileno())
        flush_directory(self.path.parent)

    def read(self) -> dict[UUID, datetime]:
        """The erased requests; none where no file was begun yet.

        Raises:
            TombstonesDamaged
            OSError: it cannot be read.
        """
        if self.path is None or not self.path.exists():
            return {}
        return read_tombstones(self.path)

    def add_missing(self, erased: Mapping[UUID, datetime]) -> None:
        """Append what is not on the list yet.

        Raises:
            NoTombstones, TombstonesDamaged, OSError
        """
        for request_id in sorted(erased.keys() - self.read().keys()):
            self.add(request_id, erased[request_id])


def read_tombstones(path: Path) -> dict[UUID, datetime]:
    """The erased requests, each with the moment of its first tombstone.

    Raises:
        TombstonesDamaged
        OSError: it cannot be read.
    """
    erased: dict[UUID, datetime] = {}
    lines = path.read_text(encoding="ascii", errors="replace").split("\n")
    for number, line in enumerate(lines, start=1):
        # What a loss of power left of a line: its erasure never began.
        if len(line) < LINE_LENGTH:
            continue
        request_id, _, at = line.partition(" ")
        try:
            erased.setdefault(UUID(request_id), datetime.fromisoformat(at).astimezone(UTC))
        except ValueError:
            raise TombstonesDamaged(f"{path}: line {number} is no tombstone") from None
    return erased


def _was_cut_off(descriptor: int) -> bool:
    """Whether the last line lacks its end."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def flush_directory(directory: Path) -> None:
    """Let the names of the files in it be on the disk too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
