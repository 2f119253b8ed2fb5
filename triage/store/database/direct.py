"""How is a statement handed to the driver as it is? For the few that every batch runs.

SQLAlchemy's own way around each costs more than most of them do. Its failures stay: whoever calls
catches the same exceptions. What waits for the end of a batch is not inserted before them, so they
ask only for what nothing waiting can change (`triage.store.database.batch`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


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
