"""Is a read model damaged, and how is it made anew? Dropped and followed from the log's beginning.

Only a failure that tells of damage makes anybody look, and only what is found there is replaced:
a full disk, a lock or a missing permission passes, and what lasts is never touched.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from typing import Any, TypeVar

import structlog
from sqlalchemy import Column, Connection, Table, func, inspect, select, text

from triage.store.database.damage_signs import may_tell_damage
from triage.store.database.engine import VIEWS, Database, repair_lock, views_lock
from triage.store.database.sqlite_files import is_damaged, put_aside

LOG = structlog.get_logger()
# After a check that found no damage, further failures do not start another one for so long.
LOOKS_AGAIN_AFTER_SECONDS = 30.0
MET_TOGETHER_SECONDS = 1.0
EVERY_ROW = {"yield_per": 1_000}
# Force PostgreSQL to read through the index, to check the index itself.
BY_INDEX = (text("SET LOCAL enable_seqscan = off"), text("SET LOCAL enable_sort = off"))
IN_ANY_ORDER = (text("SET LOCAL enable_seqscan = on"), text("SET LOCAL enable_sort = on"))

Missing = Collection[Table]
T = TypeVar("T")


class Repairer:
    """Detects damage in some tables of read models and recreates them.

    `begin` gets the tables that are new and empty, in the transaction that made them; `misplaced`
    returns tables that can be read but do not belong to this log.
    """

    def __init__(
        self,
        database: Database,
        tables: Sequence[Table],
        *,
        begin: Callable[[Connection, Missing], None] = lambda *_: None,
        misplaced: Callable[[Connection], Missing] = lambda _: (),
    ) -> None:
        self._database = database
        self._tables = tables
        self._begin = begin
        self._misplaced = misplaced
        self._look = threading.Lock()
        self._found_whole_at = self._repaired_at = -inf

    def prepare(self) -> None:
        """Make the tables that are missing, and anew those that have another shape or are damaged.

        Processes start often: the rows are looked through only where something fails.
        """
        try:
            with views_lock(self._database) as connection:
                _make_schema(connection)
                present = set(inspect(connection).get_table_names(schema=VIEWS))
                self._make(connection, [each for each in self._tables if each.name not in present])
                for table in self._tables:
                    connection.execute(select(table).limit(0))
        except Exception as failure:
            if not self.repaired_after(failure):
                raise

    @contextmanager
    def watching(self, otherwise: Callable[[], Exception]) -> Iterator[None]:
        """Where damage made the block fail: recreate the tables, then raise `otherwise()`."""
        try:
            yield
        except Exception as failure:
            if not self.repaired_after(failure):
                raise
            raise otherwise() from failure

    def tried(self, work: Callable[[], T]) -> T:
        """The result of `work`. Where damage made it fail: recreate the tables and run it again."""
        try:
            return work()
        except Exception as failure:
            if not self.repaired_after(failure):
                raise
            return work()

    def repaired_after(self, failure: Exception) -> bool:
        """Whether damage caused the failure. If so the tables are new by now, perhaps empty."""
        if not may_tell_damage(failure):
            return False
        with self._look:
            now = time.monotonic()
            # Several threads may meet the same damage: the first repairs it for all.
            if now < self._repaired_at + MET_TOGETHER_SECONDS:
                return True
            if now < self._found_whole_at + LOOKS_AGAIN_AFTER_SECONDS:
                return False
            if self.repair():
                self._repaired_at = time.monotonic()
                return True
            self._found_whole_at = time.monotonic()
            return False

    def repair(self) -> bool:
        """Look through everything and make anew what is damaged; whether anything was."""
        with repair_lock(self._database):
            if self._database.embedded and is_damaged(self._database.views_file):
                put_aside(self._database.views_file)
                LOG.warning("read-models-put-aside", file=self._database.views_file.name)
            damaged = self._damaged()
            if damaged:
                LOG.warning("read-models-made-anew", names=[each.name for each in damaged])
                self._make_anew(damaged)
        return bool(damaged)

    def _damaged(self) -> Missing:
        with self._database.views.begin() as connection:
            if not self._database.embedded:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            damaged = [each for each in self._tables if not _is_whole(connection, each)]
            return damaged or self._misplaced(connection)

    def _make_anew(self, damaged: Missing) -> None:
        with views_lock(self._database) as connection:
            _make_schema(connection)
            for table in damaged:
                table.drop(connection, checkfirst=True)
            self._make(connection, damaged)

    def _make(self, connection: Connection, missing: Missing) -> None:
        for table in missing:
            table.create(connection)
        self._begin(connection, missing)


def _make_schema(connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and not inspect(connection).has_schema(VIEWS):
        connection.execute(text(f"CREATE SCHEMA {VIEWS}"))


def _is_whole(connection: Connection, table: Table) -> bool:
    try:
        with connection.begin_nested():
            return _has_its_shape(connection, table) and _can_be_read(connection, table)
    except Exception as failure:
        if not may_tell_damage(failure):
            raise
        return False


def _has_its_shape(connection: Connection, table: Table) -> bool:
    look = inspect(connection)
    if not look.has_table(table.name, schema=VIEWS):
        return False
    found = [
        (each["name"], _type(connection, each["type"]), each["nullable"])
        for each in look.get_columns(table.name, schema=VIEWS)
    ]
    declared = [(each.name, _type(connection, each.type), each.nullable) for each in table.columns]
    keys = look.get_pk_constraint(table.name, schema=VIEWS)["constrained_columns"]
    return sorted(found) == sorted(declared) and keys == [each.name for each in table.primary_key]


def _type(connection: Connection, column_type: Any) -> str:
    return str(column_type.compile(connection.dialect))


def _can_be_read(connection: Connection, table: Table) -> bool:
    """Every row as its table declares it and, on PostgreSQL, each as often in every index.

    SQLite's indexes are looked through with their file.
    """
    rows = connection.execute(select(table), execution_options=EVERY_ROW)
    number = sum(1 for _ in rows)
    if connection.dialect.name != "postgresql":
        return True
    indexes: list[Sequence[Column[Any]]] = [list(table.primary_key)]
    indexes += [list(each.columns) for each in table.indexes]
    return all(_rows_of_index(connection, each) == number for each in indexes)


def _rows_of_index(connection: Connection, columns: Sequence[Column[Any]]) -> int:
    for each in BY_INDEX:
        connection.execute(each)
    read = select(*columns).order_by(*columns).subquery()
    number = connection.scalar(select(func.count()).select_from(read)) or 0
    for each in IN_ANY_ORDER:
        connection.execute(each)
    return number
