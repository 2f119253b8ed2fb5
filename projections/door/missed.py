"""Which promises were missed and still wait? The question of the units' supervisor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.time.calendar import day_ending_at

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPromise:
    """A request whose promise was missed and that nobody has answered: no topic, no name."""

    id: UUID
    reference: str
    unit: str
    answer_by: datetime

    @property
    def answer_by_on(self) -> date:
        """The last day of the promise."""
        return day_ending_at(self.answer_by)


@dataclass(frozen=True, kw_only=True)
class MissedPromises(
    Question[Sequence[MissedPromise]], permission="response-times:read", action="missed"
):
    """What waits beyond its promise in the actor's own units, the longest first."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[MissedPromise]]:
        model = models.queue
        models.follower.bring_up_to_date(model)
        table = model.table
        columns = (table.c.request_id, table.c.reference, table.c.unit, table.c.answer_by)
        waits = (table.c.ended.is_(False), table.c.answered.is_(False), table.c.answer_by <= now)
        with models.follower.reading(model) as connection:
            rows = connection.execute(
                select(*columns)
                .where(*waits, table.c.unit.in_(sorted(actor.units)))
                .order_by(table.c.answer_by, table.c.arrived)
                .limit(SHOWN_AT_MOST)
            )
            found = [
                MissedPromise(id=row[0], reference=row[1], unit=row[2], answer_by=row[3])
                for row in rows
            ]
        return Answered(value=found, ground="supervision")
