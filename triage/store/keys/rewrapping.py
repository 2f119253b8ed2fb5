"""How do the wrapped keys get another master key? Each is unwrapped by the old, wrapped by the new.

What they unwrap to stays the same, so no receipt and no sealed word changes. A request's key that
neither unwraps is damaged: it stays as it is, for whoever can mend it, and is told. The rows whose
tags the old one made get tags of the new one; what bears neither stays refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Row, Table, bindparam, select, update

from triage.request.events import Seal
from triage.store.database.retagging import next_rows, retag, retag_page
from triage.store.keys.inventory import KeysLost, missing_names, relist
from triage.store.keys.key_ring import KeyRing, WrongMasterKey, seal, unseal
from triage.store.tables.core_tables import request_keys, system_keys
from triage.store.tables.every_table import tagged_tables

PAGE = 1000
RowOf = Mapping[Any, Any]


class Rewrapped(NamedTuple):
    """How many keys are wrapped anew, the requests with a key that neither master unwraps, and
    the places of rows that bear a tag of neither."""

    keys: int
    damaged: tuple[UUID, ...]
    refused: tuple[str, ...] = ()


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
        if _unwrapped(master, row[column], bound_to) is None:
            raise WrongMasterKey()


def rewrap(connection: Connection, *, old: bytes, new: bytes) -> Rewrapped:
    """Wrap anew what is not wrapped by `new` yet, and tag anew what is not tagged by it.

    The caller holds the write lock, and forgets the freed pages afterwards.

    Raises:
        WrongMasterKey: a system key is wrapped by neither.
        KeysLost: a system key is missing; put back later, nothing would open it.
    """
    masters = (old, new)
    for name in missing_names(connection):
        raise KeysLost(f"the key {name} (keys.system_keys) is missing")
    system = _rewrap_table(connection, system_keys, masters)
    if system.damaged:
        raise WrongMasterKey()
    relist(connection, KeyRing(new))
    requests = _rewrap_table(connection, request_keys, masters)
    tags = [KeyRing(master).row_tags for master in masters]
    refused = [
        place
        for table in tagged_tables()
        for place in retag(connection, table, old=tags[0], new=tags[1])
    ]
    return Rewrapped(system.keys + requests.keys, requests.damaged, tuple(refused))


def rewrap_in_steps(
    lock: Callable[[], AbstractContextManager[Connection]], new: bytes, *olds: bytes
) -> Rewrapped:
    """`rewrap` while the service runs: each page in a transaction of its own, under `lock`.

    Every process accepts all of these keys meanwhile. It may be stopped anywhere and made again:
    then it finds what is left, and what a process wrote by an old key since.

    Raises:
        WrongMasterKey: a system key is wrapped by none of them.
        KeysLost: a system key is missing.
    """
    masters = (*olds, new)
    with lock() as connection:
        for name in missing_names(connection):
            raise KeysLost(f"the key {name} (keys.system_keys) is missing")
        system = _rewrap_table(connection, system_keys, masters)
        if system.damaged:
            raise WrongMasterKey()
        relist(connection, KeyRing(new))
    done = [system]
    for table in (request_keys, *tagged_tables()):
        done += _table_in_steps(lock, table, masters)
    return _together(done)


def _table_in_steps(
    lock: Callable[[], AbstractContextManager[Connection]], table: Table, masters: tuple[bytes, ...]
) -> Iterator[Rewrapped]:
    last: Row[Any] | None = None
    while True:
        with lock() as connection:
            page = next_rows(connection, table, table.columns, last)
            done = _anew(connection, table, page, masters)
        if not page:
            return
        yield done
        last = page[-1]


def _anew(
    connection: Connection, table: Table, page: Sequence[Row[Any]], masters: tuple[bytes, ...]
) -> Rewrapped:
    if table is request_keys:
        return _rewrap_page(connection, table, [row._mapping for row in page], masters)
    *olds, new = masters
    old = KeyRing(*olds).row_tags
    places = retag_page(connection, table, page, old=old, new=KeyRing(new).row_tags)
    return Rewrapped(0, (), tuple(places))


def pages(connection: Connection, table: Table) -> Iterator[Sequence[RowOf]]:
    """The rows in the order of their key, a page at a time, each page a statement of its own."""
    (key,) = table.primary_key.columns
    query = select(table).order_by(key).limit(PAGE)
    page = connection.execute(query).mappings().all()
    while page:
        yield page
        page = connection.execute(query.where(key > page[-1][key.name])).mappings().all()


def _rewrap_table(connection: Connection, table: Table, masters: tuple[bytes, ...]) -> Rewrapped:
    done = [_rewrap_page(connection, table, page, masters) for page in pages(connection, table)]
    return _together(done)


def _rewrap_page(
    connection: Connection, table: Table, page: Sequence[RowOf], masters: tuple[bytes, ...]
) -> Rewrapped:
    (key,) = table.primary_key.columns
    wrapped = [column.name for column in table.columns if not column.primary_key]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in wrapped}
    change = update(table).where(key == bindparam("this")).values(values)
    done, damaged, changes = 0, [], []
    for row in page:
        keys, is_whole = _rewrapped(table, row, masters)
        if keys:
            anew = {f"new_{name}": keys.get(name, row[name]) for name in wrapped}
            changes.append({"this": row[key.name], **anew})
        if not is_whole:
            damaged.append(row[key.name])
        done += len(keys)
    if changes:
        connection.execute(change, changes)
    return Rewrapped(done, tuple(damaged))


def _together(done: Iterable[Rewrapped]) -> Rewrapped:
    parts = list(done)
    return Rewrapped(
        sum(each.keys for each in parts),
        tuple(each for part in parts for each in part.damaged),
        tuple(each for part in parts for each in part.refused),
    )


def _rewrapped(
    table: Table, row: RowOf, masters: tuple[bytes, ...]
) -> tuple[dict[str, bytes], bool]:
    """The keys of a row that the last master does not unwrap yet, and whether none is lost."""
    *olds, new = masters
    anew, is_whole = {}, True
    for column, bound_to in wrapped_keys(table, row):
        if _unwrapped(new, row[column], bound_to) is not None:
            continue
        found = (_unwrapped(old, row[column], bound_to) for old in olds)
        key = next((each for each in found if each is not None), None)
        if key is None:
            is_whole = False
        else:
            anew[column] = seal(new, key, bound_to)
    return anew, is_whole


def _unwrapped(master: bytes, wrapped: bytes, bound_to: bytes) -> bytes | None:
    try:
        return unseal(master, wrapped, bound_to)
    except InvalidTag:
        return None
