"""How does one row vouch for all before it? A hash chain over the stored bytes.

Ciphertext is what is hashed, so destroying a key breaks no link.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from triage.store.database.direct import rows_of

GENESIS = bytes(32)


def next_link(previous: bytes, *parts: bytes) -> bytes:
    """SHA-256 over the previous link and the row's parts, each with its length before it."""
    return hashlib.sha256(previous + framed(*parts)).digest()


def framed(*parts: bytes) -> bytes:
    """The parts, each with its length before it, so that no bytes can move between two parts."""
    return b"".join([len(part).to_bytes(8, "big") + part for part in parts])


def chain_end(connection: Connection, table: str) -> tuple[int, bytes]:
    """The last position and link of a chained table, by its name; (0, GENESIS) of an empty one."""
    # The name is one of our own tables'.
    last = f"SELECT position, link FROM {table} ORDER BY position DESC LIMIT 1"  # noqa: S608
    found = rows_of(connection, last)
    return found[0] if found else (0, GENESIS)
