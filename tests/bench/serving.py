"""How does a bench start a process of ours, and what does it weigh?"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.environment import inherited

TOP = Path(__file__).parents[2]
START_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 30
LOOKS_EVERY_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Served:
    """A process that answers on a port; after how many seconds it gave its first answer."""

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
    """A Python process with these arguments, `{port}` filled in, once it answers there."""
    port = _free_port()
    started = time.perf_counter()
    filled = [each.replace("{port}", str(port)) for each in arguments]
    with process(folder, filled, settings) as child:
        wait_until(lambda: _answers(port), child)
        yield Served(child.pid, port, time.perf_counter() - started)


@contextmanager
def process(
    folder: Path, arguments: Sequence[str], settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with these arguments; told to stop at the end."""
    with (folder / "log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=TOP,
            env=inherited(settings),
            stdout=log,
            stderr=log,
        )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(STOPS_WITHIN_SECONDS)
        finally:
            child.kill()


def seconds(command: Sequence[str]) -> float:
    """How long a command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=TOP)
    return time.perf_counter() - started


def wait_until(ready: Callable[[], bool], child: subprocess.Popen[bytes]) -> None:
    """Look until a started process is ready.

    Raises:
        RuntimeError: it ended instead, or took too long.
    """
    end = time.perf_counter() + START_WITHIN_SECONDS
    while time.perf_counter() < end and child.poll() is None:
        if ready():
            return
        time.sleep(LOOKS_EVERY_SECONDS)
    raise RuntimeError("a process did not start")


def _answers(port: int) -> bool:
    # A server of ours listens before it can answer; who asks meanwhile waits.
    with (
        suppress(OSError),
        socket.create_connection(("127.0.0.1", port), START_WITHIN_SECONDS) as probe,
    ):
        probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return bool(probe.recv(1))
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
