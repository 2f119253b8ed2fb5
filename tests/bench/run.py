"""How fast is it, on this machine, today? Prints a table and adds it to docs/performance.md.

Run from the top of the tree: `python -m tests.bench.run [--write]`.
"""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench.load import Load, post_many
from tests.bench.measures import Figure, fill, promises, queue_page, rebuild
from wiring.parts import assemble, wall_clock
from wiring.setting_up import set_up
from wiring.settings import read_settings

TOP = Path(__file__).parents[2]
RECORD = TOP / "docs" / "performance.md"
REQUESTS = 10_000
SUBMISSIONS = 4_000
CLIENTS = 8
START_WITHIN_SECONDS = 60
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
        figures = [*_over_http(Path(folder)), *_in_process(Path(folder) / "inside")]
    table = _table(figures)
    sys.stdout.write(table)
    if "--write" in sys.argv:
        with RECORD.open("a", encoding="utf-8") as record:
            record.write("\n" + table)


def _over_http(folder: Path) -> Iterator[Figure]:
    with _serving(folder, ["-m", "tests.bench.floor", "{port}", str(folder / "bare.db")]) as bare:
        floor = _load(bare.port, "/")
        bare_memory = _memory(bare.pid)
    imports = _seconds([sys.executable, "-c", "import fastapi, sqlalchemy, celery, uvicorn"])
    serve = ["-m", "wiring.cli", "serve", "--port", "{port}", "--data", str(folder / "served")]
    with _serving(folder, serve):
        pass
    with _serving(folder, serve) as served:
        first = _load(served.port, "/api/v1/requests", count=1_000)
        memory = _memory(served.pid)
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
        yield from rebuild(parts, data_dir)
    finally:
        parts.close()
    yield promises()


class _Served:
    def __init__(self, process: subprocess.Popen[bytes], port: int, started_in: float) -> None:
        self.pid = process.pid
        self.port = port
        self.started_in = started_in


@contextmanager
def _serving(folder: Path, arguments: list[str]) -> Iterator[_Served]:
    port = _free_port()
    command = [sys.executable, *(each.replace("{port}", str(port)) for each in arguments)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYYDA_")}
    started = time.perf_counter()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=TOP, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield _Served(process, port, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.perf_counter() + START_WITHIN_SECONDS
    while time.perf_counter() < end and process.poll() is None:
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


def _load(port: int, path: str, count: int = SUBMISSIONS) -> Load:
    return asyncio.run(post_many(port, path, count=count, clients=CLIENTS, body=BODY))


def _memory(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1_000_000


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=TOP)
    return time.perf_counter() - started


def _table(figures: list[Figure]) -> str:
    head = (
        f"### {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite, {CLIENTS} clients\n\n"
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
