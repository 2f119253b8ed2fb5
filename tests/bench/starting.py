"""How long does each of the production's processes take from nothing until it is at work?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from celery import Celery
from redis import Redis

from tests.bench.service import BEAT, FOLLOW, WEB, WORKER, production_settings
from tests.bench.serving import process, seconds, serving, wait_until
from tests.bench.table import Figure, Sizes
from workers.tasks import ENFORCEMENT

# Beat's first round comes when this has passed, so it is a part of what is measured.
SWEEP_SECONDS = 0.1
PING_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a process starts alone: the settings for it, and a folder."""

    settings: dict[str, str]
    folder: Path


@contextmanager
def opened(folder: Path, _sizes: Sizes) -> Iterator[Ground]:
    """Servers and a database that is ready, and none of our processes."""
    with production_settings() as settings:
        settings["PYYDA_SWEEP_SECONDS"] = str(SWEEP_SECONDS)
        yield Ground(settings=settings, folder=folder)


def starts(ground: Ground) -> Iterator[Figure]:
    """Seconds until each is ready, one after the other; floor: its imports alone."""
    with serving(ground.folder, WEB, ground.settings) as web:
        yield _figure("web", web.started_in, "fastapi, sqlalchemy, uvicorn")
    touched = ground.folder / "followed"
    took = _started(ground, [*FOLLOW, "--touch", str(touched)], touched.exists)
    yield _figure("follower, one round made", took, "sqlalchemy")
    # Before there is a worker that takes the message away.
    beat = [each.format(schedule=ground.folder / "started-beat") for each in BEAT]
    with Redis.from_url(ground.settings["PYYDA_REDIS_URL"]) as redis:
        took = _started(ground, beat, lambda: bool(redis.llen(ENFORCEMENT)))
    yield _figure("beat, first sweep sent", took, "celery, sqlalchemy")
    with Celery(broker=ground.settings["PYYDA_REDIS_URL"], set_as_current=False) as caller:
        took = _started(
            ground, WORKER, lambda: bool(caller.control.ping(timeout=PING_SECONDS, limit=1))
        )
    yield _figure("worker, answering", took, "celery, sqlalchemy")


def _started(ground: Ground, arguments: Sequence[str], ready: Callable[[], bool]) -> float:
    started = time.perf_counter()
    with process(ground.folder, arguments, ground.settings) as child:
        wait_until(ready, child)
        return time.perf_counter() - started


def _figure(name: str, took: float, imports: str) -> Figure:
    floor = seconds([sys.executable, "-c", f"import {imports}"])
    return Figure(name=f"start of the {name}", measured=took, unit="s", floor=floor)
