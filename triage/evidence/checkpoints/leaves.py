"""What of the store is a leaf, and with which content? Links of both chains, and rows that matter.

A row's leaf stands for one edition of it: where a row may change, its key says which edition it is,
so a leaf once made never needs another content. The content is a JSON object with something in it
that cannot be guessed (a link, a keyed hash, a random id): a proof shows the hashes beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, select

from triage.evidence.checkpoints.merkle import leaf_hash
from triage.store.tables.absence_tables import absences
from triage.store.tables.core_tables import (
    access_log,
    catalogues,
    events,
    replaced_receipts,
    staff,
    submissions,
)

SALT_BYTES = 16
AnyRow = Row[Any]


class Tree(StrEnum):
    """There are two trees: what happened and who may act, and who read."""

    EVENTS = "events"
    READS = "reads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One leaf: which edition of which row it stands for, its content, and what hides that."""

    kind: str
    row: str
    content: bytes
    salt: bytes | None = None

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """A table whose rows have a position and a link: one leaf for each."""

    kind: str
    tree: Tree
    table: Table
    is_salted: bool = False

    def rows(
        self, connection: Connection, after: int, until: int | None = None
    ) -> Sequence[AnyRow]:
        """Position and link of the rows behind a position, in order, up to another where named."""
        position = self.table.c.position
        found: Select[Any] = (
            select(position, self.table.c.link).where(position > after).order_by(position)
        )
        if until is not None:
            found = found.where(position <= until)
        return connection.execute(found).fetchall()

    def leaf(self, row: AnyRow, salt: bytes | None = None) -> Leaf:
        stored = {"link": row.link.hex(), "position": row.position}
        if salt is not None:
            stored["salt"] = salt.hex()
        content = in_json(self.kind, stored)
        return Leaf(kind=self.kind, row=str(row.position), content=content, salt=salt)

    def fresh_leaf(self, row: AnyRow) -> Leaf:
        """The leaf of a row that has none yet."""
        return self.leaf(row, os.urandom(SALT_BYTES) if self.is_salted else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A table whose rows grant rights or carry facts: one leaf for each edition of each row.

    `names` says which row it is in words; `edition` which row and edition, for the leaf's key.
    `content` never changes for a kind that was closed once: what a later column adds needs another
    kind, which gives every row a leaf anew.
    """

    kind: str
    table: Table
    content: tuple[str, ...]
    edition: Callable[[AnyRow], str]
    names: str

    def rows(self, connection: Connection) -> Sequence[AnyRow]:
        in_order = select(self.table).order_by(*self.table.primary_key.columns)
        return connection.execute(in_order).fetchall()

    def leaf(self, row: AnyRow) -> Leaf:
        stored = {name: _plain(getattr(row, name)) for name in self.content}
        return Leaf(kind=self.kind, row=self.edition(row), content=in_json(self.kind, stored))

    def name(self, row: AnyRow) -> str:
        return f"{self.table.name} {getattr(row, self.names)}"


EVENT = Chained(kind="event", tree=Tree.EVENTS, table=events)
READ = Chained(kind="read", tree=Tree.READS, table=access_log, is_salted=True)
CHAINED = {each.tree: each for each in (EVENT, READ)}

# When a request came, by what its receipt says: the leaf that a proof of arrival shows.
ARRIVAL = Listed(
    kind="arrival",
    table=submissions,
    content=("chain_head", "reference", "submitted_at"),
    edition=lambda row: row.request_id.hex,
    names="reference",
)
# Which dialogue a receipt opens.
RECEIPT = Listed(
    kind="receipt",
    table=submissions,
    content=("receipt_mac", "reference", "request_id"),
    edition=lambda row: f"{row.request_id.hex} {row.receipt_mac.hex()}",
    names="reference",
)
REPLACED = Listed(
    kind="replaced",
    table=replaced_receipts,
    content=("receipt_mac", "replaced_at", "request_id"),
    edition=lambda row: row.receipt_mac.hex(),
    names="request_id",
)
# Who may act, and with which password.
ACCOUNT = Listed(
    kind="account",
    table=staff,
    content=(
        "active",
        "changed",
        "demo",
        "languages",
        "name",
        "password_hash",
        "role",
        "units",
        "username",
    ),
    edition=lambda row: f"{row.changed} {row.username}",
    names="username",
)
# Every rule: routing, promises, calendar, numbers.
EDITION = Listed(
    kind="edition",
    table=catalogues,
    content=("number", "published_at", "published_by", "toml", "version"),
    edition=lambda row: str(row.number),
    names="version",
)
# Who reads in whose place.
ABSENCE = Listed(
    kind="absence",
    table=absences,
    content=(
        "ended_at",
        "ended_by",
        "from_on",
        "id",
        "recorded_at",
        "recorded_by",
        "substitute",
        "until_on",
        "username",
    ),
    edition=lambda row: f"{row.id.hex} {'ended' if row.ended_at else 'recorded'} {row.until_on}",
    names="username",
)
LISTED = (ARRIVAL, REPLACED, RECEIPT, ACCOUNT, EDITION, ABSENCE)


def in_json(kind: str, stored: dict[str, Any]) -> bytes:
    """The content of a leaf, written in the one way: keys sorted, no spaces, UTF-8."""
    whole = {"kind": kind, **stored}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return value.hex
        case bytes():
            return value.hex()
    return value
