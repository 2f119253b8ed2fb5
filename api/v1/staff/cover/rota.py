"""How do staff see who is on duty, and how does the coordinator plan it?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.cover.planning_shifts import planned
from api.v1.staff.cover.rota_bodies import RotaAnswer, ShiftAnswer, ShiftBody
from projections.door.cover.rota import RotaPlan

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/shifts",
    operation_id="rota",
    summary="Who is on duty, now and soon",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def listed(request: Request, actor: Staff) -> RotaAnswer:
    """The coordinator reads the county's whole rota; others that of their own units."""
    found = await parts_of(request).reading_room.ask(RotaPlan(), actor)
    return RotaAnswer.model_validate(found)


@router.post(
    "/api/v1/shifts",
    operation_id="plan_shift",
    status_code=201,
    summary="Put a shift on the rota",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def plan(
    request: Request,
    actor: Staff,
    body: Annotated[ShiftBody, Depends(JsonBody(ShiftBody))],
) -> ShiftAnswer:
    """Let somebody be on duty: in the duty's unit its role, in another whoever takes requests.

    Shifts may overlap and go over midnight; a shift is at most a week long. Whoever is away on one
    of its days is refused with `away-on-shift` unless `although_away`; on those days it is their
    substitute's, where that one may be on duty there, else nobody's. While somebody is on duty
    they are alerted first, where they gave an address; the repetition reaches everybody.
    The same shift again is the one that stands.
    """
    return ShiftAnswer.model_validate(await planned(request, actor, body))


@router.post(
    "/api/v1/shifts/{shift_id}/ending",
    operation_id="end_shift",
    status_code=204,
    summary="Take a shift back, or let it end now",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def end(request: Request, actor: Staff, shift_id: UUID) -> None:
    """The row stays, with who ended it and when. One that is over already stays as it is."""
    await parts_of(request).triage.rota.end(shift_id, actor)
