"""How is the database reached? One URL or one data directory, and engines that behave alike.

SQLite: every schema is a file of its own, attached to an empty main database. Files commit in
the order in which they are attached and `keys` comes first, so no event can outlive its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, InternalError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import QueuePool

from triage.store.database.call_deadline import OutOfTime
from triage.store.database.direct import run
from triage.store.database.lasting_files import make_lasting_files
from triage.store.database.resting_connections import ask_before_use
from triage.store.database.row_tags import ROW_TAGS, RowTags
from triage.store.database.sqlite_files import alone_in, file_number, make_file, make_whole_file

VIEWS = "views"
LASTING = ("keys", "triage")
# A reader waits for a writer of another process at the longest this long.
BUSY_TIMEOUT_SECONDS = 30
# PostgreSQL ends what takes longer: waiting for a lock, a statement, a transaction in which nothing
# is said any more (its process may be gone, its locks are not).
LOCK_TIMEOUT_SECONDS = 15
STATEMENT_TIMEOUT_SECONDS = 30
IDLE_TRANSACTION_TIMEOUT_SECONDS = 60
CONNECT_TIMEOUT_SECONDS = 5
# A server that is gone ends nothing; its silence is noticed by the operating system.
GONE_AFTER_SECONDS = 30
NOTICING = {
    "connect_timeout": CONNECT_TIMEOUT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": GONE_AFTER_SECONDS * 1000,
}
# Every language and script is welcome, and older servers are not tried.
ENCODING = "UTF8"
OLDEST_SERVER = 15
# Whatever the server's own default is: what is acknowledged is on the disk.
DURABLE = "-c synchronous_commit=on"
# What an engine raises when the store is away, lets nobody write (as a replica does before it is
# promoted), has no connection left, or takes longer than the caller can wait.
STORE_FAILURES = (OperationalError, InterfaceError, InternalError, NoConnectionFree, OutOfTime)
# Not the table's own lock: a VACUUM or ANALYZE of it would stop every write for as long as it
# takes, or be called off by each where the server began it by itself.
WRITERS = 0x7079_7965
LOCK_THE_LOG = f"SELECT pg_advisory_xact_lock({WRITERS})"
# Whoever looks whether read models are whole: one process at a time makes them anew.
REPAIRERS = 0x7079_7966
LOCK_OF_REPAIRERS = f"SELECT pg_advisory_xact_lock({REPAIRERS})"
BEGIN = "begin"
FILE = "file of the read models"


class DatabaseUnfit(Exception):
    """This PostgreSQL can never hold the service; the message says what to make, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The engines of one process.

    `log` is for the one writer: it reaches what lasts and begins every transaction with the
    write lock. `lasting` reads what lasts in a transaction, and `reads` looks something up in it:
    on PostgreSQL without a transaction, which would cost two messages and show nothing else.
    `views` and `view_reads` are the same two with the read models, and catch-ups use the first.
    Whatever becomes of the read models, the others go on. `directory` holds SQLite's files.
    """

    log: Engine
    lasting: Engine
    reads: Engine
    views: Engine
    view_reads: Engine
    directory: Path | None = None

    @property
    def embedded(self) -> bool:
        return self.log.dialect.name == "sqlite"

    def authenticate(self, tags: RowTags) -> None:
        """Let every connection make and check the tags of guarded rows by this key."""
        for engine in (self.log, self.lasting, self.reads, self.views, self.view_reads):
            engine.update_execution_options(**{ROW_TAGS: tags})

    @property
    def views_file(self) -> Path:
        """SQLite's file of the read models."""
        assert self.directory is not None
        return self.directory / f"{VIEWS}.db"

    def dispose(self) -> None:
        for engine in {self.log, self.lasting, self.views}:
            engine.dispose()


def embedded(directory: Path) -> Database:
    """SQLite files in `directory`, which is made where it is missing (mode 0700).

    Raises:
        StoreDamaged: a file of what lasts is none of SQLite's any more.
        StoreMissing: one of the two is gone.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_files(directory)
    lasting = _sqlite(directory, LASTING, begin="BEGIN")
    views = _sqlite(directory, (VIEWS, *LASTING), begin="BEGIN")
    _notice_another_file(views, directory / f"{VIEWS}.db")
    return Database(
        log=_sqlite(directory, LASTING, begin="BEGIN IMMEDIATE"),
        lasting=lasting,
        reads=lasting,
        views=views,
        view_reads=views,
        directory=directory,
    )


def _make_files(directory: Path) -> None:
    """The files of every schema, with a write-ahead log from their first byte on.

    One process at a time: SQLite turns a file's journal into such a log by reading first and
    writing then, and of two that do so at once it refuses one without letting it wait.
    """
    with alone_in(directory):
        make_whole_file(directory / f"{VIEWS}.db")
        keys, log = (directory / f"{schema}.db" for schema in LASTING)
        make_lasting_files(keys, log)


def _notice_another_file(engine: Engine, path: Path) -> None:
    """Let nobody go on with a file of read models that is not the one of that name any more."""

    @event.listens_for(engine, "checkout")
    def compare(_connection: Any, record: Any, _borrowed: Any) -> None:
        if record.info[FILE] != file_number(path):
            raise InvalidatePoolError()


def production(
    url: str, *, statement_timeout_seconds: float = STATEMENT_TIMEOUT_SECONDS
) -> Database:
    """PostgreSQL at `url` (`postgresql://…`); nobody waits for it for ever."""
    limits = {
        "lock_timeout": LOCK_TIMEOUT_SECONDS,
        "statement_timeout": statement_timeout_seconds,
        "idle_in_transaction_session_timeout": IDLE_TRANSACTION_TIMEOUT_SECONDS,
    }
    options = "".join(f"-c {name}={seconds * 1000:.0f} " for name, seconds in limits.items())
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=12,
        max_overflow=4,
        # What a statement that fails was to store does not belong in a log line.
        hide_parameters=True,
        connect_args=NOTICING | {"options": options + DURABLE, "client_encoding": ENCODING},
    )
    # Before SQLAlchemy's own questions, which cannot read the answers of an unfit one.
    event.listen(engine, "connect", _require_fit, insert=True)
    ask_before_use(engine)
    reads = engine.execution_options(isolation_level="AUTOCOMMIT")
    return Database(log=engine, lasting=engine, reads=reads, views=engine, view_reads=reads)


def _require_fit(connection: Any, _record: Any) -> None:
    info = connection.info
    if info.server_version < OLDEST_SERVER * 10_000:
        raise DatabaseUnfit(
            f"this PostgreSQL is version {info.server_version // 10_000}: "
            f"the service needs {OLDEST_SERVER} or newer"
        )
    if (encoding := info.parameter_status("server_encoding")) != ENCODING:
        raise DatabaseUnfit(
            f"the database {info.dbname} is encoded in {encoding}, which cannot hold every letter: "
            f"make another one with CREATE DATABASE … ENCODING '{ENCODING}' TEMPLATE template0"
        )


def _sqlite(directory: Path, schemas: tuple[str, ...], *, begin: str) -> Engine:
    engine = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def attach(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for schema in schemas:
            path = directory / f"{schema}.db"
            if schema == VIEWS:
                make_file(path)
                record.info[FILE] = file_number(path)
            connection.execute(f"ATTACH ? AS {schema}", (str(path),))
            # What lasts is on the disk before it is acknowledged. Read models may lose their last
            # steps with the power, which they then go again, but not their file.
            level = "NORMAL" if schema == VIEWS else "FULL"
            connection.execute(f"PRAGMA {schema}.synchronous={level}")
        connection.execute("PRAGMA keys.secure_delete=ON")
        # What was written anew there (feedback) is not to be found as it was before.
        connection.execute("PRAGMA triage.secure_delete=ON")
        # What a rewritten file, a sort or a half-done statement needs meanwhile may be wrapped keys
        # or sealed words: never a file in the machine's own temporary folder.
        connection.execute("PRAGMA temp_store=MEMORY")

    @event.listens_for(engine, "begin")
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, begin))

    return engine


@contextmanager
def write_lock(database: Database) -> Iterator[Connection]:
    """One transaction that writes to what lasts, alone among all processes."""
    with database.log.begin() as connection:
        if not database.embedded:
            run(connection, LOCK_THE_LOG)
        yield connection


@contextmanager
def views_lock(database: Database) -> Iterator[Connection]:
    """One transaction that makes or drops read models, alone among all processes.

    Processes that made a table at the same time would collide, and on SQLite one that had looked
    before it wrote could not write any more.
    """
    immediately = database.views.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
    with immediately.begin() as connection:
        if not database.embedded:
            run(connection, LOCK_THE_LOG)
        yield connection


@contextmanager
def repair_lock(database: Database) -> Iterator[None]:
    """Look whether read models are whole, alone among all processes. Writers are not held up."""
    if database.directory is not None:
        with alone_in(database.directory):
            yield
        return
    with database.views.begin() as connection:
        run(connection, LOCK_OF_REPAIRERS)
        yield
