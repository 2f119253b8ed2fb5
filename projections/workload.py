"""How much waits just now? Two numbers for those who watch the service, without a single row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from projections.room import Room


def going_on(room: Room) -> int:
    """How many requests have not ended."""
    return _count(room, room.queue.table.c.ended.is_(False))


def overdue(room: Room, now: datetime) -> int:
    """How many of them wait for an answer beyond the promised day."""
    queue = room.queue.table
    waits = queue.c.ended.is_(False) & queue.c.answered.is_(False)
    return _count(room, waits & (queue.c.answer_by <= now))


def _count(room: Room, condition: ColumnElement[bool]) -> int:
    number = select(func.count()).select_from(room.queue.table).where(condition)
    with room.follower.reading(room.queue) as connection:
        return connection.scalar(number) or 0
