"""How does a unit see what it is asked for advice about? The list, and one question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from api.catalogue_answers import Outgoing
from api.http.access import Staff, parts_of
from api.v1.description import OF_STAFF, problems
from projections.door.requests.consultations import ConsultationPage, Consultations

router = APIRouter(tags=["staff"])


class ConsultationRowAnswer(Outgoing):
    """A question that waits, without its words and without anything of the request.

    `number` counts the questions about the request: the answer is sent with it.
    """

    request_id: UUID = Field(serialization_alias="id")
    number: int
    unit: str
    from_unit: str | None
    asked_at: datetime


class QuestionAnswer(ConsultationRowAnswer):
    """A question with its summary; there is nothing more of the request to see."""

    summary: str | None


class ConsultationsAnswer(Outgoing):
    """What waits for your units, oldest first; at most 200."""

    items: list[ConsultationRowAnswer]


@router.get(
    "/api/v1/consultations",
    operation_id="consultations",
    summary="What your units are asked for advice about",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def consultations(request: Request, actor: Staff) -> ConsultationsAnswer:
    """The questions that nobody has answered; each is read by itself."""
    rows = await parts_of(request).reading_room.ask(Consultations(), actor)
    return ConsultationsAnswer(items=[ConsultationRowAnswer.model_validate(row) for row in rows])


@router.get(
    "/api/v1/requests/{request_id}/consultation",
    operation_id="read_consultation",
    summary="What your unit is asked about one request",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def consultation(request: Request, actor: Staff, request_id: UUID) -> QuestionAnswer:
    """The summary that the colleague wrote; it is answered with `consultation-answer`."""
    question = ConsultationPage(request_id=request_id)
    return QuestionAnswer.model_validate(await parts_of(request).reading_room.ask(question, actor))
