"""How much waits just now? Two numbers for those who watch the service, without a single row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, select

from triage.store.engine import Database


def going_on(database: Database, queue: Table) -> int:
    """How many requests have not ended."""
    return _count(database, queue, queue.c.ended.is_(False))


def overdue(database: Database, queue: Table, now: datetime) -> int:
    """How many of them wait for an answer beyond the promised day."""
    waits = queue.c.ended.is_(False) & queue.c.answered.is_(False)
    return _count(database, queue, waits & (queue.c.answer_by <= now))


def _count(database: Database, queue: Table, condition: ColumnElement[bool]) -> int:
    with database.reads.connect() as connection:
        return connection.scalar(select(func.count()).select_from(queue).where(condition)) or 0
