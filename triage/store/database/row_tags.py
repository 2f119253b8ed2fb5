"""Was this row written by the service? A keyed tag over all of it tells.

The key is derived from the master key, so that who can write to the database alone makes no row
that is believed. A tag names its table and every column, the primary key among them: no row passes
for another one. Columns that are null are left out, so a column that a later release adds leaves
the tags of earlier rows right.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table

from triage.store.database.hash_chain import framed
from triage.store.tables.guards import COUNTS, TAG, Counted

# By the names of the columns.
RowOf = Mapping[Any, Any]
# The name under which every connection carries the tags of its database.
ROW_TAGS = "row_tags"
# As many are named; more are only counted.
NAMED_AT_MOST = 20
SHOWN_KEY_BYTES = 8


class NoRowKey(Exception):
    """Guarded rows were asked for without a master key: none could be told from a made-up one."""


class RefusedRows:
    """Which rows were refused since the process began; told once each, through `tell`."""

    def __init__(self) -> None:
        self.tell: Callable[[str], None] = lambda _: None
        self.count = 0
        self._named: dict[str, None] = {}
        self._lock = threading.Lock()

    @property
    def places(self) -> tuple[str, ...]:
        """Table and primary key of each, the first found first."""
        return tuple(self._named)

    def forget(self) -> None:
        """Name none any more; the count goes on."""
        with self._lock:
            self._named.clear()

    def add(self, place: str) -> None:
        with self._lock:
            self.count += 1
            is_news = place not in self._named
            if is_news and len(self._named) < NAMED_AT_MOST:
                self._named[place] = None
        if is_news:
            self.tell(place)


@dataclass(frozen=True, slots=True)
class RowTags:
    """Makes and checks the tags of one database by its key (32 bytes).

    Tags by `earlier` keys are right too, while another one takes their place.
    """

    key: bytes = field(repr=False)
    earlier: tuple[bytes, ...] = field(default=(), repr=False)
    refused: RefusedRows = field(default_factory=RefusedRows, repr=False)

    def tagged(self, table: Table, row: RowOf) -> dict[str, Any]:
        """The whole row with its tag; columns that are not given are null."""
        whole = {name: row.get(name) for name, *_ in _columns(table)}
        return {**whole, TAG: self.tag(table, whole)}

    def tag(self, table: Table, row: RowOf) -> bytes:
        """The tag of a row, by the names of its columns.

        Raises:
            TypeError: it holds a value of a kind that no column has.
        """
        return hmac.digest(self.key, self._said(table, row), "sha256")

    def _said(self, table: Table, row: RowOf) -> bytes:
        """What a tag is over."""
        said = [framed(table.fullname.encode())]
        for name, framed_name, counted in _columns(table):
            value = row.get(name)
            if value is not None:
                said += (framed_name, framed(_written(counted(value) if counted else value)))
        return b"".join(said)

    def fits(self, table: Table, row: RowOf) -> bool:
        """Whether a row bears its own tag."""
        tag = row.get(TAG)
        if not isinstance(tag, bytes):
            return False
        try:
            said = self._said(table, row)
        except (TypeError, ValueError):
            # A value of another type than its column's, which SQLite keeps all the same.
            return False
        return any(
            hmac.compare_digest(tag, hmac.digest(key, said, "sha256"))
            for key in (self.key, *self.earlier)
        )

    def admits(self, table: Table, row: RowOf) -> bool:
        """`fits`, for a row that is to be used: one that does not is told."""
        if self.fits(table, row):
            return True
        self.refused.add(place_of(table, row))
        return False


class Unchecked(RowTags):
    """Admits every row: for whoever checks each by itself, or has no master key to check by."""

    def fits(self, table: Table, row: RowOf) -> bool:
        return True


def tags_of(connection: Connection) -> RowTags:
    """The tags of the database behind this connection. Raises NoRowKey."""
    tags: RowTags | None = connection.get_execution_options().get(ROW_TAGS)
    if tags is None:
        raise NoRowKey()
    return tags


def place_of(table: Table, row: RowOf) -> str:
    """Table and primary key of a row, in words for administrators."""
    return f"{table.fullname} {' '.join(_shown(row.get(key.name)) for key in table.primary_key)}"


def _shown(value: object) -> str:
    return value[:SHOWN_KEY_BYTES].hex() if isinstance(value, bytes) else str(value)


@cache
def _columns(table: Table) -> tuple[tuple[str, bytes, Counted | None], ...]:
    """What the tag covers: every column but itself, by name."""
    counts: Mapping[str, Counted] = table.info.get(COUNTS, {})
    names = sorted(column.name for column in table.columns if column.name != TAG)
    return tuple((name, framed(name.encode()), counts.get(name)) for name in names)


def _written(value: Any) -> bytes:
    """A value in bytes, alike on both stores; the first byte is its kind."""
    written = WRITTEN.get(type(value))
    if written is None:
        # An enum is written as what it is an enum of.
        written = next((WRITTEN[kind] for kind in WRITTEN if isinstance(value, kind)), None)
    if written is None:
        raise TypeError(type(value).__name__)
    return written(value)


def _moment(value: datetime) -> bytes:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return b"m" + aware.astimezone(UTC).isoformat().encode()


# A truth value is a number, as SQLite keeps it; a moment is a day too, so it stands before.
WRITTEN: dict[type, Callable[[Any], bytes]] = {
    bytes: lambda value: b"b" + value,
    str: lambda value: b"s" + value.encode(),
    bool: lambda value: b"i%d" % value,
    int: lambda value: b"i%d" % value,
    UUID: lambda value: b"u" + value.bytes,
    datetime: _moment,
    date: lambda value: b"d" + value.isoformat().encode(),
}
