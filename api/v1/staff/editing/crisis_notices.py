"""How do coordinator and duty say on the first page that something has happened?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, catalogue_of, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.editing.crisis_bodies import (
    CrisisNoticeAnswer,
    CrisisNoticeBody,
    CrisisNoticesAnswer,
)
from projections.door.editing.crisis import CrisisNoticeList

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/crisis-notices",
    operation_id="crisis_notices",
    summary="The last crisis notices",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def notices(request: Request, actor: Staff) -> CrisisNoticesAnswer:
    """The newest first, with who published and who ended them."""
    found = await parts_of(request).reading_room.ask(CrisisNoticeList(), actor)
    items = [CrisisNoticeAnswer.model_validate(each) for each in found]
    return CrisisNoticesAnswer(items=items)


@router.post(
    "/api/v1/crisis-notices",
    operation_id="publish_crisis_notice",
    status_code=201,
    summary="Publish a crisis notice",
    responses=problems(401, 403, 408, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def publish(
    request: Request,
    actor: Staff,
    body: Annotated[CrisisNoticeBody, Depends(JsonBody(CrisisNoticeBody))],
) -> CrisisNoticeAnswer:
    """Show a prepared text, in every language, above the form and on the answer's pages.

    It is there within a second, until the moment that is named (at most 14 days ahead) or until
    somebody ends it. A new one ends the one before.
    """
    notices = parts_of(request).triage.crisis_notices
    published = await notices.publish(uuid4(), body.text, body.until, actor)
    await catalogue_of(request).latest()
    return CrisisNoticeAnswer.model_validate(published)


@router.post(
    "/api/v1/crisis-notices/{notice_id}/ending",
    operation_id="end_crisis_notice",
    status_code=204,
    summary="End a crisis notice",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def end(request: Request, actor: Staff, notice_id: UUID) -> None:
    """Show it no more. One that is over already stays as it is."""
    await parts_of(request).triage.crisis_notices.end(notice_id, actor)
    await catalogue_of(request).latest()
