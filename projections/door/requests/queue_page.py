"""What waits for whoever asks? A page of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.machinery.positions import position_of
from projections.views.queue.counts import QueueCounts, counted
from projections.views.queue.order import Place, key_of, unseen
from projections.views.queue.row import QueueRow, Seen, rows_with_profiles
from projections.views.queue.waiting import (
    Filters,
    chosen_by,
    covered_in,
    stands_in,
    version_shown,
    visible_to,
)
from triage.actors import Actor
from triage.permission import may


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the queue; `next` is the place to go on from, None on the last page.

    `counts` are there where they were asked for.
    """

    items: tuple[QueueRow, ...]
    next: str | None
    as_of: datetime
    counts: QueueCounts | None = None


@dataclass(frozen=True, kw_only=True)
class Queue(Question[QueuePage], permission="queue:read", action="list"):
    """The rows that the actor may know of, in the order of `projections.views.queue.order`.

    `since` is when they were here last, for `counts`.

    Raises:
        BadPlace: `after` is no place that a page gave.
    """

    filters: Filters
    counts: bool = False
    since: datetime | None = None

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[QueuePage]:
        model, limit = models.queue, self.filters.limit
        place = models.places.read(self.filters.after) if self.filters.after else Place(as_of=now)
        models.follower.bring_up_to_date(model)
        table = model.table
        with models.follower.reading(model) as connection:
            catalogue = models.catalogues.current(connection)
            shown = version_shown(table, actor, catalogue).label("version_shown")
            visible = visible_to(table, actor, catalogue.intake_unit)
            # Before the rows: what changes between the two is shown again, not left out.
            position = position_of(connection, model.name)
            seen = models.seen(connection, actor, now, catalogue)
            own = covered_in(table, self.filters, actor, seen.cover)
            rows = connection.execute(
                unseen(select(table, shown), table, place, ended=self.filters.of_ended)
                .where(visible, *chosen_by(table, self.filters, place.as_of, own))
                .limit(limit + 1)
            ).fetchall()
            items = rows_with_profiles(connection, models.ring, rows[:limit], seen)
            counts = self._counts(connection, table, visible, seen) if self.counts else None
        following = None
        if len(rows) > limit:
            following = models.places.written(place.after(key_of(rows[limit - 1]), position))
        page = QueuePage(items=items, next=following, as_of=now, counts=counts)
        return Answered(value=page, ground="queue", unit=self.filters.unit)

    def _counts(
        self,
        connection: Connection,
        table: Table,
        visible: ColumnElement[bool],
        seen: Seen,
    ) -> QueueCounts:
        actor = seen.actor
        return counted(
            connection,
            table,
            visible=visible,
            username=actor.username or "",
            now=seen.at,
            folds_heaps=may(actor, "heap:read"),
            covered=stands_in(table, actor, seen.cover),
            since=self.since,
        )
