"""What is measured inside the process, each beside the floor of the same work done barely?"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from projections.questions import Queue
from projections.queue import Filters
from projections.rebuilding import rebuild
from triage.actors import ANYONE, Actor, Role
from triage.calendar import WorkingCalendar
from triage.deadlines import ServicePromise, promise
from triage.door import Submission
from triage.words import Plea, Profile
from wiring.parts import Parts

COORDINATOR = Actor(role=Role.COORDINATOR, username="bench", units=frozenset({"palveluohjaus"}))


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, its floor, and which of the two should be small."""

    name: str
    measured: float
    floor: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.measured / self.floor


async def fill(parts: Parts, count: int) -> None:
    """Store `count` requests through the write door."""
    topics = ("VAN", "ARK", "ERO", "KOU", "NEP")
    for start in range(0, count, 500):
        await asyncio.gather(
            *(
                parts.triage.submit(
                    Submission(
                        topics=(topics[number % 5],),
                        profile=Profile(municipality="698", age_bands=("A2",), language="fi"),
                        plea=Plea(message=f"Arki on raskasta juuri nyt {number}"),
                        body=b"bench",
                    ),
                    ANYONE,
                )
                for number in range(start, min(start + 500, count))
            )
        )


def queue_page(parts: Parts, data_dir: Path, runs: int = 40) -> Figure:
    """Milliseconds of the first page of 50, the access log's row included; floor: a bare SELECT."""
    ask = Queue(filters=Filters())

    async def measured() -> float:
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            page = await parts.reading_room.ask(ask, COORDINATOR)
            times.append(time.perf_counter() - started)
            if len(page.items) != 50:
                raise RuntimeError("the queue is short of rows")
        return statistics.median(times)

    database = sqlite3.connect(data_dir / "views.db")
    bare = _median_seconds(
        lambda: database.execute(
            f"SELECT * FROM {parts.room.queue.name} WHERE ended = 0 "
            "ORDER BY rank, answer_by, request_id LIMIT 50"
        ).fetchall(),
        runs,
    )
    return Figure(
        name="queue page at 10,000",
        measured=asyncio.run(measured()) * 1000,
        floor=bare * 1000,
        unit="ms",
    )


def rebuilding(parts: Parts, data_dir: Path) -> list[Figure]:
    """Events per second of every read model; floor: reading and parsing the same bytes."""
    database = sqlite3.connect(data_dir / "triage.db")
    started = time.perf_counter()
    count = sum(1 for (state,) in database.execute("SELECT state FROM events") if json.loads(state))
    floor = count / (time.perf_counter() - started)
    figures = []
    for model in parts.room.follower.models:
        started = time.perf_counter()
        events = rebuild(parts.database, model)
        rate = events / (time.perf_counter() - started)
        figures.append(
            Figure(name=f"rebuild of {model.name}", measured=rate, floor=floor, unit="events/s")
        )
    return figures


def promises(count: int = 20_000) -> Figure:
    """Promises per second; floor: adding two days to the same moments."""
    calendar, service = WorkingCalendar(version="bench"), ServicePromise()
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)
    moments = [first + timedelta(minutes=17 * number) for number in range(count)]
    started = time.perf_counter()
    for moment in moments:
        promise(moment, calendar, service)
    measured = count / (time.perf_counter() - started)
    started = time.perf_counter()
    for moment in moments:
        moment + timedelta(days=2)
    floor = count / (time.perf_counter() - started)
    return Figure(name="promises", measured=measured, floor=floor, unit="1/s")


def _median_seconds(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)
