"""What is a unit asked for advice about? The list, and one question; nothing else of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.consultations import ConsultationRow, consultation_rows
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.request.events import ConsultationAsked
from triage.request.need_to_know import Standing
from triage.store.events.streams import folded, stream
from triage.text.personal import revealed

LISTED_AT_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Consultations(
    Question[tuple[ConsultationRow, ...]], permission="consultation:answer", action="consultations"
):
    """The questions that wait for the own units, oldest first, without their words."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[tuple[ConsultationRow, ...]]:
        model = models.consultations
        models.follower.bring_up_to_date(model)
        with models.follower.reading(model) as connection:
            rows = consultation_rows(connection, model.table, actor, LISTED_AT_MOST)
        return Answered(value=rows, ground=str(Standing.CONSULTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    """A question as the unit reads it that is asked: the summary, from whom, and since when."""

    request_id: UUID
    number: int
    unit: str
    from_unit: str | None
    asked_at: datetime
    summary: str | None


@dataclass(frozen=True, kw_only=True)
class ConsultationPage(
    Question[QuestionShown], permission="consultation:answer", action="consultation"
):
    """The question that waits for the own unit, with its summary; the oldest where it has several.

    Raises:
        RequestUnknown: none of the actor's units is asked, or not any more.
    """

    request_id: UUID

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[QuestionShown]:
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, self.request_id)
            request = folded(recorded)
            ground = models.ground(connection, request, actor, now)
        waiting = [each for each in request.open_consultations if each.unit in actor.units]
        if ground is Standing.NONE or not waiting:
            raise RequestUnknown()
        asked = waiting[0]
        (event,) = (each for each in recorded if each.originator_version == asked.version)
        assert isinstance(event, ConsultationAsked)
        return Answered(
            value=QuestionShown(
                request_id=request.id,
                number=asked.number,
                unit=asked.unit,
                from_unit=asked.from_unit,
                asked_at=asked.asked_at,
                summary=revealed(event.summary),
            ),
            ground=str(Standing.CONSULTED),
            request_id=request.id,
            unit=asked.unit,
            version=request.version,
        )
