"""Which keys of the system must be there? What was made at first set-up is never made again.

A key made anew in the place of a lost one looks like one: the service would start, and every
receipt would be dead. So each key's fingerprint is kept with what lasts, apart from the keys, and
sealed by the master key: it tells a lost key from a first start, and a damaged one from a wrong
master key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from triage.store.database.inserts import replacing
from triage.store.keys.key_ring import KeyRing, WrongMasterKey, keyed_hash
from triage.store.tables.core_tables import (
    catalogues,
    events,
    key_inventory,
    request_keys,
    system_keys,
)

HASHING = "hashing"
# Any of so many requests' keys tells whether the master key is the right one.
ASKED = 20
# PostgreSQL's codes: an undefined table, an undefined schema.
NO_SUCH_TABLE = ("42P01", "3F000")


class KeysLost(Exception):
    """A key that must be there is missing, or is not what it was; the message names it."""


def hashing_key(connection: Connection, ring: KeyRing) -> bytes:
    """The key that hashes receipts and tokens, made where nothing was ever stored.

    The caller holds the write lock.

    Raises:
        WrongMasterKey, KeysLost
    """
    keys = keep_inventory(connection, ring)
    if HASHING not in keys:
        keys = {HASHING: ring.system_key(connection, HASHING)}
        _list(connection, ring, keys)
    return keys[HASHING]


def keep_inventory(connection: Connection, ring: KeyRing) -> dict[str, bytes]:
    """The system keys by name, all that must be there; an older release's database gets its list.

    Raises:
        WrongMasterKey, KeysLost
    """
    keys = required_keys(connection, ring)
    _list(connection, ring, keys)
    return keys


def later_key(connection: Connection, ring: KeyRing, name: str) -> bytes:
    """A key that is not needed from the start: made at its first use, and on the list from then on.

    The caller holds the write lock.

    Raises:
        WrongMasterKey, KeysLost
    """
    listed = set(connection.scalars(select(key_inventory.c.name)))
    there = connection.scalar(select(system_keys.c.name).where(system_keys.c.name == name))
    if name in listed and there is None:
        raise KeysLost(f"the key {name} (keys.system_keys) is missing or not what it was")
    key = ring.system_key(connection, name)
    if name not in listed:
        _list(connection, ring, {name: key})
    return key


def end_key(connection: Connection, name: str) -> None:
    """Destroy a later key with what it sealed, and its place on the list.

    The caller holds the write lock, and ends with `forget_freed_pages`.
    """
    for table in (system_keys, key_inventory):
        connection.execute(delete(table).where(table.c.name == name))


def required_keys(connection: Connection, ring: KeyRing) -> dict[str, bytes]:
    """The system keys by name, all that must be there; none where nothing was ever stored.

    Raises:
        WrongMasterKey, KeysLost
    """
    with _lost_tables_told():
        keys = _opened(connection, ring, system_keys)
        listed = _opened(connection, ring, key_inventory, of=f"{key_inventory}:")
        if (keys or listed) and not _is_master(connection, ring, keys, listed):
            raise WrongMasterKey()
        sound = {
            name: key
            for name, key in keys.items()
            if key is not None and listed.get(name) in (None, _fingerprint(key))
        }
        _require_all(connection, sound, keys.keys() | listed.keys())
    return sound


def missing_names(connection: Connection) -> set[str]:
    """The system keys that are on the list and not there; told without the master key."""
    with _lost_tables_told():
        there = set(connection.scalars(select(system_keys.c.name)))
        return set(connection.scalars(select(key_inventory.c.name))) - there


def is_master(connection: Connection, ring: KeyRing) -> bool:
    """Whether the ring's master key is this database's, or nothing tells that it is not."""
    keys = _opened(connection, ring, system_keys)
    listed = _opened(connection, ring, key_inventory, of=f"{key_inventory}:")
    if keys or listed:
        return _is_master(connection, ring, keys, listed)
    # Nothing was served from here yet, but an edition is in force: whoever made it tagged it.
    editions = connection.execute(select(catalogues)).mappings().all()
    return not editions or any(ring.row_tags.fits(catalogues, each) for each in editions)


def relist(connection: Connection, ring: KeyRing) -> None:
    """Seal the list by another master key, which wraps the keys already."""
    keys = _opened(connection, ring, system_keys)
    _list(connection, ring, {name: key for name, key in keys.items() if key is not None})


def _require_all(connection: Connection, sound: Mapping[str, bytes], names: set[str]) -> None:
    lost = sorted(names - sound.keys())
    in_use = connection.execute(select(events.c.position).limit(1)).first() is not None
    if in_use and not names:
        lost = [HASHING]
    if lost:
        raise KeysLost(f"the key {lost[0]} (keys.system_keys) is missing or not what it was")
    request_key = select(request_keys.c.request_id).limit(1)
    if in_use and connection.execute(request_key).first() is None:
        raise KeysLost("the keys of all requests (keys.request_keys) are missing")


def _is_master(
    connection: Connection,
    ring: KeyRing,
    keys: Mapping[str, bytes | None],
    listed: Mapping[str, bytes | None],
) -> bool:
    """Whether anything opens: one key that does not may be damaged."""
    if any(each is not None for each in (*keys.values(), *listed.values())):
        return True
    rows = connection.execute(select(request_keys).limit(ASKED))
    return any(ring.unwrapped(row).protection is not None for row in rows)


def _opened(
    connection: Connection, ring: KeyRing, table: Table, *, of: str = ""
) -> dict[str, bytes | None]:
    rows = connection.execute(select(table.c.name, table.c.wrapped))
    return {row.name: ring.unwrap(row.wrapped, of + row.name) for row in rows}


def _list(connection: Connection, ring: KeyRing, keys: Mapping[str, bytes]) -> None:
    """Put the fingerprints of these keys on the list, where they are not on it already."""
    listed = _opened(connection, ring, key_inventory, of=f"{key_inventory}:")
    statement = replacing(key_inventory)[connection.dialect.name]
    for name, key in keys.items():
        fingerprint = _fingerprint(key)
        if listed.get(name) != fingerprint:
            wrapped = ring.wrap(fingerprint, f"{key_inventory}:{name}")
            connection.execute(statement, {"name": name, "wrapped": wrapped})


def _fingerprint(key: bytes) -> bytes:
    return keyed_hash(key, b"fingerprint")


@contextmanager
def _lost_tables_told() -> Iterator[None]:
    """A file of keys that was lost is an empty one by now, or its schema was dropped."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        reason = getattr(error.orig, "sqlstate", None)
        if reason in NO_SUCH_TABLE or "no such table" in str(error.orig):
            raise KeysLost("the tables of the keys are missing") from None
        raise
