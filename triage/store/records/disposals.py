"""What was disposed of? A row a day and class, written in the transaction that disposes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from triage.store.database.hash_chain import GENESIS
from triage.store.database.inserts import replacing
from triage.store.database.tagged_rows import insert_by, true_row, true_rows
from triage.store.tables.disposal_tables import disposals
from triage.time.retention import Kept

PUT = replacing(disposals)


class LogStart(NamedTuple):
    """Behind which row the access log begins, by position and link; (0, GENESIS) if it is whole."""

    position: int = 0
    link: bytes = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """How many rows of a class went on a day, on which ground, all of them older than `before`."""

    day: date
    kind: str
    number: int
    ground: str
    edition: str
    before: datetime
    disposed_at: datetime


def add(connection: Connection, disposal: Disposal, start: LogStart | None = None) -> None:
    """Add what went to what went of its class on that day before. The caller holds the lock."""
    this = (disposals.c.day == disposal.day, disposals.c.kind == disposal.kind)
    earlier = true_row(connection, select(disposals).where(*this), disposals)
    row: dict[str, Any] = {each.name: getattr(disposal, each.name) for each in fields(Disposal)}
    if earlier is not None:
        row["number"] += earlier.number
    if start is not None:
        row |= {"position": start.position, "head": start.link}
    insert_by(connection, PUT, disposals, [row])


def every(connection: Connection) -> Sequence[Disposal]:
    """Every one, the latest day first."""
    in_order = select(disposals).order_by(disposals.c.day.desc(), disposals.c.kind)
    names = [each.name for each in fields(Disposal)]
    rows = true_rows(connection, in_order, disposals)
    return [Disposal(**{name: row._mapping[name] for name in names}) for row in rows]


def log_start(connection: Connection) -> LogStart:
    """Where what is left of the access log begins."""
    of_log = disposals.c.kind == Kept.ACCESS_LOG
    latest = select(disposals).where(of_log).order_by(disposals.c.position.desc()).limit(1)
    row = true_row(connection, latest, disposals)
    return LogStart() if row is None else LogStart(row.position, row.head)
