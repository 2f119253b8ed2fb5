"""How does the officer read the access log by the API, and staff their own part of it?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.http.access import Staff, parts_of
from api.v1.description import OF_STAFF, problems
from api.v1.staff.audit.log_answers import LogAnswer, LogQuery, OwnReadsQuery

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/access-log",
    operation_id="access_log",
    summary="Who read what, when and on which ground",
    responses=problems(401, 403, 422, 503, meaning=OF_STAFF),
)
async def access_log(
    request: Request, actor: Staff, asked: Annotated[LogQuery, Query()]
) -> LogAnswer:
    """For the data protection officer. Asking is a row of the log itself."""
    shown = await parts_of(request).reading_room.ask(asked.question(), actor)
    return LogAnswer.model_validate(shown)


@router.get(
    "/api/v1/own-reads",
    operation_id="own_reads",
    summary="Which requests you have read",
    responses=problems(401, 403, 422, 503, meaning=OF_STAFF),
)
async def own_reads(
    request: Request, actor: Staff, asked: Annotated[OwnReadsQuery, Query()]
) -> LogAnswer:
    """What the log says of you where you read the words of a request: the officer sees the same."""
    shown = await parts_of(request).reading_room.ask(asked.question(), actor)
    return LogAnswer.model_validate(shown)
