"""Does somebody serve this data directory already? Two that did would run everything twice."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiring.refused import Refused

LOCK_FILE = "serve.lock"


class DataDirectoryInUse(Refused):
    """Another process serves it; the message says so in one line."""


@contextmanager
def serving_alone(directory: Path) -> Iterator[None]:
    """Hold the directory for this process, making it where it is missing (mode 0700).

    The lock goes with the process, however that ends, so a file left behind blocks nobody.

    Raises:
        DataDirectoryInUse
        OSError: it cannot be made or written to.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (directory / LOCK_FILE).open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirectoryInUse(
                f"{directory} is served by another process already: "
                "stop that one or choose another directory with --data"
            ) from None
        yield
