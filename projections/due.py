"""Of which requests does the clock demand something now?"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import MetaData, Table, func, select

from projections.following import Follower, ReadModel, RowOf
from projections.tables import due_table
from triage.enforcement import next_due_at
from triage.help_request import HelpRequest
from triage.store.engine import Database


class DueModel(ReadModel):
    """The next moment at which each request needs the clock's work."""

    name: ClassVar[str] = "due_2"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return due_table(name, holder)

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        return {"request_id": request.id, "due_at": next_due_at(request)}


class DueRequests:
    """Reads what is due. Only the service's own sweep asks, so nothing is logged."""

    def __init__(self, database: Database, follower: Follower, model: DueModel) -> None:
        self._database = database
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
        with self._database.reads.connect() as connection:
            rows = connection.scalars(
                select(table.c.request_id)
                .where(table.c.due_at <= now)
                .order_by(table.c.due_at, table.c.request_id)
                .limit(limit)
            )
            return list(rows)

    def waiting(self, now: datetime) -> int:
        """How many requests have something due that nobody has done yet."""
        table = self._model.table
        with self._database.reads.connect() as connection:
            count = select(func.count()).select_from(table).where(table.c.due_at <= now)
            return connection.scalar(count) or 0
