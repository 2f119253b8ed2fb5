"""What becomes slower when there are a million requests? PostgreSQL, one process, three sizes.

Run from the top of the tree: `python -m tests.bench.scale [SIZE...] [--write]`, by default with
10000, 100000 and 1000000; `--write` adds the table to docs/scale.md.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from projections.door.audit.audits import ResponseTimes
from projections.door.questions import Question
from projections.door.requests.queue_page import Queue
from projections.machinery.rebuilding import rebuild
from projections.views.queue.waiting import Filters
from tests.bench import measures
from tests.bench.filled import NOW, Filled, analyse, loading, now
from tests.bench.serving import TOP
from tests.bench.table import Figure, Sizes, made_with
from triage.actors import Actor, Role
from wiring.composition.parts import assemble

RECORD = TOP / "docs" / "scale.md"
SIZES = (10_000, 100_000, 1_000_000)
DISK = text("SELECT pg_database_size(current_database())")
WORKER = Actor(role=Role.WORKER, username="bench", units=frozenset({"perhesosiaalityo"}))
SUPERVISOR = Actor(
    role=Role.SUPERVISOR, username="bench", units=frozenset({"perhesosiaalityo", "neuvola"})
)
Columns = dict[int, list[Figure]]


def main(arguments: Sequence[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    asked.add_argument("sizes", nargs="*", type=int, metavar="SIZE")
    asked.add_argument("--write", action="store_true", help=f"add the table to {RECORD.name}")
    wish = asked.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    head = f"## {made_with()}\n\n"
    with tempfile.TemporaryDirectory() as folder:
        table = head + _table(_measured(Path(folder), sorted(wish.sizes) or SIZES))
    sys.stdout.write(table)
    if wish.write:
        with RECORD.open("a", encoding="utf-8") as record:
            record.write("\n" + table)


def _measured(folder: Path, sizes: Sequence[int]) -> Columns:
    columns: Columns = {}
    with loading(folder) as (settings, loader):
        loaded = 0
        for size in sizes:
            started = time.perf_counter()
            wanted = Sizes(requests=size)
            loader.load(size - loaded, overdue=wanted.due, tell=lambda _: None)
            loaded = size
            took = time.perf_counter() - started
            _say(f"{size:,} requests, {loader.position:,} events, loaded in {took:,.0f} s")
            parts = assemble(settings, clock=now)
            try:
                filled = Filled(parts=parts, folder=folder, sizes=wanted)
                columns[size] = list(_figures(filled))
            finally:
                parts.close()
            loader.go_on_behind(loader.url)
    return columns


def _figures(filled: Filled) -> Iterator[Figure]:
    for figure in _all_figures(filled):
        _say(f"{figure.name}: {figure.told}")
        yield figure


def _all_figures(filled: Filled) -> Iterator[Figure]:
    """What is measured at every size, in the same order at each."""
    yield from _rebuilt(filled)
    analyse(filled.parts)
    yield from measures.queue_page(filled)
    yield _asked("queue page of a worker, p50", filled, Queue(filters=Filters()), WORKER)
    yield from measures.one_request(filled)
    for span, days in (("one month", 30), ("two years", 730)):
        past = ResponseTimes(from_on=(NOW - timedelta(days=days)).date(), to_on=NOW.date())
        yield _asked(f"response times, {span}, p50", filled, past, SUPERVISOR, runs=5)
    yield from measures.sweeping(filled)
    yield from measures.catching_up(filled)
    with filled.parts.database.views.connect() as connection:
        disk = connection.scalar(DISK) or 0
    yield Figure(name="on the disk", measured=disk / 1_000_000, unit="MB")


def _rebuilt(filled: Filled) -> Iterator[Figure]:
    started = time.perf_counter()
    count = rebuild(filled.parts.database, *filled.parts.models.follower.models)
    took = time.perf_counter() - started
    yield Figure(name="events", measured=count, unit="in all")
    yield Figure(name="rebuild of all read models", measured=took, unit="s")
    yield Figure(name="the same, each second", measured=count / took, unit="events/s")


def _asked(
    name: str, filled: Filled, question: Question[Any], actor: Actor, runs: int = 40
) -> Figure:
    ask = partial(filled.parts.reading_room.ask, question, actor)
    return Figure(name=name, measured=measures.asked_ms(ask, runs), unit="ms")


def _table(columns: Columns) -> str:
    """Sizes side by side; the last column says how many times the first is the last."""
    sizes = " | ".join(f"{size:,}" for size in columns)
    rows = "".join(_row(same) for same in zip(*columns.values(), strict=True))
    return f"| what | {sizes} | growth |\n|---|{'---:|' * (len(columns) + 1)}\n{rows}"


def _row(same: Sequence[Figure]) -> str:
    told = " | ".join(figure.told for figure in same)
    growth = same[-1].measured / same[0].measured
    return f"| {same[0].name} | {told} | {growth:.2g} |\n"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
