"""How is a statement handed to the driver as it is? For the few that every batch runs.

SQLAlchemy's own way around each costs more than most of them do: a row inserted by it takes several
times as long. Its failures stay: the caller catches the same exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]
Bind = Callable[[Any], Any]
NewRows = Sequence[dict[str, Any]]


def rows_of(connection: Connection, statement: str, *parameters: object) -> Sequence[Row]:
    """What a query gives, in the driver's own types."""
    rows: Sequence[Row] = _run(connection, statement, parameters).fetchall()
    return rows


def run(connection: Connection, statement: str, *parameters: object) -> None:
    """Run a statement that gives nothing."""
    _run(connection, statement, parameters)


def run_many(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement once for each row."""
    with _cursor(connection, statement) as cursor:
        cursor.executemany(statement, rows)


def insert_rows(connection: Connection, table: Table, rows: NewRows) -> None:
    """Insert rows that name every column; a fraction of the work of SQLAlchemy's own way."""
    insert_together(connection, {table: rows})


def insert_together(connection: Connection, rows_of: Mapping[Table, NewRows]) -> None:
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


def _run(connection: Connection, statement: str, parameters: Row) -> Any:
    with _cursor(connection, statement) as cursor:
        if connection.dialect.name == "postgresql":
            cursor.execute(statement, parameters, prepare=True, binary=True)
        else:
            cursor.execute(statement, parameters)
        return cursor


@contextmanager
def _cursor(connection: Connection, statement: str) -> Iterator[Any]:
    try:
        yield connection.connection.cursor()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, statement, error) from error


def _told(connection: Connection, statement: str, error: Exception) -> BaseException:
    """The failure as SQLAlchemy tells it; a connection that is gone never goes back to its pool."""
    dialect = connection.dialect
    is_gone = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type]
    if is_gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        statement,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    )


def _columns(table: Table, rows: NewRows, dialect: Dialect) -> list[list[Any]]:
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
