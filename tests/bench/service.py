"""Where is the load sent to? A web of each mode, staffed, and what a bare server did before it."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.load import Load, submitted
from tests.bench.serving import TOP, Served, process, serving
from tests.bench.table import Sizes
from tests.environment import inherited
from tests.servers import running_postgres, running_redis

USERNAME, PASSWORD = "bench", "hillo tuuli portti marraskuu"
ACCOUNT = (USERNAME, "--name", "Bench", "--role", "coordinator", "--unit", "palveluohjaus")
CLI = ("-m", "wiring.cli.main")
SERVE = (*CLI, "serve", "--port", "{port}")
WEB = (*CLI, "web", "--port", "{port}")
FOLLOW = (*CLI, "follow")
CELERY = ("-m", "celery", "-A", "wiring.celery")
WORKER = (*CELERY, "worker", "--concurrency=2")
BEAT = (*CELERY, "beat", "--schedule={schedule}")
FLOOR = ("-m", "tests.bench.floor", "{port}")
EMBEDDED_CLIENTS, PRODUCTION_CLIENTS = 8, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A web at work. `followers` run beside it; `another` starts one more web, where one can."""

    web: Served
    clients: int
    floor: Load
    bare_megabytes: float
    folder: Path
    settings: Mapping[str, str]
    sizes: Sizes
    followers: Mapping[str, int] = field(default_factory=dict)
    another: Sequence[str] = ()


@contextmanager
def embedded(folder: Path, sizes: Sizes) -> Iterator[Service]:
    """Everything in one process, on SQLite."""
    settings = {"PYYDA_DATA_DIR": str(folder / "served")}
    floor, bare = _floor(folder, str(folder / "bare.db"), EMBEDDED_CLIENTS, sizes)
    prepare(settings)
    with serving(folder, SERVE, settings) as web:
        yield Service(
            web=web,
            clients=EMBEDDED_CLIENTS,
            floor=floor,
            bare_megabytes=bare,
            folder=folder,
            settings=settings,
            sizes=sizes,
        )


@contextmanager
def production(folder: Path, sizes: Sizes) -> Iterator[Service]:
    """A web and a follower on a PostgreSQL that waits for its disk, and on Redis."""
    with (
        production_settings() as settings,
        running_postgres(durable=True) as bare_server,
        bare_server.fresh_database() as bare_url,
    ):
        floor, bare = _floor(folder, bare_url, PRODUCTION_CLIENTS, sizes)
        with serving(folder, WEB, settings) as web, process(folder, FOLLOW, settings) as follower:
            yield Service(
                web=web,
                clients=PRODUCTION_CLIENTS,
                floor=floor,
                bare_megabytes=bare,
                folder=folder,
                settings=settings,
                sizes=sizes,
                followers={"follower": follower.pid},
                another=WEB,
            )


@contextmanager
def production_settings() -> Iterator[dict[str, str]]:
    """Servers of their own, the database ready for work."""
    with (
        running_postgres(durable=True) as server,
        running_redis() as redis,
        server.fresh_database() as url,
    ):
        settings = {
            "PYYDA_DATABASE_URL": url,
            "PYYDA_REDIS_URL": redis.url,
            "PYYDA_MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
        }
        prepare(settings)
        yield settings


def prepare(settings: Mapping[str, str]) -> None:
    """Make the tables and let one coordinator work."""
    for arguments in (["upgrade"], ["staff", "add", *ACCOUNT, "--password-stdin"]):
        subprocess.run(
            [sys.executable, *CLI, *arguments],
            check=True,
            cwd=TOP,
            env=inherited(settings),
            input=f"{PASSWORD}\n",
            text=True,
            stdout=subprocess.DEVNULL,
        )


def _floor(folder: Path, place: str, clients: int, sizes: Sizes) -> tuple[Load, float]:
    with serving(folder, [*FLOOR, place]) as bare:
        submitted(bare.port, sizes.warm_up, clients=clients, path="/")
        load = submitted(bare.port, sizes.submissions, clients=clients, path="/")
        return load, bare.megabytes
