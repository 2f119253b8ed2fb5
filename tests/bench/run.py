"""How fast is it, on this machine, today? Prints a table and adds it to docs/performance.md.

Run from the top of the tree: `python -m tests.bench.run [--write]`.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from tests.bench import production
from tests.bench.load import Load, post_many
from tests.bench.measures import Figure, fill, promises, queue_page, rebuilding
from tests.bench.serving import TOP, seconds, serving
from wiring.parts import assemble, wall_clock
from wiring.setting_up import set_up
from wiring.settings import read_settings

RECORD = TOP / "docs" / "performance.md"
REQUESTS = 10_000
SUBMISSIONS = 4_000
CLIENTS = 8
BODY: dict[str, object] = {
    "message": "Lapsi valvoo yöt ja minä hänen kanssaan, enkä jaksa enää kauan",
    "topics": ["ARK"],
    "asker": "parent",
    "age_bands": ["A2"],
    "municipality": "698",
    "language": "fi",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        embedded = chain(_over_http(top), _in_process(top / "inside"))
        table = "\n".join(
            (
                _table(f"SQLite, {CLIENTS} clients", embedded),
                _table(f"PostgreSQL, {production.CLIENTS} clients", production.figures(top, BODY)),
            )
        )
    sys.stdout.write(table)
    if "--write" in sys.argv:
        with RECORD.open("a", encoding="utf-8") as record:
            record.write("\n" + table)


def _over_http(folder: Path) -> Iterator[Figure]:
    with serving(folder, ["-m", "tests.bench.floor", "{port}", str(folder / "bare.db")]) as bare:
        floor = _load(bare.port, "/")
        bare_memory = bare.megabytes
    imports = seconds([sys.executable, "-c", "import fastapi, sqlalchemy, celery, uvicorn"])
    serve = ["-m", "wiring.cli", "serve", "--port", "{port}", "--data", str(folder / "served")]
    with serving(folder, serve):
        pass
    with serving(folder, serve) as served:
        first = _load(served.port, "/api/v1/requests", count=1_000)
        memory = served.megabytes
        load = _load(served.port, "/api/v1/requests")
    _require_all_different(first, load)
    yield Figure(name="submissions", measured=load.per_second, floor=floor.per_second, unit="1/s")
    yield Figure(name="submission p50", measured=load.p50_ms, floor=floor.p50_ms, unit="ms")
    yield Figure(name="submission p99", measured=load.p99_ms, floor=floor.p99_ms, unit="ms")
    yield Figure(name="start", measured=served.started_in, floor=imports, unit="s")
    yield Figure(name="memory after 1,000 requests", measured=memory, floor=bare_memory, unit="MB")


def _require_all_different(*loads: Load) -> None:
    references = [answer["reference"] for load in loads for answer in load.answers]
    if len(set(references)) != 1_000 + SUBMISSIONS:
        raise RuntimeError("submissions were lost or mixed up")


def _in_process(data_dir: Path) -> Iterator[Figure]:
    settings = read_settings({"PYYDA_DATA_DIR": str(data_dir)})
    set_up(settings, wall_clock)
    parts = assemble(settings)
    try:
        asyncio.run(fill(parts, REQUESTS))
        while parts.room.follower.follow(parts.room.queue):
            pass
        yield queue_page(parts, data_dir)
        yield from rebuilding(parts, data_dir)
    finally:
        parts.close()
    yield promises()


def _load(port: int, path: str, count: int = SUBMISSIONS) -> Load:
    return asyncio.run(post_many(port, path, count=count, clients=CLIENTS, body=BODY))


def _table(where: str, figures: Iterable[Figure]) -> str:
    head = (
        f"### {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {where}\n\n"
        "| what | measured | floor | ratio |\n|---|---:|---:|---:|\n"
    )
    rows = "".join(
        f"| {each.name} | {each.measured:,.1f} {each.unit} | {each.floor:,.1f} {each.unit} "
        f"| {each.ratio:.3g} |\n"
        for each in figures
    )
    return head + rows


if __name__ == "__main__":
    main()
