"""How do the processes of docker-compose.yml run natively, each of them in sight?

Commands and variables are read from the file; addresses, ports and folders are a test's own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import yaml

from tests.architecture.reading import ROOT
from tests.integration.running import COMMAND, DEADLINE_SECONDS, STOP_SECONDS, eventually
from tests.integration.store.world import MASTER_KEY, PASSWORD, let_three_work
from tests.servers import PostgresServer, RedisServer, free_port, running_postgres, running_redis
from triage.store.engine import write_lock
from wiring.parts import open_database
from wiring.settings import Settings, read_settings
from workers.rounds import Rounds
from workers.sweep import SWEEP_ROUND

SERVICES: Mapping[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))[
    "services"
]
WEBS = ("web-1", "web-2")
# The programs as this Python has them, wherever they are installed.
PROGRAMS = {"pyyda-apua": [*COMMAND], "celery": [sys.executable, "-m", "celery"]}
ENTRY = str(ROOT / "script" / "container")
# Often enough for a test to wait for; the file hands it on from the environment.
GIVEN = {"PYYDA_SWEEP_SECONDS": "0.5"}


@dataclass(slots=True)
class Part:
    """One process of the file, as often as it is started; all that it says is in one log."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    _child: subprocess.Popen[bytes] | None = None

    @property
    def child(self) -> subprocess.Popen[bytes]:
        assert self._child
        return self._child

    @property
    def pid(self) -> int:
        return self.child.pid

    @property
    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def start(self) -> None:
        """Starts it, from the test's main thread: with that it ends too, however that happens."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*_dies_with_this(), ENTRY, *self.command],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status. Raises TimeoutExpired where it does not stop."""
        self.child.send_signal(by)
        return self.child.wait(STOP_SECONDS)

    def kill(self) -> list[psutil.Process]:
        """Ends it as a loss of power would; the processes that it leaves behind."""
        children = psutil.Process(self.pid).children(recursive=True)
        self.child.kill()
        self.child.wait()
        return children


def _dies_with_this() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """Everything at work. `settings` are what its processes have, for looking at what they did."""

    postgres: PostgresServer
    redis: RedisServer
    settings: Settings
    addresses: tuple[str, ...]
    parts: Mapping[str, Part]

    def part(self, name: str) -> Part:
        return self.parts[name]

    def last_sweep(self) -> datetime | None:
        database = open_database(self.settings)
        try:
            return Rounds(database).last(SWEEP_ROUND)
        finally:
            database.dispose()

    def sweeps_again(self) -> None:
        """Wait until a sweep has ended that began after this."""
        for _ in range(2):
            before = self.last_sweep()
            eventually(lambda before=before: self.last_sweep() != before)

    def is_alive(self, address: str) -> bool:
        try:
            return httpx.get(f"{address}/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def token(self, username: str, at: str | None = None) -> str:
        """A session of somebody who works here, made at one of the webs."""
        return signed_in(at or self.addresses[0], username)


def signed_in(address: str, username: str) -> str:
    body = {"username": username, "password": PASSWORD.reveal()}
    token: str = (
        httpx.post(f"{address}/api/v1/session", json=body).raise_for_status().json()["token"]
    )
    return token


@contextmanager
def in_production(folder: Path) -> Iterator[Production]:
    """The processes of the file on servers of their own, at work until the end."""
    with (
        running_postgres(durable=True) as postgres,
        running_redis(durable=True) as redis,
        ExitStack() as ending,
    ):
        production = _prepared(folder, postgres, redis)
        upgraded = part_of("migrate", folder)
        upgraded.start()
        assert upgraded.child.wait(DEADLINE_SECONDS) == 0, upgraded.logged
        staffed(production.settings)
        for part in production.parts.values():
            part.start()
            ending.callback(_ended, part)
        eventually(lambda: all(map(production.is_alive, production.addresses)))
        production.sweeps_again()
        yield production


def _prepared(folder: Path, postgres: PostgresServer, redis: RedisServer) -> Production:
    put_secrets(folder, database_url=postgres.url, redis_url=redis.url)
    ports = {name: free_port() for name in WEBS}
    names = (*WEBS, "worker", "beat", "follower")
    return Production(
        postgres=postgres,
        redis=redis,
        settings=read_settings(
            {
                "PYYDA_DATABASE_URL": postgres.url,
                "PYYDA_REDIS_URL": redis.url,
                "PYYDA_MASTER_KEY": MASTER_KEY,
                **GIVEN,
            }
        ),
        addresses=tuple(f"http://127.0.0.1:{port}" for port in ports.values()),
        parts={name: part_of(name, folder, port=ports.get(name)) for name in names},
    )


def put_secrets(folder: Path, **addresses: str) -> None:
    """The files that a container finds as its secrets, made by the script; with own addresses."""
    (folder / "script").mkdir()
    script = shutil.copy(ROOT / "script" / "secrets", folder / "script")
    subprocess.run([script], check=True)
    for name, value in {"master_key": MASTER_KEY, **addresses}.items():
        secret = folder / "secrets" / name
        secret.unlink()
        secret.write_text(value, encoding="ascii")


def part_of(name: str, folder: Path, *, port: int | None = None) -> Part:
    """A process as the file describes it, with folders and a port of its own."""
    (own := folder / name).mkdir(exist_ok=True)

    def here(text: str) -> str:
        moved = {"/run/secrets": folder / "secrets", "/tmp": own, "0.0.0.0": "127.0.0.1"}
        text = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", text)
        text = re.sub(r"/run/secrets|/tmp|0\.0\.0\.0", lambda found: str(moved[found[0]]), text)
        return str(port) if text == "8000" else text

    service = SERVICES[name]
    handed = {key: value or GIVEN.get(key, "") for key, value in service["environment"].items()}
    program, *arguments = service["command"]
    return Part(
        command=[*PROGRAMS[program], *map(here, arguments)],
        environment={
            "PATH": os.environ["PATH"],
            "SECRETS_DIRECTORY": str(folder / "secrets"),
            **{key: here(value) for key, value in handed.items()},
        },
        log=own / "log",
    )


def staffed(settings: Settings) -> None:
    """Let three people work."""
    database = open_database(settings)
    with write_lock(database) as connection:
        let_three_work(connection)
    database.dispose()


def _ended(part: Part) -> None:
    """Whatever a test left it as: stopped, killed, started anew."""
    try:
        left = psutil.Process(part.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for each in left:
        each.kill()
    part.child.kill()
    part.child.wait()
