"""How fast are the production's processes? A web, a follower, a worker and a beat on PostgreSQL."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.bench.load import Load, post_many, post_to_each
from tests.bench.measures import Figure
from tests.bench.serving import (
    TOP,
    WORKER_STARTS_WITHIN_SECONDS,
    memory,
    process,
    seconds,
    serving,
)
from tests.servers import PostgresServer, running_postgres, running_redis

CLIENTS = 16
SUBMISSIONS = 4_000
NOTES = 1_000
PASSWORD = "bench-salasana"
CLI = ["-m", "wiring.cli"]
ACCOUNT = ["bench", "--name", "Bench", "--role", "coordinator", "--unit", "palveluohjaus"]
CELERY = ["-m", "celery", "-A", "wiring.celery"]


def figures(folder: Path, body: dict[str, object]) -> Iterator[Figure]:
    """Submissions and commands over HTTP beside bare INSERTs; what each process weighs."""
    with running_postgres(durable=True) as server, running_redis() as redis:
        floor, bare_memory = _floor(folder, server, body)
        with server.fresh_database() as url, ExitStack() as closing:
            settings = {
                "PYYDA_DATABASE_URL": url,
                "PYYDA_REDIS_URL": redis.url,
                "PYYDA_MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
            }
            _prepare(settings)
            web = closing.enter_context(
                serving(folder, [*CLI, "web", "--port", "{port}"], settings)
            )
            follower = closing.enter_context(process(folder, [*CLI, "follow"], settings))
            _load(web.port, body, 500)
            load = _load(web.port, body, SUBMISSIONS)
            yield from _beside("submissions", load, floor)
            yield from _beside("commands", _commands(web.port, load), floor)
            worker = closing.enter_context(
                process(folder, [*CELERY, "worker", "--concurrency=2"], settings)
            )
            beat = closing.enter_context(
                process(folder, [*CELERY, "beat", f"--schedule={folder / 'beat'}"], settings)
            )
            time.sleep(WORKER_STARTS_WITHIN_SECONDS)
            imports = seconds([sys.executable, "-c", "import fastapi, sqlalchemy, uvicorn"])
            yield Figure("start of the web", web.started_in, imports, "s")
            for name, pid in (
                ("web", web.pid),
                ("follower", follower.pid),
                ("worker, two processes", worker.pid),
                ("beat", beat.pid),
            ):
                yield Figure(f"memory of the {name}", memory(pid), bare_memory, "MB")


def _floor(folder: Path, server: PostgresServer, body: dict[str, object]) -> tuple[Load, float]:
    arguments = ["-m", "tests.bench.floor", "{port}"]
    with server.fresh_database() as url, serving(folder, [*arguments, url]) as bare:
        _load(bare.port, body, 500, path="/")
        return _load(bare.port, body, SUBMISSIONS, path="/"), bare.megabytes


def _load(port: int, body: dict[str, object], count: int, path: str = "/api/v1/requests") -> Load:
    load = asyncio.run(post_many(port, path, count=count, clients=CLIENTS, body=body))
    if len({answer["reference"] for answer in load.answers}) != count:
        raise RuntimeError("submissions were lost or mixed up")
    return load


def _beside(name: str, load: Load, floor: Load) -> Iterator[Figure]:
    yield Figure(name, load.per_second, floor.per_second, "1/s")
    yield Figure(f"{name}, p50", load.p50_ms, floor.p50_ms, "ms")
    yield Figure(f"{name}, p99", load.p99_ms, floor.p99_ms, "ms")


def _prepare(settings: dict[str, str]) -> None:
    for arguments in (["upgrade"], ["staff", "add", *ACCOUNT, "--password-stdin"]):
        subprocess.run(
            [sys.executable, *CLI, *arguments],
            check=True,
            cwd=TOP,
            env=settings,
            input=f"{PASSWORD}\n",
            text=True,
            stdout=subprocess.DEVNULL,
        )


def _commands(port: int, load: Load) -> Load:
    """A note on each of many requests, by a coordinator, the new row in each answer."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        said = {"username": "bench", "password": PASSWORD}
        token = client.post("/api/v1/session", json=said).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        paths: list[str] = []
        after = ""
        while len(paths) < NOTES:
            page = client.get(f"/api/v1/queue?limit=200{after}").json()
            paths += [f"/api/v1/requests/{row['id']}/note" for row in page["items"]]
            after = f"&after={page['next']}"
    note: dict[str, object] = {"text": "Soitettu, ei vastausta; yritetään huomenna uudelleen."}
    return asyncio.run(post_to_each(port, paths[:NOTES], clients=CLIENTS, body=note, token=token))
