"""A queue that follows cases of the domain in a database of files: what SQL makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from projections.machinery.following import Follower
from projections.machinery.positions import position_of
from projections.views.queue.order import Place, key_of, unseen
from projections.views.queue.waiting import Filters, QueueModel, chosen_by
from tests.domain.given import Case
from tests.own_database import own_database
from triage.store.database.engine import Database, write_lock
from triage.store.events.recorder import LogRecorder


class FollowedQueue:
    """Takes what happened to cases into the log, and reads pages of the queue."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.model = QueueModel()
        self.follower = Follower(database, [self.model])
        self.follower.prepare()
        self.cases: dict[UUID, Case] = {}
        self._taken: dict[UUID, int] = {}

    def take(self, case: Case) -> Case:
        """Log what is new of a case, and follow it."""
        with write_lock(self.database) as connection:
            LogRecorder(connection).insert_events(case.stored[self._taken.get(case.id, 0) :])
        self._taken[case.id] = len(case.stored)
        self.cases[case.id] = case
        self.follower.bring_up_to_date(self.model)
        return case

    def page(
        self, place: Place, *, limit: int = 100, filters: Filters | None = None
    ) -> tuple[list[UUID], Place | None]:
        """The ids of a page's rows, of these cases alone, and the place behind it."""
        filters, table = filters or Filters(), self.model.table
        with self.database.views.connect() as connection:
            position = position_of(connection, self.model.name)
            rows = connection.execute(
                unseen(select(table), table, place, ended=filters.of_ended)
                .where(table.c.request_id.in_(self.cases))
                .where(*chosen_by(table, filters, place.as_of))
                .limit(limit + 1)
            ).fetchall()
        ids = [row.request_id for row in rows[:limit]]
        more = len(rows) > limit
        return ids, place.after(key_of(rows[limit - 1]), position) if more else None

    def in_order(self, now: datetime, **filters: str) -> list[UUID]:
        """Everything, as it stands at a moment."""
        return self.page(Place(as_of=now), filters=Filters(**filters))[0]


@contextmanager
def followed_queue(folder: Path) -> Iterator[FollowedQueue]:
    """A queue of its own."""
    database = own_database(folder)
    yield FollowedQueue(database)
    database.dispose()
