"""What do processes of their own do to a store while a test watches, or kills them?

They are forked from a clean server that has imported everything once: real processes, without
three seconds of imports each.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Connection, event

from projections.machinery.rebuilding import rebuild
from tests.clock import HandWoundClock
from tests.integration.store.world import TIMEOUT_SECONDS, a_submission, opened
from triage.actors import ANYONE
from triage.store.database.upgrade import upgrade
from wiring.composition.parts import assemble, open_database
from wiring.settings import Settings, read_settings

Environment = Mapping[str, str]

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__])


def environment_of(settings: Settings) -> dict[str, str]:
    """What a process of its own is told of the settings."""
    told = {"data_dir": settings.data_dir, "database_url": settings.database_url}
    told["master_key"] = settings.master_key
    return {f"PYYDA_{name.upper()}": str(value) for name, value in told.items() if value}


@contextmanager
def running(work: Callable[..., None], *arguments: Any) -> Iterator[BaseProcess]:
    """A process at work; it is gone at the end, whatever happened."""
    process = processes.Process(target=work, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(TIMEOUT_SECONDS)
        process.close()


def start_up(environment: Environment, together: Barrier) -> None:
    """Upgrade the database and open it, at the same moment as others."""
    settings = read_settings(environment)
    together.wait(TIMEOUT_SECONDS)
    database = open_database(settings)
    upgrade(database)
    database.dispose()
    assemble(settings, clock=HandWoundClock()).close()


def open_up(environment: Environment, together: Barrier) -> None:
    """Open an upgraded database, at the same moment as others."""
    settings = read_settings(environment)
    together.wait(TIMEOUT_SECONDS)
    assemble(settings, clock=HandWoundClock()).close()


def submit_keyed(environment: Environment, told: Pipe, prefix: str, number: int) -> None:
    """Submit `number` requests, many at once; tell key and reference of each as it is stored."""
    with opened(read_settings(environment)) as service:
        triage = service.parts.triage

        async def one(key: str) -> None:
            receipt = await triage.submit(a_submission(f"Apua: {key}", key=key), ANYONE)
            # The pipe is read by the test: what is in it was acknowledged.
            told.send((key, receipt.reference))

        async def everything() -> None:
            for start in range(0, number, 16):
                keys = [f"{prefix}-{each}" for each in range(start, min(start + 16, number))]
                await asyncio.gather(*map(one, keys))

        asyncio.run(everything())


def submit_and_die_at_the_commit(environment: Environment, key: str) -> None:
    """Submit one request and die when everything is written and nothing committed."""
    with opened(read_settings(environment)) as service:
        event.listen(service.parts.database.log, "commit", _die)
        service.parts.triage.submit_and_wait(a_submission(f"Apua: {key}", key=key), ANYONE)


def follow_and_die_at_the_commit(environment: Environment) -> None:
    """Follow the log into the queue and die when rows and position are written, uncommitted."""
    with opened(read_settings(environment)) as service:
        models = service.parts.models
        event.listen(service.parts.database.views, "commit", _die)
        models.follower.follow(models.queue)


def rebuild_and_die_at_the_switch(environment: Environment) -> None:
    """Rebuild the queue and die when the switch is written and not committed."""
    with opened(read_settings(environment)) as service:
        models = service.parts.models
        rebuild(
            service.parts.database,
            models.queue,
            progress=lambda _: _die_at(service.parts.database.views),
        )


def follow_for_ever(environment: Environment, told: Pipe) -> None:
    """Follow and rebuild the queue in turn until somebody kills the process."""
    with opened(read_settings(environment)) as service:
        models = service.parts.models
        told.send("following")
        while True:
            models.follower.follow(models.queue)
            rebuild(service.parts.database, models.queue)


def _die_at(engine: Any) -> None:
    event.listen(engine, "commit", _die)


def _die(_connection: Connection) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
