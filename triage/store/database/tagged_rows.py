"""How are guarded rows read and written? With their tags, which the connection's key makes.

Records go through here and nowhere else: what is read from a guarded table bears its tag, and what
does not is left out as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, select, update
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.selectable import Select

from triage.store.database.row_tags import RowTags, tags_of
from triage.store.tables.core_tables import events
from triage.store.tables.guards import TAG

Values = Mapping[Any, Any]
OLD, NEW = "old_", "new_"


def insert_row(connection: Connection, table: Table, row: Values) -> None:
    """Insert one row."""
    connection.execute(table.insert(), tags_of(connection).tagged(table, row))


def insert_by(
    connection: Connection, statements: Mapping[str, Insert], table: Table, rows: Iterable[Values]
) -> None:
    """Insert rows by the dialect's own statement (`if_absent`, `replacing`)."""
    tags = tags_of(connection)
    tagged = [tags.tagged(table, row) for row in rows]
    if tagged:
        connection.execute(statements[connection.dialect.name], tagged)


def true_rows(
    connection: Connection, query: Select[Any], table: Table, given: Values | None = None
) -> Iterator[Row[Any]]:
    """The rows of a query that are ours. It selects every column of `table`, and maybe others."""
    tags = tags_of(connection)
    for row in connection.execute(query, given or {}):
        if tags.admits(table, columns_of(table, row)):
            yield row


def true_row(
    connection: Connection, query: Select[Any], table: Table, given: Values | None = None
) -> Row[Any] | None:
    """The first row of a query that is ours."""
    return next(true_rows(connection, query, table, given), None)


def change_rows(
    connection: Connection, table: Table, values: Values, *where: ColumnElement[bool]
) -> int:
    """Change the rows of which this is true, and tag them anew; how many those are.

    One that is not ours stays as it is: a change would make it one of ours. The caller holds the
    write lock.
    """
    tags = tags_of(connection)
    changed = [
        {**row._mapping, **values}
        for row in true_rows(connection, select(table).where(*where), table)
    ]
    keys = [key.name for key in table.primary_key]
    names = [*values, TAG]
    rows = [
        {
            **{f"{OLD}{key}": row[key] for key in keys},
            **{f"{NEW}{name}": each[name] for name in names},
        }
        for row in changed
        for each in [tags.tagged(table, row)]
    ]
    if rows:
        these = (table.c[key] == bindparam(f"{OLD}{key}") for key in keys)
        set_to: dict[str, Any] = {name: bindparam(f"{NEW}{name}") for name in names}
        connection.execute(update(table).where(*these).values(set_to), rows)
    return len(rows)


def columns_of(table: Table, row: Row[Any]) -> dict[str, Any]:
    """The columns of one table in a row that may hold those of several."""
    found = row._mapping
    return {column.name: found[column] for column in table.columns}


def true_state(tags: RowTags, event: Values) -> bytes:
    """The state of an event (all its columns by name); of one that is not ours none at all.

    What has no state is damaged to whoever reads it: nobody folds it, and its request says so.
    """
    if tags.admits(events, event):
        state: bytes = event["state"]
        return state
    return b""
