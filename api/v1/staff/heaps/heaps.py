"""How does the coordinator see what came in bursts, close the same words at once, take it back?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.heaps.closing_together import close_alike, take_back
from api.v1.staff.heaps.heap_answers import (
    ClosingAlikeBody,
    DoneTogetherAnswer,
    HeapAnswer,
    HeapsAnswer,
    TakingBackBody,
)
from projections.door.requests.heaps import HeapPage, Heaps

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/heaps",
    operation_id="heaps",
    summary="What came in bursts",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def heaps(request: Request, actor: Staff) -> HeapsAnswer:
    """For the coordinator. The requests stand in the queue and keep their promises all the same."""
    shown = await parts_of(request).reading_room.ask(Heaps(), actor)
    return HeapsAnswer.model_validate(shown)


@router.get(
    "/api/v1/heaps/{heap_id}",
    operation_id="read_heap",
    summary="The requests of one burst",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def read_heap(request: Request, actor: Staff, heap_id: UUID) -> HeapAnswer:
    """Rows without their words; each request is read like any other."""
    shown = await parts_of(request).reading_room.ask(HeapPage(heap=heap_id), actor)
    return HeapAnswer.model_validate(shown)


@router.post(
    "/api/v1/heaps/{heap_id}/closing",
    operation_id="close_alike",
    summary="Close what says the same",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def closing(
    request: Request,
    actor: Staff,
    heap_id: UUID,
    body: Annotated[ClosingAlikeBody, Depends(JsonBody(ClosingAlikeBody))],
) -> DoneTogetherAnswer:
    """Close as spam what of the heap says the same as one of it, and nobody has begun on.

    Name in `requests` those that you saw: what arrived later stays open. Without the list, only
    what reading the heap would list now is closed (of its first 200 rows). What says anything
    else stays open, and so do danger that nobody has looked at and what is from or about the
    young. It can be taken back for 30 days.
    """
    done = await close_alike(request, actor, heap=heap_id, body=body)
    return DoneTogetherAnswer.model_validate(done)


@router.post(
    "/api/v1/mass-closings/{closing_id}/taking-back",
    operation_id="take_back_mass_closing",
    summary="Take a mass closing back",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def taking_back(
    request: Request,
    actor: Staff,
    closing_id: UUID,
    body: Annotated[TakingBackBody, Depends(JsonBody(TakingBackBody))],
) -> DoneTogetherAnswer:
    """Open every request that it closed, each with the promise and the look of before."""
    done = await take_back(request, actor, together=closing_id, because=body.because)
    return DoneTogetherAnswer.model_validate(done)
