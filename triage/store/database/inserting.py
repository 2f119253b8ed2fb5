"""How do many rows go into their tables at once? As one statement that is composed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from triage.store.database.direct import run, run_many

Bind = Callable[[Any], Any]
Rows = Sequence[dict[str, Any]]


def insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows that name every column; a fraction of the work of SQLAlchemy's own way."""
    insert_together(connection, {table: rows})


def insert_together(connection: Connection, rows_of: Mapping[Table, Rows]) -> None:
    """Insert the rows of several tables, in no order.

    PostgreSQL gets one statement with one array a column, SQLite the rows one after another.
    """
    dialect = connection.dialect
    columns = {table: _columns(table, rows, dialect) for table, rows in rows_of.items() if rows}
    if not columns:
        return
    if dialect.name == "postgresql":
        arrays = [array for arrays in columns.values() for array in arrays]
        run(connection, _insert_arrays(tuple(columns), dialect), *arrays)
        return
    for table, arrays in columns.items():
        run_many(connection, _insert_row(table), list(zip(*arrays, strict=True)))


def _columns(table: Table, rows: Rows, dialect: Dialect) -> list[list[Any]]:
    return [
        [row[name] for row in rows] if bind is None else [bind(row[name]) for row in rows]
        for name, bind in _binds(table, dialect)
    ]


@lru_cache(64)
def _binds(table: Table, dialect: Dialect) -> tuple[tuple[str, Bind | None], ...]:
    """How SQLAlchemy's types hand their values to the driver; None where they do as they are."""
    return tuple(
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in table.columns
    )


@lru_cache(64)
def _insert_arrays(tables: tuple[Table, ...], dialect: Dialect) -> str:
    *others, last = (_insert_columns(table, dialect) for table in tables)
    if not others:
        return last
    before = ", ".join(f"rows_{place} AS ({each})" for place, each in enumerate(others))
    return f"WITH {before} {last}"


def _insert_columns(table: Table, dialect: Dialect) -> str:
    arrays = (f"%b::{column.type.compile(dialect)}[]" for column in table.columns)
    # The names are our own tables' and columns'.
    return f"{_into(table)} SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608


@lru_cache(64)
def _insert_row(table: Table) -> str:
    return f"{_into(table)} VALUES ({', '.join('?' for _ in table.columns)})"


def _into(table: Table) -> str:
    return f"INSERT INTO {table.fullname} ({', '.join(table.columns.keys())})"
