"""How does the coordinator pass on, in one act, what a leaver holds?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.field_types import Username
from api.v1.staff.cover.leaver_bodies import HeldAnswer, HeldByAnswer, PassedOnAnswer, PassingOnBody
from api.v1.staff.cover.passing_on import pass_on
from projections.door.cover.held import HeldBy

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/leavers/{username}",
    operation_id="held_by",
    summary="What somebody holds",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def held(request: Request, actor: Staff, username: Username) -> HeldByAnswer:
    """For the coordinator: the open requests of somebody who leaves, or has left."""
    found = await parts_of(request).reading_room.ask(HeldBy(holder=username), actor)
    return HeldByAnswer(items=[HeldAnswer.model_validate(each) for each in found])


@router.post(
    "/api/v1/leavers/{username}/passing-on",
    operation_id="pass_on",
    summary="Pass on everything that somebody holds",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def passing_on(
    request: Request,
    actor: Staff,
    username: Username,
    body: Annotated[PassingOnBody, Depends(JsonBody(PassingOnBody))],
) -> PassedOnAnswer:
    """Give all of it to one colleague, or back to the units' queues.

    What the colleague may not have goes back to its queue, and the answer says which that was.
    """
    done = await pass_on(request, actor, holder=username, worker=body.worker, seen=body.requests)
    return PassedOnAnswer.model_validate(done)
