"""Which crisis notices were published, by whom and until when, and which one is shown now?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from triage.codes import CrisisText
from triage.store.database.tagged_rows import change_rows, insert_row, true_row, true_rows
from triage.store.tables.core_tables import crisis_notices

TABLE = crisis_notices
# The newest stands first; of one moment the table's own order is as good as any.
NEWEST = TABLE.c.published_at.desc()
KNOWN = TABLE.c.text.in_([str(each) for each in CrisisText])
# Built once: every page of the form asks for it.
GOING_ON = select(TABLE).where(TABLE.c.ended_at.is_(None), KNOWN).order_by(NEWEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisNotice:
    """One of the prepared texts, shown until a moment or until somebody ended it."""

    id: UUID
    text: CrisisText
    published_at: datetime
    published_by: str
    until: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    def is_shown(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.until


def add(connection: Connection, notice: CrisisNotice) -> None:
    row = {
        "id": notice.id,
        "text": str(notice.text),
        "published_at": notice.published_at,
        "published_by": notice.published_by,
        "until": notice.until,
    }
    insert_row(connection, TABLE, row)


def end_all(connection: Connection, now: datetime, username: str) -> None:
    """End what is shown now."""
    shown = (TABLE.c.ended_at.is_(None), TABLE.c.until > now)
    change_rows(connection, TABLE, {"ended_at": now, "ended_by": username}, *shown)


def end(connection: Connection, notice_id: UUID, now: datetime, username: str) -> bool:
    """End a notice; False where there is none of this id. Who ended it first stays."""
    found = connection.scalar(select(TABLE.c.id).where(TABLE.c.id == notice_id))
    still = (TABLE.c.id == notice_id, TABLE.c.ended_at.is_(None), TABLE.c.until > now)
    change_rows(connection, TABLE, {"ended_at": now, "ended_by": username}, *still)
    return found is not None


def newest_going_on(connection: Connection) -> CrisisNotice | None:
    """The last one that nobody has ended; its moment may be past.

    Of those that this release has words for: the form must open whatever a newer one published.
    """
    row = true_row(connection, GOING_ON, TABLE)
    return None if row is None else _notice(row)


def latest(connection: Connection, limit: int) -> Sequence[CrisisNotice]:
    """The last ones, the newest first, whether they go on or not."""
    newest = select(TABLE).where(KNOWN).order_by(NEWEST).limit(limit)
    return [_notice(row) for row in true_rows(connection, newest, TABLE)]


def _notice(row: Row[Any]) -> CrisisNotice:
    values = {each.name: row._mapping[each.name] for each in fields(CrisisNotice)}
    return CrisisNotice(**{**values, "text": CrisisText(row.text)})
