"""Which request has this reference, of those that somebody may know of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.queue.waiting import visible_to
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.store.records import submissions


@dataclass(frozen=True, kw_only=True)
class ByReference(Question[UUID], permission="queue:read", action="row"):
    """The id of a request by its reference as typed: case, spaces and dashes do not count.

    Raises:
        RequestUnknown: there is none, or it is not the actor's to know of; nobody learns which.
    """

    reference: str

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[UUID]:
        model = models.queue
        models.follower.bring_up_to_date(model)
        with models.follower.reading(model) as connection:
            intake_unit = models.catalogues.current(connection).intake_unit
            known = submissions.by_reference(connection, self.reference)
            row = connection.execute(
                select(model.table.c.request_id, model.table.c.unit).where(
                    model.table.c.request_id == known,
                    visible_to(model.table, actor, intake_unit),
                )
            ).one_or_none()
        if row is None:
            raise RequestUnknown()
        return Answered(
            value=row.request_id, ground="queue", request_id=row.request_id, unit=row.unit
        )
