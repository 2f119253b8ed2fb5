"""What becomes slower when there are a million requests? PostgreSQL, one process, three sizes.

Run from the top of the tree: `python -m tests.bench.scale [SIZE...]` (10000 100000 1000000).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select, text

from projections.questions import Queue, RequestPage, ResponseTimes
from projections.queue import Filters
from projections.rebuilding import rebuild
from tests.bench.histories import LATEST_AT, WORKER, patterns
from tests.bench.loader import Loader
from tests.bench.measures import fill
from tests.servers import running_postgres
from triage.actors import Actor, Role
from triage.store.keys import KeyRing
from wiring.enforcing import tools_of
from wiring.parts import Parts, assemble, identities_of
from wiring.setting_up import set_up
from wiring.settings import Settings, master_key, read_settings
from workers.sweep import sweep

SIZES = (10_000, 100_000, 1_000_000)
MASTER_KEY = "bWl0dGFhamFuLWF2YWluLW1pdHRhYWphbi1hdmFpbi0="
# Four hours behind the latest request; a thousand lie two weeks back, forgotten.
NOW = LATEST_AT + timedelta(hours=4)
DUE = 1_000
CAUGHT_UP = 1_000
SUPERVISOR = Actor(
    role=Role.SUPERVISOR, username="bench", units=frozenset({"perhesosiaalityo", "neuvola"})
)


def main(sizes: tuple[int, ...]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_postgres(durable=True) as server,
        server.fresh_database() as url,
    ):
        environment = {
            "PYYDA_DATA_DIR": folder,
            "PYYDA_DATABASE_URL": url,
            "PYYDA_MASTER_KEY": MASTER_KEY,
        }
        settings = read_settings(environment)
        set_up(settings, lambda: NOW)
        loader = _loader(settings, url, Path(folder) / "patterns")
        loaded = 0
        for size in sizes:
            _say(f"## {size:,} requests")
            started = time.perf_counter()
            loader.load(size - loaded, overdue=DUE, tell=lambda _: None)
            loaded = size
            _say(f"loaded: {loader.position:,} events, {time.perf_counter() - started:,.0f} s")
            for line in _measured(settings):
                _say(line)
            loader.go_on_behind(url)


def _loader(settings: Settings, url: str, folder: Path) -> Loader:
    ring = KeyRing(master_key(settings))
    parts = assemble(settings, clock=lambda: NOW)
    try:
        identities = identities_of(parts.database, ring)
    finally:
        parts.close()
    return Loader(url, ring, identities, patterns(folder, ended=180, going_on=30, overdue=20))


def _measured(settings: Settings) -> Iterator[str]:
    parts = assemble(settings, clock=lambda: NOW)
    try:
        yield _rebuilt(parts)
        with parts.database.views.execution_options(isolation_level="AUTOCOMMIT").connect() as c:
            c.execute(text("ANALYZE"))
        yield _time("queue page, coordinator", _queue(parts, WORKER))
        yield _time("queue page, worker", _queue(parts, _worker()))
        yield _time("one request", _requests(parts))
        yield _time("response times, one month", _response_times(parts, days=30), runs=5)
        yield _time("response times, two years", _response_times(parts, days=730), runs=3)
        yield _swept(parts)
        yield _caught_up(parts)
        yield _size(parts)
    finally:
        parts.close()


def _rebuilt(parts: Parts) -> str:
    started = time.perf_counter()
    count = rebuild(parts.database, *parts.room.follower.models)
    took = time.perf_counter() - started
    return f"rebuild of all read models: {took:,.1f} s, {count / took:,.0f} events/s"


def _worker() -> Actor:
    return Actor(role=Role.WORKER, username="bench", units=frozenset({"perhesosiaalityo"}))


def _queue(parts: Parts, actor: Actor) -> Callable[[], Awaitable[object]]:
    return lambda: parts.reading_room.ask(Queue(filters=Filters()), actor)


def _requests(parts: Parts) -> Callable[[], Awaitable[object]]:
    table = parts.room.queue.table
    with parts.database.views.connect() as connection:
        some = select(table.c.request_id).where(table.c.state == "answered").limit(2_000)
        found: list[UUID] = list(connection.scalars(some))
    chance = Random(2)
    return lambda: parts.reading_room.ask(RequestPage(request_id=chance.choice(found)), WORKER)


def _response_times(parts: Parts, *, days: int) -> Callable[[], Awaitable[object]]:
    asked = ResponseTimes(from_on=(NOW - timedelta(days=days)).date(), to_on=NOW.date())
    return lambda: parts.reading_room.ask(asked, SUPERVISOR)


def _time(name: str, ask: Callable[[], Awaitable[object]], runs: int = 40) -> str:
    async def asked() -> list[float]:
        took = []
        for _ in range(runs + 1):
            started = time.perf_counter()
            await ask()
            took.append((time.perf_counter() - started) * 1000)
        # The first one brings the page into memory.
        return took[1:]

    took = sorted(asyncio.run(asked()))
    return f"{name}: p50 {statistics.median(took):,.1f} ms, slowest {took[-1]:,.1f} ms"


def _swept(parts: Parts) -> str:
    started = time.perf_counter()
    changed = sweep(tools_of(parts))
    took = time.perf_counter() - started
    if changed < DUE:
        raise RuntimeError(f"the sweep changed {changed} requests and not {DUE}")
    started = time.perf_counter()
    sweep(tools_of(parts))
    idle = (time.perf_counter() - started) * 1000
    return f"sweep with {changed:,} due: {took:,.2f} s; with none: {idle:,.1f} ms"


def _caught_up(parts: Parts) -> str:
    asyncio.run(fill(parts, CAUGHT_UP))
    started = time.perf_counter()
    count = 0
    for model in parts.room.follower.models:
        while followed := parts.room.follower.follow(model):
            count += followed
    took = time.perf_counter() - started
    return f"catching up: {count / took:,.0f} events/s a read model"


def _size(parts: Parts) -> str:
    sizes = text(
        "SELECT pg_size_pretty(pg_database_size(current_database())) AS whole,"
        " pg_size_pretty(pg_total_relation_size('triage.events')) AS events,"
        " pg_size_pretty(pg_total_relation_size('keys.request_keys')) AS keys"
    )
    with parts.database.views.connect() as connection:
        row = connection.execute(sizes).one()
    return f"on the disk: {row.whole}, events {row.events}, keys {row.keys}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
