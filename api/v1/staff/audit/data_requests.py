"""How does the data protection officer see what is asked about own data, and answer?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api.catalogue_answers import Outgoing
from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.answers import DataRequestAnswer
from api.v1.bodies import BreachAnswerBody, DataRequestAnswerBody
from api.v1.closed_sets import DataRequestKindCode
from api.v1.description import OF_STAFF, problems
from api.v1.staff.requests.staff_answers import ChangedAnswer
from projections.door.audit.data_requests import Breaches, DataRequestPage, DataRequests
from triage.request.commands.own.data_requests import AnswerDataRequest
from triage.request.commands.retracting import AnswerBreach

router = APIRouter(tags=["staff"])
UNCONFIRMED = (
    "The receipt was replaced or seen by others, and who writes is confirmed before anything is "
    "answered."
)


class DataRequestRowAnswer(Outgoing):
    """A data request that waits, without its words."""

    request_id: UUID
    reference: str
    number: int
    kind: DataRequestKindCode
    asked_at: datetime
    due_at: datetime
    due_on: date = Field(description="The last day on which it is answered.")
    overdue: bool
    writer_unconfirmed: bool = Field(description=UNCONFIRMED)
    receipt_replaced_at: datetime | None
    contact_compromised_at: datetime | None


class BreachRowAnswer(Outgoing):
    """Another's data that went to a requester and nobody has judged, without words."""

    request_id: UUID
    reference: str
    breach: int
    since: datetime
    due_at: datetime = Field(description="72 hours after it was found, on any day.")
    overdue: bool


class DataRequestsAnswer(Outgoing):
    """What waits, the first due first; at most 200 of each."""

    items: list[DataRequestRowAnswer]
    breaches: list[BreachRowAnswer]


class BreachAnswer(Outgoing):
    """One breach with its words; `opened`: the requester had been shown the message."""

    breach: int
    since: datetime
    due_at: datetime
    opened: bool
    because: str | None
    answered_at: datetime | None
    authority_told: bool | None
    answer: str | None


class DataRequestsOfOneAnswer(Outgoing):
    """What was asked about the data of one request, answered or not, oldest first."""

    request_id: UUID
    reference: str
    items: list[DataRequestAnswer]
    breaches: list[BreachAnswer]
    erased: bool
    writer_unconfirmed: bool = Field(description=UNCONFIRMED)
    receipt_replaced_at: datetime | None
    contact_compromised_at: datetime | None


@router.get(
    "/api/v1/data-requests",
    operation_id="data_requests",
    summary="What requesters ask about their own data",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def data_requests(request: Request, actor: Staff) -> DataRequestsAnswer:
    """For the data protection officer: what waits, without words, with the day it is due."""
    room = parts_of(request).reading_room
    rows = await room.ask(DataRequests(), actor)
    breaches = await room.ask(Breaches(), actor)
    return DataRequestsAnswer.model_validate({"items": rows, "breaches": breaches})


@router.get(
    "/api/v1/requests/{request_id}/data-requests",
    operation_id="data_requests_of_one",
    summary="What was asked about the data of one request",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def data_requests_of_one(
    request: Request, actor: Staff, request_id: UUID
) -> DataRequestsOfOneAnswer:
    """For the data protection officer, with words and answers; nothing else of the request."""
    question = DataRequestPage(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, actor)
    return DataRequestsOfOneAnswer.model_validate(shown)


@router.post(
    "/api/v1/requests/{request_id}/data-request-answer",
    operation_id="data_request_answer",
    summary="Answer what was asked about own data",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def answer(
    request: Request,
    actor: Staff,
    request_id: UUID,
    body: Annotated[DataRequestAnswerBody, Depends(JsonBody(DataRequestAnswerBody))],
) -> ChangedAnswer:
    """For the data protection officer. The requester reads the text on the own page.

    While it is not confirmed who writes, `writer_confirmed` tells that the officer made sure.
    """
    command = AnswerDataRequest(request_id=request_id, **dict(body))
    changed = await parts_of(request).triage.execute(command, actor)
    return ChangedAnswer(id=changed.request_id, version=changed.version)


@router.post(
    "/api/v1/requests/{request_id}/breach-answer",
    operation_id="breach_answer",
    summary="Record what was done about a breach of personal data",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def breach_answer(
    request: Request,
    actor: Staff,
    request_id: UUID,
    body: Annotated[BreachAnswerBody, Depends(JsonBody(BreachAnswerBody))],
) -> ChangedAnswer:
    """For the data protection officer; nobody else reads the text, and erasure keeps it."""
    command = AnswerBreach(request_id=request_id, **dict(body))
    changed = await parts_of(request).triage.execute(command, actor)
    return ChangedAnswer(id=changed.request_id, version=changed.version)
