"""Of which requests does the clock demand something now?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table, func, select

from projections.machinery.following import Follower, ReadModel, RowOf
from projections.machinery.tables import due_table
from triage.errors.requests import CatchingUp
from triage.request.enforcement import marks_hold_from, next_due_at
from triage.request.help_request import HelpRequest

T = TypeVar("T")


class DueModel(ReadModel):
    """When each request next needs the sweep (`due_at`), and moments that prove a clock wrong.

    Now must not be before `marks_hold_from` (then its marks or now are wrong), nor before
    `acted_at`, when a person last did something.
    """

    name: ClassVar[str] = "due_4"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return due_table(name, holder)

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        return {
            "request_id": request.id,
            "due_at": next_due_at(request),
            "marks_hold_from": marks_hold_from(request),
            "acted_at": request.acted_at,
        }


class DueRequests:
    """Reads what is due. Only the service's own sweep asks, so nothing is logged."""

    def __init__(self, follower: Follower, model: DueModel) -> None:
        self._follower = follower
        self._model = model

    @property
    def name(self) -> str:
        """The name of the read model."""
        return self._model.name

    def follow(self) -> None:
        """Bring the read model up to date, however far behind it is."""
        while self._follower.follow(self._model):
            pass

    def at(self, now: datetime, limit: int) -> list[UUID]:
        """Up to `limit` requests with something due, the longest due first."""
        table = self._model.table
        due = select(table.c.request_id).where(table.c.due_at <= now)
        in_turn = due.order_by(table.c.due_at, table.c.request_id).limit(limit)
        return self._found(lambda connection: list(connection.scalars(in_turn)))

    def prematurely_marked(self, moment: datetime, limit: int) -> list[UUID]:
        """Up to `limit` requests with a mark that may not stand at this moment."""
        table = self._model.table
        marked = select(table.c.request_id).where(table.c.marks_hold_from > moment).limit(limit)
        return self._found(lambda connection: list(connection.scalars(marked)))

    def acted_until(self) -> datetime | None:
        """The latest moment at which a person did anything with any request."""
        latest = select(func.max(self._model.table.c.acted_at))
        found: datetime | None = self._found(lambda connection: connection.scalar(latest))
        return found

    def _found(self, look: Callable[[Connection], T]) -> T:
        try:
            with self._follower.reading(self._model) as connection:
                return look(connection)
        except CatchingUp:
            # It was damaged. What is due does not wait until somebody asks again.
            self.follow()
            with self._follower.reading(self._model) as connection:
                return look(connection)

    def waiting(self, now: datetime) -> int:
        """How many requests have something due that nobody has done yet."""
        table = self._model.table
        with self._follower.reading(self._model) as connection:
            count = select(func.count()).select_from(table).where(table.c.due_at <= now)
            return connection.scalar(count) or 0
