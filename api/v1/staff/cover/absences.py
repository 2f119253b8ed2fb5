"""How do staff tell that somebody is away, and who stands in?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.cover.absence_bodies import AbsenceAnswer, AbsenceBody, AbsencesAnswer
from api.v1.staff.cover.recording_absences import recorded
from projections.door.cover.absences import AbsenceList

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/absences",
    operation_id="absences",
    summary="Who is away, now or soon",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def listed(request: Request, actor: Staff) -> AbsencesAnswer:
    """The coordinator reads everybody's absences; a worker their own and where they stand in.

    `past` are the caller's own that are over: who recorded and who ended each, for 90 days.
    """
    found = await parts_of(request).reading_room.ask(AbsenceList(), actor)
    return AbsencesAnswer.model_validate(found)


@router.post(
    "/api/v1/absences",
    operation_id="record_absence",
    status_code=201,
    summary="Record an absence",
    responses=problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def record(
    request: Request,
    actor: Staff,
    body: Annotated[AbsenceBody, Depends(JsonBody(AbsenceBody))],
) -> AbsenceAnswer:
    """Let somebody be away: a worker themself, the coordinator anybody.

    From the first day's beginning to the last day's end, what they hold stands in the substitute's
    list too, who reads and handles it on the ground `substitute`, without a reason of their own.
    Where the substitute is away, the one that they chose stands in; where that one is away too, or
    the substitute may not have the request, everybody of its unit who is at work. The coordinator
    stands in for whoever works for the county only. Nothing is assigned to the absent.
    Nobody records themself as the substitute of somebody else (`substitute-records-it`).
    Refused with `absence-overlaps` where they have another absence on some of these days.
    """
    return AbsenceAnswer.model_validate(await recorded(request, actor, body))


@router.post(
    "/api/v1/absences/{absence_id}/ending",
    operation_id="end_absence",
    status_code=204,
    summary="End an absence",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def end(request: Request, actor: Staff, absence_id: UUID) -> None:
    """Let them be back from now on. One that is over already stays as it is."""
    await parts_of(request).triage.absences.end(absence_id, actor)
