"""How fast does a web take what is written, and what do its processes weigh afterwards?"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx

from tests.bench.load import Load, post_to_each, submitted
from tests.bench.service import BEAT, PASSWORD, USERNAME, WORKER, Service
from tests.bench.serving import memory, process, seconds
from tests.bench.table import Figure

NOTE: dict[str, object] = {"text": "Soitettu, ei vastausta; yritetään huomenna uudelleen."}
PAGE = 200
# Every second a sweep and a relay, so that each process of the worker has done some of both.
BUSY = {"PYYDA_SWEEP_SECONDS": "1"}
WORKS_FOR_SECONDS = 8


def submissions(service: Service) -> Iterator[Figure]:
    """Submissions a second, each durable when it is answered; floor: bare INSERTs."""
    submitted(service.web.port, service.sizes.warm_up, clients=service.clients)
    load = submitted(service.web.port, service.sizes.submissions, clients=service.clients)
    yield from _beside("submissions", load, service)


def commands(service: Service) -> Iterator[Figure]:
    """A note on each of many requests, by as many coordinators' sessions as there are clients."""
    count = service.sizes.commands
    submitted(service.web.port, count, clients=service.clients)
    with httpx.Client(base_url=f"http://127.0.0.1:{service.web.port}", timeout=60) as client:
        said = {"username": USERNAME, "password": PASSWORD}
        signed_in = [client.post("/api/v1/session", json=said) for _ in range(service.clients)]
        tokens = [answer.json()["token"] for answer in signed_in]
        client.headers["Authorization"] = f"Bearer {tokens[0]}"
        paths = [f"/api/v1/requests/{each}/note" for each in _queued(client, count)]
    load = asyncio.run(
        post_to_each(service.web.port, paths, clients=service.clients, body=NOTE, tokens=tokens)
    )
    yield from _beside("commands", load, service)


def _queued(client: httpx.Client, count: int) -> list[str]:
    """Ids of so many requests in the queue."""
    found: list[str] = []
    after = ""
    while len(found) < count:
        page = client.get(f"/api/v1/queue?limit={PAGE}{after}").raise_for_status().json()
        found += [row["id"] for row in page["items"]]
        after = f"&after={page['next']}"
    return found[:count]


def start(service: Service) -> Iterator[Figure]:
    """Until the first answer of the one process; floor: its imports alone."""
    imports = "import fastapi, sqlalchemy, celery, uvicorn"
    floor = seconds([sys.executable, "-c", imports])
    yield Figure(
        name="start of the service", measured=service.web.started_in, unit="s", floor=floor
    )


def weight(service: Service) -> Iterator[Figure]:
    """Megabytes after a thousand requests; floor: the bare server after all of its load."""
    submitted(service.web.port, service.sizes.weighed_after, clients=service.clients)
    with ExitStack() as closing:
        pids = {"web" if service.another else "service": service.web.pid, **service.followers}
        if service.another:
            settings = {**service.settings, **BUSY}
            beat = [each.format(schedule=service.folder / "beat") for each in BEAT]
            for name, arguments in (("worker, three processes", WORKER), ("beat", beat)):
                child = closing.enter_context(process(service.folder, arguments, settings))
                pids[name] = child.pid
            time.sleep(WORKS_FOR_SECONDS)
        for name, pid in pids.items():
            yield Figure(
                name=f"memory of the {name}",
                measured=memory(pid),
                unit="MB",
                floor=service.bare_megabytes,
            )


def _beside(name: str, load: Load, service: Service) -> Iterator[Figure]:
    floor, name = service.floor, f"{name}, {service.clients} clients"
    yield Figure(name=name, measured=load.per_second, unit="1/s", floor=floor.per_second)
    yield Figure(name=f"{name}, p50", measured=load.p50_ms, unit="ms", floor=floor.p50_ms)
    yield Figure(name=f"{name}, p99", measured=load.p99_ms, unit="ms", floor=floor.p99_ms)
