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

import httpx
import psutil

from tests.architecture.compose import SERVICES, WEBS
from tests.architecture.reading import ROOT
from tests.environment import inherited
from tests.integration.running import COMMAND, DEADLINE_SECONDS, STOP_SECONDS, eventually
from tests.integration.store.world import MASTER_KEY, PASSWORD, let_three_work
from tests.servers import (
    PostgresServer,
    RedisServer,
    free_port,
    program,
    running_postgres,
    running_redis,
)
from triage.store.database.engine import write_lock
from wiring.composition.parts import open_database
from wiring.settings import Settings, read_settings
from workers.rounds import Rounds
from workers.sweep import SWEEP_ROUND

# The programs as this Python has them, wherever they are installed.
PROGRAMS = {"pyyda-apua": [*COMMAND], "celery": [sys.executable, "-m", "celery"]}
ENTRY = str(ROOT / "script" / "container")
ENTRY_OF_THE_IMAGE = "/app/container"
ROLE = ROOT / "script" / "database"
# Often enough for a test to wait for; the file hands it on from the environment.
GIVEN = {"PYYDA_SWEEP_SECONDS": "0.5"}


@dataclass(slots=True)
class Part:
    """One process of the file, as often as it is started; all that it says is in one log."""

    command: Sequence[str]
    check: Sequence[str]
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

    def start_anew(self, command: Sequence[str]) -> None:
        """Stops it, and starts this in its place."""
        self.stop()
        self.command = command
        self.start()

    def is_well(self) -> bool:
        """What its health check says; as Docker asks, beside the entry and what that has set."""
        # It looks at the ages of files, whose times are the kernel's: a clock that is moved for
        # processes alone is not moved for them.
        environment = {k: v for k, v in self.environment.items() if k != "LD_PRELOAD"}
        asked = subprocess.run(
            self.check, env=environment, cwd=ROOT, capture_output=True, check=False
        )
        return asked.returncode == 0

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
    put_secrets(folder, redis_url=redis.url)
    url = role_made(postgres, folder / "secrets")
    ports = {name: free_port() for name in WEBS}
    names = (*WEBS, "worker", "beat", "follower")
    return Production(
        postgres=postgres,
        redis=redis,
        settings=read_settings(
            {
                "PYYDA_DATABASE_URL": url,
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


def role_made(postgres: PostgresServer, secrets: Path) -> str:
    """The URL of the database that the file's PostgreSQL makes at its first start."""
    psql = Path(program("psql", package="postgresql-client"))
    subprocess.run(
        [ROLE],
        env=inherited(
            {
                "PATH": f"{psql.parent}:{os.defpath}",
                "SECRETS_DIRECTORY": str(secrets),
                "PGHOST": "127.0.0.1",
                "PGPORT": str(postgres.port),
            }
        ),
        check=True,
    )
    url = secrets / "database_url"
    here = url.read_text("ascii").replace("@postgres/", f"@127.0.0.1:{postgres.port}/")
    url.unlink()
    url.write_text(here, "ascii")
    return here


def part_of(name: str, folder: Path, *, port: int | None = None) -> Part:
    """A process as the file describes it, with folders and a port of its own."""
    service = SERVICES[name]
    own = folder / name
    secrets = _handed_over(service["secrets"], folder / "secrets", own / "secrets")
    moved = {
        "/run/secrets": str(secrets),
        "/tmp": str(own),
        "0.0.0.0": "127.0.0.1",
        "8000": str(port or 8000),
        ENTRY_OF_THE_IMAGE: ENTRY,
        "$$": "$",
    }

    def here(text: str) -> str:
        text = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", text)
        there = "|".join(map(re.escape, moved))
        return re.sub(rf"({there})(?!\d)", lambda found: moved[found[0]], text)

    handed = {key: value or GIVEN.get(key, "") for key, value in service["environment"].items()}
    program, *arguments = map(here, service["command"])
    return Part(
        command=[*PROGRAMS[program], *arguments],
        check=_check(*map(here, service.get("healthcheck", {"test": ["NONE"]})["test"])),
        environment=inherited(
            {
                "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
                "SECRETS_DIRECTORY": str(secrets),
                **{key: here(value) for key, value in handed.items()},
            }
        ),
        log=own / "log",
    )


def _handed_over(names: Sequence[str], kept: Path, own: Path) -> Path:
    """A folder with the secrets of one service, and no others."""
    own.mkdir(parents=True, exist_ok=True)
    for name in names:
        (own / name).symlink_to(kept / name)
    return own


def _check(how: str, *words: str) -> Sequence[str]:
    return ["/bin/sh", "-c", *words] if how == "CMD-SHELL" else words


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
