"""How much waits just now? Two numbers for those who watch the service, without a single row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from projections.door.read_models import ReadModels


def going_on(models: ReadModels) -> int:
    """How many requests have not ended."""
    return _count(models, models.queue.table.c.ended.is_(False))


def overdue(models: ReadModels, now: datetime) -> int:
    """How many of them wait for an answer beyond the promised day."""
    queue = models.queue.table
    waits = queue.c.ended.is_(False) & queue.c.answered.is_(False)
    return _count(models, waits & (queue.c.answer_by <= now))


def _count(models: ReadModels, condition: ColumnElement[bool]) -> int:
    number = select(func.count()).select_from(models.queue.table).where(condition)
    with models.follower.reading(models.queue) as connection:
        return connection.scalar(number) or 0
