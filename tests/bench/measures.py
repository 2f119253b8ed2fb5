"""What is measured inside one process, each beside the floor of the same work done barely?"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from secrets import token_hex
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, false, func, select, text

from projections.door.requests.queue_page import Queue
from projections.door.requests.request_page import RequestPage
from projections.door.requests.search import Search
from projections.machinery.rebuilding import rebuild
from projections.views.queue.waiting import Filters
from tests.bench.filled import Filled, fill
from tests.bench.histories import COORDINATOR
from tests.bench.table import Figure
from triage.evidence.verify import Verified, verify
from triage.store.tables.core_tables import events
from triage.text.personal import Personal
from triage.time.calendar import WorkingCalendar
from triage.time.deadlines import ServicePromise, promise
from wiring.composition.enforcing import tools_of
from wiring.composition.key_files import master_key, tombstones
from wiring.composition.parts import Parts
from wiring.upkeep.backup import backup
from workers.sweep import PAGE, sweep

T = TypeVar("T")
PAGE_ROWS = 50
PARSED_AT_MOST = 100_000
SEARCHED = 1_000
IN_NOBODYS_WORDS = Personal("eiolesana")
# Whatever has fallen due may wait: whether a sweep was measured before does not matter.
ANY_GRACE = timedelta(days=3650)


def queue_page(filled: Filled) -> Iterator[Figure]:
    """Milliseconds of the first page of 50, the access log's row included; floor: a bare SELECT."""
    table = filled.parts.models.queue.table

    async def ask() -> None:
        page = await filled.parts.reading_room.ask(Queue(filters=Filters()), COORDINATOR)
        if len(page.items) != PAGE_ROWS:
            raise RuntimeError("the queue is short of rows")

    rows = select(table).where(table.c.ended == false()).limit(PAGE_ROWS)
    yield Figure(
        name="queue page, p50",
        measured=asked_ms(ask, filled.sizes.asked),
        unit="ms",
        floor=_bare_ms(filled, rows.order_by(table.c.rank, table.c.answer_by, table.c.request_id)),
    )


def one_request(filled: Filled) -> Iterator[Figure]:
    """Milliseconds of one request's page, unsealed and logged; floor: a bare SELECT of a stream."""
    table = filled.parts.models.queue.table
    longest = select(table.c.request_id).order_by(table.c.version.desc())
    with filled.parts.database.views.connect() as connection:
        ids = list(connection.scalars(longest.where(table.c.ended == false()).limit(100)))
    chance = Random(2)

    async def ask() -> None:
        question = RequestPage(request_id=chance.choice(ids))
        await filled.parts.reading_room.ask(question, COORDINATOR)

    stream = select(events).where(events.c.request_id == ids[0]).order_by(events.c.version)
    yield Figure(
        name="one request, p50",
        measured=asked_ms(ask, filled.sizes.asked),
        unit="ms",
        floor=_bare_ms(filled, stream),
    )


def searching(filled: Filled) -> Iterator[Figure]:
    """Milliseconds of looking through a thousand requests for a word that none has, with the
    access log's row; floor: a bare SELECT of their events."""
    runs = max(1, filled.sizes.asked // 8)
    searched = 0

    async def ask() -> None:
        nonlocal searched
        found = await filled.parts.reading_room.ask(Search(typed=IN_NOBODYS_WORDS), COORDINATOR)
        searched = found.searched

    took = asked_ms(ask, runs)
    table = filled.parts.models.queue.table
    ids = select(table.c.request_id).order_by(table.c.arrived.desc()).limit(searched)
    with filled.parts.database.views.connect() as connection:
        of_them = select(events).where(events.c.request_id.in_(list(connection.scalars(ids))))
        bare = statistics.median(_timed(_bare(connection, of_them))[0] * 1000 for _ in range(runs))
    yield Figure(
        name=f"search through {SEARCHED:,}, p50",
        measured=took * SEARCHED / searched,
        unit="ms",
        floor=bare * SEARCHED / searched,
    )


def rebuilding(filled: Filled) -> Iterator[Figure]:
    """Events per second, of one read model and of all in one pass."""
    parts, floor = filled.parts, _parsed_per_second(filled.parts)
    for name, models in (
        ("the queue", (parts.models.queue,)),
        ("all read models", parts.models.follower.models),
    ):
        started = time.perf_counter()
        count = rebuild(parts.database, *models)
        rate = count / (time.perf_counter() - started)
        yield Figure(name=f"rebuild of {name}", measured=rate, unit="events/s", floor=floor)


def sweeping(filled: Filled) -> Iterator[Figure]:
    """Seconds of a sweep that finds many due; floor: its events inserted, 200 requests a commit."""
    tools = tools_of(filled.parts)
    before = _end_of_log(filled.parts)
    took, changed = _timed(lambda: sweep(tools))
    if changed != filled.sizes.due:
        raise RuntimeError(f"the sweep changed {changed} requests and not {filled.sizes.due}")
    yield Figure(
        name=f"sweep, {changed:,} due",
        measured=took,
        unit="s",
        floor=_inserted_in(filled.parts, before),
    )
    idle, _ = _timed(lambda: sweep(tools))
    yield Figure(name="sweep, none due", measured=idle * 1000, unit="ms")


def catching_up(filled: Filled) -> Iterator[Figure]:
    """Events per second that read models come closer to the end of the log, one by one."""
    parts = filled.parts
    asyncio.run(fill(parts, filled.sizes.caught_up))
    took, count = _timed(lambda: _followed(parts))
    yield Figure(
        name="catch-up of a read model",
        measured=count / took,
        unit="events/s",
        floor=_parsed_per_second(parts),
    )


def _followed(parts: Parts) -> int:
    count = 0
    for model in parts.models.follower.models:
        while applied := parts.models.follower.follow(model):
            count += applied
    return count


def backing_up(filled: Filled) -> Iterator[Figure]:
    """Events per second of a backup, with everything else in it, until it is on the disk."""
    parts = filled.parts
    path = filled.folder / f"backup-{token_hex(4)}"
    took, done = _timed(
        lambda: backup(
            parts.database,
            path,
            tombstones(parts.settings),
            master=master_key(parts.settings),
            clock=parts.clock,
        )
    )
    floor = _parsed_per_second(parts)
    yield Figure(name="backup", measured=done.events / took, unit="events/s", floor=floor)


def _verify(parts: Parts) -> Verified:
    """All that `pyyda-apua verify` derives by the master key, but for the read models."""
    return verify(parts.database, now=parts.clock(), grace=ANY_GRACE, ring=parts.ring)


def verifying(filled: Filled) -> Iterator[Figure]:
    """Events per second whose links and verdicts are derived anew."""
    parts = filled.parts
    took, done = _timed(lambda: _verify(parts))
    floor = _parsed_per_second(parts)
    yield Figure(name="verify", measured=done.events / took, unit="events/s", floor=floor)


def promises(count: int = 20_000) -> Iterator[Figure]:
    """Promises per second; floor: adding two days to the same moments."""
    calendar, service = WorkingCalendar(version="bench"), ServicePromise()
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)
    moments = [first + timedelta(minutes=17 * number) for number in range(count)]
    measured, _ = _timed(lambda: [promise(moment, calendar, service) for moment in moments])
    floor, _ = _timed(lambda: [moment + timedelta(days=2) for moment in moments])
    yield Figure(name="promises", measured=count / measured, unit="1/s", floor=count / floor)


def asked_ms(ask: Callable[[], Awaitable[object]], runs: int) -> float:
    """The median of so many questions after a first one, in milliseconds."""

    async def asked() -> list[float]:
        took = []
        for _ in range(runs + 1):
            started = time.perf_counter()
            await ask()
            took.append((time.perf_counter() - started) * 1000)
        # The first one brings the page into memory.
        return took[1:]

    return statistics.median(asyncio.run(asked()))


def _bare_ms(filled: Filled, statement: Select[Any]) -> float:
    with filled.parts.database.views.connect() as connection:
        ask = _bare(connection, statement)
        return statistics.median(_timed(ask)[0] * 1000 for _ in range(filled.sizes.asked))


def _bare(connection: Connection, statement: Select[Any]) -> Callable[[], list[Any]]:
    """The statement as its driver alone executes it."""
    words = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
    cursor: Any = connection.connection.cursor()
    return lambda: list(cursor.execute(words))


def _parsed_per_second(parts: Parts) -> float:
    """Events per second that are read and parsed as JSON: the floor of whatever goes over many."""
    with parts.database.views.connect() as connection:
        read = _bare(connection, select(events.c.state).limit(PARSED_AT_MOST))
        took, count = _timed(lambda: sum(1 for (state,) in read() if json.loads(state)))
    return count / took


def _end_of_log(parts: Parts) -> int:
    with parts.database.views.connect() as connection:
        return connection.scalar(select(func.max(events.c.position))) or 0


def _inserted_in(parts: Parts, after: int) -> float:
    """Seconds for storing again what was stored behind this position, into a bare table."""
    with parts.database.views.connect() as connection:
        rows = connection.execute(select(events).where(events.c.position > after)).fetchall()
        of_a_commit = len(rows) * PAGE // max(1, len({row.request_id for row in rows}))
        connection.execute(text("CREATE TABLE bare AS SELECT * FROM triage.events LIMIT 0"))
        connection.commit()
        places = ", ".join("%s" for _ in events.columns)
        started = time.perf_counter()
        for start in range(0, len(rows), of_a_commit):
            cursor = connection.connection.cursor()
            some = [tuple(row) for row in rows[start : start + of_a_commit]]
            cursor.executemany(f"INSERT INTO bare VALUES ({places})", some)
            connection.commit()
        took = time.perf_counter() - started
        connection.execute(text("DROP TABLE bare"))
        connection.commit()
    return took


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done
