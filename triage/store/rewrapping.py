"""How do the wrapped keys get another master key? Each is unwrapped by the old, wrapped by the new.

What they unwrap to stays the same, so no receipt and no sealed word changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Table, bindparam, select, update

from triage.events import Seal
from triage.store.keys import WrongMasterKey, seal, unseal
from triage.store.tables import request_keys, system_keys

PAGE = 1000
TABLES = (system_keys, request_keys)
RowOf = Mapping[Any, Any]


def wrapped_keys(table: Table, row: RowOf) -> Iterator[tuple[str, bytes]]:
    """The columns of a row that hold a wrapped key, each with what that is bound to."""
    if table is system_keys:
        yield "wrapped", row["name"].encode()
        return
    for each in Seal:
        if row[each] is not None:
            yield str(each), f"{row['request_id']}:{each}".encode()


def require_unwrappable(master: bytes, table: Table, row: RowOf) -> None:
    """Let pass what this master key unwraps.

    Raises:
        WrongMasterKey
    """
    for column, bound_to in wrapped_keys(table, row):
        _unwrapped(master, row[column], bound_to)


def rewrap(connection: Connection, *, old: bytes, new: bytes) -> int:
    """Wrap anew what is not wrapped by `new` yet; how many keys that were.

    The caller holds the write lock, and forgets the freed pages afterwards.

    Raises:
        WrongMasterKey: a key is wrapped by neither.
    """
    return sum(_rewrap_table(connection, table, old, new) for table in TABLES)


def pages(connection: Connection, table: Table) -> Iterator[Sequence[RowOf]]:
    """The rows in the order of their key, a page at a time, each page a statement of its own."""
    (key,) = table.primary_key.columns
    query = select(table).order_by(key).limit(PAGE)
    page = connection.execute(query).mappings().all()
    while page:
        yield page
        page = connection.execute(query.where(key > page[-1][key.name])).mappings().all()


def _rewrap_table(connection: Connection, table: Table, old: bytes, new: bytes) -> int:
    (key,) = table.primary_key.columns
    wrapped = [column.name for column in table.columns if not column.primary_key]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in wrapped}
    change = update(table).where(key == bindparam("this")).values(values)
    done = 0
    for page in pages(connection, table):
        anew = [(row, _rewrapped(table, row, old, new)) for row in page]
        changes = [
            {"this": row[key.name]} | {f"new_{name}": keys.get(name, row[name]) for name in wrapped}
            for row, keys in anew
            if keys
        ]
        if changes:
            connection.execute(change, changes)
        done += sum(len(keys) for _, keys in anew)
    return done


def _rewrapped(table: Table, row: RowOf, old: bytes, new: bytes) -> dict[str, bytes]:
    """The keys of a row that `new` does not unwrap yet, by their column."""
    anew = {}
    for column, bound_to in wrapped_keys(table, row):
        try:
            _unwrapped(new, row[column], bound_to)
        except WrongMasterKey:
            anew[column] = seal(new, _unwrapped(old, row[column], bound_to), bound_to)
    return anew


def _unwrapped(master: bytes, wrapped: bytes, bound_to: bytes) -> bytes:
    try:
        return unseal(master, wrapped, bound_to)
    except InvalidTag:
        raise WrongMasterKey() from None
