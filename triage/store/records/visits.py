"""When was somebody of staff last at the queue? The latest moment alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from triage.store.database.inserts import replacing
from triage.store.tables.visit_tables import visits

SAVE = replacing(visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """When somebody last saw the queue, and since when what came is news to them, if any is."""

    seen_at: datetime
    since: datetime | None


def found(connection: Connection, username: str) -> Visit | None:
    row = connection.execute(select(visits).where(visits.c.username == username)).first()
    return None if row is None else Visit(seen_at=row.seen_at, since=row.since)


def keep(connection: Connection, username: str, visit: Visit) -> None:
    """Keep the visit in the place of the one before."""
    row = {"username": username, "seen_at": visit.seen_at, "since": visit.since}
    connection.execute(SAVE[connection.dialect.name], row)


def forget(connection: Connection, username: str) -> None:
    """Somebody works here no more."""
    connection.execute(delete(visits).where(visits.c.username == username))
