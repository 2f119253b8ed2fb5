"""How is a measurement told? A line beside the floor of its own run, below the versions."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Generic, TypeVar

import psutil

from tests.servers import program

LIBRARIES = ("eventsourcing", "FastAPI", "Celery")
HEAD = "| what | on | measured | floor | ratio |\n|---|---|---:|---:|---:|\n"
NOTHING = "—"
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is done for a measurement. `requests` is how many there are to look among."""

    requests: int = 10_000
    submissions: int = 4_000
    warm_up: int = 500
    commands: int = 1_000
    weighed_after: int = 1_000
    asked: int = 40
    caught_up: int = 1_000
    ticks: int = 20

    @property
    def due(self) -> int:
        """How many of the requests a sweep finds due."""
        return min(1_000, self.requests // 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `floor` is None where nothing bare does the like."""

    name: str
    measured: float
    unit: str
    floor: float | None = None

    @property
    def told(self) -> str:
        """What was measured, with its unit."""
        return _told(self.measured, self.unit)

    def row(self, on: str) -> str:
        """The line in Markdown."""
        measured = self.told
        if self.floor is None:
            return f"| {self.name} | {on} | {measured} | {NOTHING} | {NOTHING} |\n"
        floor, ratio = _told(self.floor, self.unit), f"{self.measured / self.floor:.3g}"
        return f"| {self.name} | {on} | {measured} | {floor} | {ratio} |\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench(Generic[Place]):
    """A place to measure at, opened once, and what is measured there by the name to ask for it."""

    on: str
    opened: Callable[[Path, Sizes], AbstractContextManager[Place]]
    lines: Mapping[str, Callable[[Place], Iterator[Figure]]]

    def figures(self, folder: Path, sizes: Sizes, chosen: frozenset[str]) -> Iterator[Figure]:
        """What was chosen of it; the place is not even opened for nothing."""
        wanted = [measured for name, measured in self.lines.items() if name in chosen]
        if wanted:
            with self.opened(folder, sizes) as place:
                for measured in wanted:
                    yield from measured(place)


def made_with() -> str:
    """Day, machine, what else it was at before this began, and versions."""
    gigabytes = psutil.virtual_memory().total / 1_000_000_000
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores",
        f"{gigabytes:.0f} GB",
        f"load {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}",
        f"PostgreSQL {_version_of('postgres', 'postgresql')}",
        f"Redis {_version_of('redis-server', 'redis-server')}",
        *(f"{name} {version(name)}" for name in LIBRARIES),
    ]
    return ", ".join(parts)


def _told(number: float, unit: str) -> str:
    return f"{number:,.1f} {unit}" if number >= 10 else f"{number:.3g} {unit}"


def _version_of(name: str, package: str) -> str:
    command = [program(name, package=package), "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    assert found is not None
    return found[0]
