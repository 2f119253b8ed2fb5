"""What if the disk of PostgreSQL is full? Nothing is acknowledged, and nothing that was is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from tests.integration.conftest import environment_for
from tests.integration.faults.disks import filled_up, mounted
from tests.integration.faults.judge import judge
from tests.integration.faults.load import under_load
from tests.integration.faults.waiting import goes_on, turned_away
from tests.integration.production import signed_in
from tests.integration.running import COMMAND, running
from tests.integration.store.world import stock
from tests.servers import PostgresServer, running_postgres
from triage.store.database.engine import LOCK_THE_LOG
from wiring.settings import read_settings

READY = "Pyydä apua: listening"
ROOM = "160m"
# Of the 16 MB of each file of the log; no table of the test has so much.
LOG_BYTES = 12 * 1024 * 1024
# Under the writers' lock: nobody else comes to the end before this does.
TO_THE_END_OF_THE_LOG = f"""
    {LOCK_THE_LOG};
    SELECT pg_logical_emit_message(false, '', repeat('.', 4000)) FROM generate_series(1, 5000)
"""

Full = Callable[[PostgresServer], AbstractContextManager[None]]


def no_room(server: PostgresServer) -> AbstractContextManager[None]:
    """No table grows; where it goes on for long, the write-ahead log does not either."""
    return filled_up(server.folder)


@contextmanager
def log_kept_from_growing(server: PostgresServer) -> Iterator[None]:
    """The write-ahead log comes to its end, which stops the server: much the same, unmounted."""
    limit_files(server, LOG_BYTES)
    with suppress(psycopg.Error), psycopg.connect(server.url) as connection:
        connection.execute(TO_THE_END_OF_THE_LOG)
    try:
        yield
    finally:
        if not server.running.has_ended:
            limit_files(server, "unlimited")


def limit_files(server: PostgresServer, size_bytes: int | str) -> None:
    """None of its processes, and none that it starts, writes beyond so much of a file."""
    parent, owner = psutil.Process(server.running.pid), server.running.user
    for each in (parent, *parent.children()):
        limit = ["prlimit", f"--pid={each.pid}", f"--fsize={size_bytes}:"]
        # One that has ended meanwhile writes no more.
        subprocess.run(limit, user=owner, group=owner, check=each.is_running())


# Only root may mount a disk to fill; everybody may keep own programs from writing.
WAYS: dict[str, tuple[Callable[[Path], AbstractContextManager[Path]], Full]] = {
    "the log may not grow": (nullcontext, log_kept_from_growing)
}
if os.geteuid() == 0:
    WAYS["no room on the disk"] = (partial(mounted, room=ROOM), no_room)


@pytest.mark.parametrize("way", WAYS)
def test_a_full_disk_of_postgres_is_told_and_loses_nothing(way: str, tmp_path: Path) -> None:
    on, full = WAYS[way]
    with running_postgres(durable=True, on=on) as server:
        environment = environment_for(tmp_path / "data", server.url)
        settings = read_settings(environment)
        stock(settings)
        web = [*COMMAND, "web", "--port", "0"]
        with running(web, environment, tmp_path, ready=READY) as service:
            address = f"http://127.0.0.1:{service.ready.split()[-1]}"
            with under_load([address], signed_in(address, "olli")) as load:
                goes_on(load)
                with full(server):
                    said = turned_away(load)
                    alive = httpx.get(f"{address}/healthz").status_code
                    form = httpx.get(address, headers={"Accept": "text/html"}).status_code
                goes_again(server)
                goes_on(load)
        judge(settings, load, [])

    assert (alive, form) == (200, 200)
    assert said.headers["Retry-After"]
    assert said.json()["code"] == "store-away"
    assert said.json()["urgent_help"]


def goes_again(server: PostgresServer) -> None:
    """Whoever watches over a server that stopped for want of room starts it when there is some."""
    if server.running.has_ended:
        server.running.start()
