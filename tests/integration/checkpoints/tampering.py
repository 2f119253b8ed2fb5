"""What can somebody do who may write to the database, and has no master key?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from tests.clock import START
from tests.integration.store.world import TestedService
from triage.evidence.access_log import read_link
from triage.store.database.engine import write_lock
from triage.store.database.hash_chain import GENESIS
from triage.store.events.recorder import link_of
from triage.store.tables.absence_tables import absences
from triage.store.tables.checkpoint_tables import checkpoints, leaves, tiles
from triage.store.tables.core_tables import (
    access_log,
    catalogues,
    events,
    replaced_receipts,
    staff,
    submissions,
)

RowOf = dict[str, Any]
Rows = Sequence[RowOf]
Way = Callable[[list[RowOf], Table, Random], list[RowOf]]

# A tag is none: it vouches for its row, and tests of its own try it.
TAGGED = frozenset({"tag"})
# Every table that carries evidence, with the columns of it that no checkpoint vouches for.
EVIDENCE: dict[Table, frozenset[str]] = {
    events: TAGGED,
    access_log: TAGGED,
    # Forgotten after a day.
    submissions: frozenset({"body_mac"}) | TAGGED,
    replaced_receipts: TAGGED,
    staff: TAGGED,
    catalogues: TAGGED,
    absences: TAGGED,
    tiles: frozenset(),
    leaves: frozenset(),
    checkpoints: frozenset(),
}


def rows_of(service: TestedService, table: Table) -> list[RowOf]:
    """All rows, in the order of their key."""
    with service.parts.database.log.connect() as connection:
        found = connection.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


def store(service: TestedService, table: Table, rows: Rows) -> bool:
    """Put these rows in the place of all others; whether the store takes them."""
    try:
        with write_lock(service.parts.database) as connection:
            connection.execute(delete(table))
            for row in rows:
                connection.execute(insert(table).values(row))
    except (DBAPIError, IntegrityError, StatementError, OverflowError):
        return False
    return True


def columns_of(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def flip(rows: list[RowOf], table: Table, chance: Random) -> list[RowOf]:
    """Change one value of one row, by as little as can be."""
    at = chance.randrange(len(rows))
    column = chance.choice([name for name in columns_of(table) if name not in EVIDENCE[table]])
    changed = {**rows[at], column: other(rows[at][column], table, column, chance)}
    return [*rows[:at], changed, *rows[at + 1 :]]


def drop(rows: list[RowOf], _table: Table, chance: Random) -> list[RowOf]:
    at = chance.randrange(len(rows))
    return [*rows[:at], *rows[at + 1 :]]


def swap(rows: list[RowOf], table: Table, chance: Random) -> list[RowOf]:
    """Let two rows change places: all that they hold but their keys."""
    if len(rows) < 2:
        return rows
    one, other_one = chance.sample(range(len(rows)), 2)
    swapped = [dict(row) for row in rows]
    for name in columns_of(table):
        if name not in table.primary_key.columns:
            swapped[one][name], swapped[other_one][name] = rows[other_one][name], rows[one][name]
    return swapped


def slip_in(rows: list[RowOf], table: Table, chance: Random) -> list[RowOf]:
    """Add a row like another, under a key of its own."""
    like = rows[chance.randrange(len(rows))]
    unique = [table.primary_key.columns.keys()[-1]]
    for constraint in table.constraints | set(table.indexes):  # type: ignore[operator]
        if getattr(constraint, "unique", False) or type(constraint).__name__ == "UniqueConstraint":
            unique += [column.name for column in constraint.columns]
    unique += [column.name for column in table.columns if column.unique]
    fresh = {name: other(like[name], table, name, chance) for name in unique}
    return [*rows, {**like, **fresh}]


def cut_off(rows: list[RowOf], _table: Table, chance: Random) -> list[RowOf]:
    """Take away the end, or all of it."""
    return rows[: chance.randrange(len(rows))]


def slip_between(rows: list[RowOf], table: Table, chance: Random) -> list[RowOf]:
    """Add a row like another before one that is there; its position is to be made anew."""
    *_, fresh = slip_in(rows, table, chance)
    at = chance.randrange(len(rows))
    return [*rows[:at], fresh, *rows[at:]]


WAYS: tuple[Way, ...] = (flip, drop, swap, slip_in, cut_off)


def other(value: Any, table: Table, column: str, chance: Random) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + chance.randrange(1, 9)
        case bytes() if value:
            at = chance.randrange(len(value))
            return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]
        case str() if value:
            at = chance.randrange(len(value))
            return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
        case UUID():
            return UUID(int=value.int ^ 1 << chance.randrange(128))
        case datetime():
            return value + timedelta(seconds=1)
        case date():
            return value + timedelta(days=1)
    python_type = table.c[column].type.python_type
    return {UUID: UUID(int=1), bytes: b"x", str: "x", int: 7}.get(python_type, START)


def linked_anew(table: Table, rows: list[RowOf]) -> list[RowOf]:
    """The rows with positions and links that fit, as whoever knows the chain makes them."""
    link, linked = GENESIS, []
    for position, row in enumerate(rows, start=1):
        fresh = {**row, "position": position}
        fields = {name: value for name, value in fresh.items() if name != "link"}
        if table is events:
            stored = StoredEvent(row["request_id"], row["version"], row["topic"], row["state"])
            link = link_of(link, position, stored)
        else:
            link = read_link(link, fields)
        linked.append({**fresh, "link": link})
    return linked
