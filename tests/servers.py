"""Which servers of their own do the tests use, and how do those start and stop?

Each is private: a data directory that is deleted, a free port on the loopback, and it ends with
the process that started it, even when that one is killed.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 20
CLUSTER = "pg"
# PostgreSQL's own template, with nothing in it.
EMPTY = "template1"

# As root, in a closed network, with no desktop: what Chromium needs to start and to stay quiet.
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ServerMissing(Exception):
    """A program that a tier needs is not installed: the tier fails, it is not skipped."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def program(*names: str, package: str) -> str:
    """The path of the first of `names` that is installed.

    Raises:
        ServerMissing: none is.
    """
    folders = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    path = os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise ServerMissing(f"{names[0]} is not installed (Debian: apt-get install {package})")


@dataclass(slots=True)
class RunningProgram:
    """A child that says on its output when it is ready.

    `environment`: all that it is given (None: what the tests have); `user`: whom root runs it as.
    """

    arguments: Sequence[str]
    ready: str
    stop_signal: signal.Signals = signal.SIGTERM
    environment: Mapping[str, str] | None = None
    user: str | None = None
    _child: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None
    _said: deque[str] = field(default_factory=lambda: deque(maxlen=40))

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is gone, by itself or because it was stopped."""
        return self._child is None or self._child.poll() is not None

    def start(self) -> None:
        """Returns when the program has said that it is ready.

        Raises:
            RuntimeError: it ended instead; with the last lines that it printed.
        """
        self._child = subprocess.Popen(
            [*self._wrapper(), *self.arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env=self.environment,
            process_group=0,  # Ctrl-C is for the tests, which then stop it in good order
            user=self.user,
            group=self.user and pwd.getpwnam(self.user).pw_gid,
            extra_groups=[] if self.user else None,
            cwd="/",
        )
        too_late = threading.Timer(START_TIMEOUT_SECONDS, self._child.kill)
        too_late.start()
        is_ready = self._reads_until_ready()
        too_late.cancel()
        if not is_ready:
            self._child.wait()
            self._output().close()
            raise RuntimeError(f"{self.arguments[0]} did not start:\n" + "".join(self._said))
        # Read on, or a full pipe stops the program.
        self._reader = threading.Thread(target=self._reads_to_the_end, daemon=True)
        self._reader.start()

    def stop(self) -> None:
        """Stops it in good order; harmless when it has ended already."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """Ends it as a loss of power would."""
        self._end(signal.SIGKILL)

    def _end(self, by: signal.Signals) -> None:
        if self._child is None:
            return
        self._child.send_signal(by)
        try:
            self._child.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        if self._reader:
            self._reader.join(STOP_TIMEOUT_SECONDS)  # until its last child has ended too
        self._child = self._reader = None

    @staticmethod
    def _wrapper() -> tuple[str, ...]:
        # Linux: the child is told when the tests' process dies, however that happens.
        setpriv = shutil.which("setpriv")
        return (setpriv, "--pdeathsig", "INT", "--") if setpriv else ()

    def _output(self) -> IO[str]:
        assert self._child is not None and self._child.stdout is not None
        return self._child.stdout

    def _reads_until_ready(self) -> bool:
        for line in iter(self._output().readline, ""):
            self._said.append(line)
            if self.ready in line:
                return True
        return False

    def _reads_to_the_end(self) -> None:
        with self._output() as output:
            self._said.extend(iter(output.readline, ""))


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A private PostgreSQL. `url` names its maintenance database; all it has is in `folder`."""

    running: RunningProgram
    port: int
    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def fresh_database(self, template: str = EMPTY) -> Iterator[str]:
        """The URL of a new database, like that template, which is dropped afterwards."""
        name = f"test_{next(self._numbers)}"
        self._make(name, template)
        try:
            yield self.url_of(name)
        finally:
            self._drop(name)

    def make_anew(self, url: str, template: str) -> None:
        """Put another database, like that template, in the place of this one."""
        name = url.rpartition("/")[2]
        self._drop(name)
        self._make(name, template)

    def _make(self, name: str, template: str) -> None:
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)

    def _drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


@dataclass(frozen=True, slots=True)
class RedisServer:
    """A private Redis. `url` names its first database."""

    running: RunningProgram
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def own_folder(owner: str | None = None) -> Iterator[Path]:
    """A folder that only `owner` reads; not below pytest's own, which only root may enter."""
    with tempfile.TemporaryDirectory(prefix="pyyda-", ignore_cleanup_errors=True) as name:
        if owner:
            shutil.chown(name, owner, pwd.getpwnam(owner).pw_gid)
        yield Path(name)


@contextmanager
def running_postgres(
    *,
    durable: bool = False,
    encoding: str = "UTF8",
    on: Callable[[Path], AbstractContextManager[Path]] = nullcontext,
) -> Iterator[PostgresServer]:
    """A PostgreSQL that stops and disappears. `durable`: it waits for the disk, as real ones do.

    `on` makes of an empty folder the one that it uses; `encoding` is its databases' by default.

    Raises:
        ServerMissing: PostgreSQL is not installed.
    """
    server = program("postgres", package="postgresql")
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    with own_folder(owner=user) as empty, on(empty) as folder:
        _make_cluster(folder / CLUSTER, user, encoding)
        port = free_port()
        on_or_off = "on" if durable else "off"
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": on_or_off,
            "synchronous_commit": on_or_off,
            "full_page_writes": on_or_off,
            "shared_buffers": "32MB",
            "max_connections": 100,
        }
        arguments = [server, "-D", str(folder / CLUSTER)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        running = RunningProgram(
            arguments=arguments,
            ready="database system is ready to accept connections",
            stop_signal=signal.SIGINT,  # "fast": it does not wait for clients
            user=user,
        )
        running.start()
        try:
            yield PostgresServer(running, port, folder / CLUSTER)
        finally:
            running.stop()


def _make_cluster(folder: Path, user: str | None, encoding: str) -> None:
    arguments = [program("initdb", package="postgresql"), "--pgdata", str(folder)]
    arguments += ["--username", "postgres", "--auth", "trust", "--encoding", encoding]
    arguments += ["--no-locale", "--no-sync", "--no-instructions"]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")


@contextmanager
def running_redis(*, durable: bool = False) -> Iterator[RedisServer]:
    """A Redis that stops and disappears. `durable`: it keeps what it acknowledged over a kill.

    Raises:
        ServerMissing: Redis is not installed.
    """
    server = program("redis-server", package="redis-server")
    with own_folder() as folder:
        port = free_port()
        settings = {
            "port": port,
            "bind": "127.0.0.1",
            "dir": folder,
            "save": "",
            "appendonly": "yes" if durable else "no",
            "appendfsync": "always" if durable else "no",
        }
        arguments = [server]
        for name, value in settings.items():
            arguments += [f"--{name}", str(value)]
        running = RunningProgram(arguments=arguments, ready="Ready to accept connections")
        running.start()
        try:
            yield RedisServer(running, port)
        finally:
            running.stop()
