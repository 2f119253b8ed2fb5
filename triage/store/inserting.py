"""How do many rows go into a table at once? As one statement that is composed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

Bind = Callable[[Any], Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that name every column; half of the work of SQLAlchemy's own way.

    PostgreSQL gets one array a column, SQLite the rows one after another.
    """
    if not rows:
        return
    dialect = connection.dialect
    columns = [
        [row[name] for row in rows] if bind is None else [bind(row[name]) for row in rows]
        for name, bind in _binds(table, dialect)
    ]
    if dialect.name == "postgresql":
        connection.exec_driver_sql(_insert_columns(table, dialect), tuple(columns))
    else:
        connection.exec_driver_sql(_insert_row(table), list(zip(*columns, strict=True)))


@lru_cache(64)
def _binds(table: Table, dialect: Dialect) -> tuple[tuple[str, Bind | None], ...]:
    """How SQLAlchemy's types hand their values to the driver; None where they do as they are."""
    return tuple(
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in table.columns
    )


@lru_cache(64)
def _insert_columns(table: Table, dialect: Dialect) -> str:
    arrays = (f"%b::{column.type.compile(dialect)}[]" for column in table.columns)
    # The names are our own tables' and columns'.
    return f"{_into(table)} SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608


@lru_cache(64)
def _insert_row(table: Table) -> str:
    return f"{_into(table)} VALUES ({', '.join('?' for _ in table.columns)})"


def _into(table: Table) -> str:
    return f"INSERT INTO {table.fullname} ({', '.join(table.columns.keys())})"
