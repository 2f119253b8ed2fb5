"""Which open requests does somebody hold? The question of whoever passes them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.queue.waiting import visible_to
from triage.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A request that somebody has in hand."""

    id: UUID
    reference: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class HeldBy(Question[Sequence[HeldRow]], permission="request:pass-on", action="list"):
    """What this person holds and goes on, oldest first. They may have left already."""

    holder: str

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[HeldRow]]:
        model = models.queue
        models.follower.bring_up_to_date(model)
        table = model.table
        with models.follower.reading(model) as connection:
            intake_unit = models.catalogues.current(connection).intake_unit
            rows = connection.execute(
                select(table.c.request_id, table.c.reference, table.c.unit)
                .where(visible_to(table, actor, intake_unit), table.c.ended.is_(False))
                .where(table.c.claimed_by == self.holder)
                .order_by(table.c.arrived)
            )
            found = [HeldRow(id=row[0], reference=row[1], unit=row[2]) for row in rows]
        return Answered(value=found, ground="queue")
