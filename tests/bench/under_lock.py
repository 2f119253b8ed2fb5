"""How long does one process hold the write lock for a submission? It bounds any number of webs."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, event, insert

from tests.bench.filled import Filled, submission
from tests.bench.table import Figure
from triage.actors import ANYONE
from triage.store.database.writer import BATCH, Writer
from triage.store.tables.core_tables import TRIAGE
from wiring.composition.parts import Parts

FULL_BATCHES = 12
# What a submission stores, about.
EVENTS_EACH, EVENT_BYTES = 2, 600


@dataclass(slots=True)
class Stopwatch:
    """Seconds of each transaction of the writer: from the lock to the commit, and of its flush."""

    parts: Parts
    timed: list[tuple[float, float]] = field(default_factory=list)
    began_at: float = 0.0
    committed_at: float = 0.0

    def begin(self, _connection: object) -> None:
        self.began_at = time.perf_counter()

    def commit(self, _connection: object) -> None:
        self.committed_at = time.perf_counter()

    def written(self) -> None:
        held = self.committed_at - self.began_at
        self.timed.append((held, time.perf_counter() - self.committed_at))

    @contextmanager
    def running(self) -> Iterator[None]:
        engine, writer = self.parts.database.log, self.parts.writer
        before, writer.written = writer.written, self.written
        event.listen(engine, "begin", self.begin)
        event.listen(engine, "commit", self.commit)
        try:
            yield
        finally:
            event.remove(engine, "begin", self.begin)
            event.remove(engine, "commit", self.commit)
            writer.written = before


def under_lock(filled: Filled) -> Iterator[Figure]:
    """Milliseconds from lock to commit for each submission of a full batch; the flush apart."""
    watch = Stopwatch(filled.parts)
    asyncio.run(_full_batches(filled.parts, 2))
    with watch.running():
        asyncio.run(_full_batches(filled.parts, FULL_BATCHES))
    # The others are those of the job which holds the writer up, and store nothing.
    full = sorted(watch.timed)[-FULL_BATCHES:]
    held, flushed = _medians(full)
    bare, bare_flush = _medians(list(_bare_batches(filled.parts)))
    yield Figure(
        name="from lock to commit, each of a full batch",
        measured=held / BATCH,
        unit="ms",
        floor=bare / BATCH,
    )
    yield Figure(name="flush of a full batch", measured=flushed, unit="ms", floor=bare_flush)


def _medians(timed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    held, flushed = zip(*timed, strict=True)
    return 1000 * median(held), 1000 * median(flushed)


def _bare_batches(parts: Parts) -> Iterator[tuple[float, float]]:
    """As many rows of as many bytes, inserted into a table with nothing else to it."""
    table = Table(
        "bench_floor",
        MetaData(),
        Column("number", Integer),
        Column("state", LargeBinary),
        schema=TRIAGE,
    )
    rows = [{"number": each, "state": bytes(EVENT_BYTES)} for each in range(BATCH * EVENTS_EACH)]
    with parts.database.log.begin() as connection:
        table.create(connection)
    for _ in range(FULL_BATCHES):
        with parts.database.log.connect() as connection, connection.begin() as transaction:
            began_at = time.perf_counter()
            connection.execute(insert(table), rows)
            committed_at = time.perf_counter()
            transaction.commit()
            yield committed_at - began_at, time.perf_counter() - committed_at
    with parts.database.log.begin() as connection:
        table.drop(connection)


async def _full_batches(parts: Parts, count: int) -> None:
    for _ in range(count):
        with _at_a_halt(parts.writer):
            sent = [
                asyncio.ensure_future(parts.triage.submit(submission(each), ANYONE))
                for each in range(BATCH)
            ]
            await asyncio.sleep(0)
        await asyncio.gather(*sent)


@contextmanager
def _at_a_halt(writer: Writer) -> Iterator[None]:
    """Hold the writer in a job, so that the next ones wait together."""
    inside, go_on = threading.Event(), threading.Event()

    def hold(_unit: object) -> None:
        inside.set()
        go_on.wait()

    held = writer.submit(hold)
    inside.wait()
    try:
        yield
    finally:
        go_on.set()
        held.result()
