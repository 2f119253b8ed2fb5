"""How does a bench start a process of ours, and what does it weigh?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

TOP = Path(__file__).parents[2]
START_WITHIN_SECONDS = 60
WORKER_STARTS_WITHIN_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Served:
    """A process that listens on a port; how many seconds that took."""

    pid: int
    port: int
    started_in: float

    @property
    def megabytes(self) -> float:
        return memory(self.pid)


def memory(pid: int) -> float:
    """Megabytes of a process and its children."""
    whole = psutil.Process(pid)
    every = [whole, *whole.children(recursive=True)]
    return sum(each.memory_info().rss for each in every) / 1_000_000


@contextmanager
def serving(
    folder: Path, arguments: Sequence[str], settings: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """A Python process with these arguments, `{port}` filled in, once it listens there."""
    port = _free_port()
    started = time.perf_counter()
    filled = [each.replace("{port}", str(port)) for each in arguments]
    with process(folder, filled, settings) as child:
        _wait_for(port, child)
        yield Served(child.pid, port, time.perf_counter() - started)


@contextmanager
def process(
    folder: Path, arguments: Sequence[str], settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with these arguments; told to stop at the end."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYYDA_")}
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=TOP,
            env={**clean, **(settings or {})},
            stdout=log,
            stderr=log,
        )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def seconds(command: Sequence[str]) -> float:
    """How long a command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=TOP)
    return time.perf_counter() - started


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    end = time.perf_counter() + START_WITHIN_SECONDS
    while time.perf_counter() < end and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
