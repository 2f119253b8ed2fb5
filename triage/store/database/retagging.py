"""How does every row of a table get its tag, or another one? A page at a time.

The caller holds the write lock: the upgrade that adds the column, or the rotation of the master.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, inspect, select, tuple_, update

from triage.store.database.row_tags import RowTags, place_of
from triage.store.tables.guards import TAG

PAGE = 1000
KEY = "key_"


def tag_all(connection: Connection, table: Table, tags: RowTags) -> int:
    """Tag every row as it is, whoever wrote it; how many there are. For the upgrade alone."""
    done = 0
    for page in every_row(connection, table):
        rows = [dict(row._mapping) for row in page]
        _store(connection, table, [(row, tags.tag(table, row)) for row in rows])
        done += len(rows)
    return done


def retag(connection: Connection, table: Table, *, old: RowTags, new: RowTags) -> list[str]:
    """Give what bears a tag of the old key one of the new; the places of what bears neither.

    Those stay as they are: to tag them would make them ours.
    """
    return [
        place
        for page in every_row(connection, table)
        for place in retag_page(connection, table, page, old=old, new=new)
    ]


def retag_page(
    connection: Connection, table: Table, page: Sequence[Row[Any]], *, old: RowTags, new: RowTags
) -> list[str]:
    """`retag` for some rows, which were read under the lock."""
    anew, false = [], list[str]()
    for row in page:
        values = dict(row._mapping)
        if new.fits(table, values):
            continue
        if old.fits(table, values):
            anew.append((values, new.tag(table, values)))
        else:
            false.append(place_of(table, values))
    _store(connection, table, anew)
    return false


def every_row(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a table, a page at a time, with the columns that its release has."""
    there = {each["name"] for each in inspect(connection).get_columns(table.name, table.schema)}
    columns = [column for column in table.columns if column.name in there]
    page = next_rows(connection, table, columns, None)
    while page:
        yield page
        page = next_rows(connection, table, columns, page[-1])


def next_rows(
    connection: Connection, table: Table, columns: Iterable[Any], after: Row[Any] | None
) -> Sequence[Row[Any]]:
    """The next page behind a row, in the order of the key; the first where none is named."""
    key = list(table.primary_key)
    query = select(*columns).order_by(*key).limit(PAGE)
    if after is not None:
        last = (bindparam(None, after._mapping[each.name], type_=each.type) for each in key)
        query = query.where(tuple_(*key) > tuple_(*last))
    return connection.execute(query).all()


def _store(
    connection: Connection, table: Table, tagged: Sequence[tuple[dict[str, Any], bytes]]
) -> None:
    if not tagged:
        return
    keys = [key.name for key in table.primary_key]
    these = (table.c[key] == bindparam(f"{KEY}{key}") for key in keys)
    rows = [{**{f"{KEY}{key}": row[key] for key in keys}, "new_tag": tag} for row, tag in tagged]
    connection.execute(update(table).where(*these).values({TAG: bindparam("new_tag")}), rows)
