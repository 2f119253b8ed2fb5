"""How do supervisors and the officer watch over the work by the API? Trails, times, promises."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.http.access import Staff, bearer_token, parts_of, require_fresh_proof
from api.http.json_body import JsonBody
from api.v1.bodies import MissExplanationBody
from api.v1.description import OF_STAFF, problems
from api.v1.queries import ResponseTimesQuery
from api.v1.staff.audit.audit_answers import (
    MissedPromiseAnswer,
    MissedPromisesAnswer,
    OpenPromisesAnswer,
    ResponseTimesAnswer,
    TrailAnswer,
)
from api.v1.staff.audit.figures_csv import figures_csv
from api.v1.staff.requests.staff_answers import ChangedAnswer
from api.v1.tables_in_csv import CSV, wants_csv
from projections.door.audit.audits import RequestTrail
from projections.door.audit.open_promises import MissedPromises, OpenPromises
from projections.door.questions import Taken
from triage.request.commands.clock.explaining import ExplainMiss

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/requests/{request_id}/trail",
    operation_id="request_trail",
    summary="What happened to a request, and who read it",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
    response_model_exclude_none=True,
)
async def trail(request: Request, actor: Staff, request_id: UUID) -> TrailAnswer:
    """For supervisors and the data protection officer; no content, no typed reason.

    `misses` hold what supervisors wrote of a missed promise: nobody else is told it.
    """
    question = RequestTrail(request_id=request_id)
    return TrailAnswer.model_validate(await parts_of(request).reading_room.ask(question, actor))


@router.post(
    "/api/v1/requests/{request_id}/miss-explanation",
    operation_id="miss_explanation",
    summary="Say why a promise was missed, and what is put right",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def miss_explanation(
    request: Request,
    actor: Staff,
    request_id: UUID,
    body: Annotated[MissExplanationBody, Depends(JsonBody(MissExplanationBody))],
) -> ChangedAnswer:
    """For the supervisor of the request's unit. The trail tells which causes its events show.

    The last explanation counts; `action` is sealed with the request and goes when it is erased.
    """
    command = ExplainMiss(request_id=request_id, **dict(body))
    changed = await parts_of(request).triage.execute(command, actor)
    return ChangedAnswer(id=changed.request_id, version=changed.version)


@router.get(
    "/api/v1/response-times",
    operation_id="response_times",
    summary="How the promises were kept",
    response_model=ResponseTimesAnswer,
    responses=problems(401, 403, 422, 503, meaning=OF_STAFF)
    | {200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def response_times(
    request: Request, actor: Staff, asked: Annotated[ResponseTimesQuery, Query()]
) -> ResponseTimesAnswer | Response:
    """For the supervisor's own units, as it stood at a moment; a moment to come means now.

    A group of fewer than five requests is not told (null). Unit and month describe the service. By
    anything else (topic, theme, municipality, urgency, outcome; `-` is what is not known or has not
    come), a group tells only `received` where an outcome was met by some of it, but fewer than
    five: answered in the target, in the promise or too late; unanswered before or after the breach,
    open or ended. Where subtraction would give a hidden group away, the next smallest is hidden
    too; topics and themes are hidden together, because themes are sums of topics.

    There what is past is dated by quarter, too: an earlier `as_of` is the beginning of its quarter,
    `from` and `to` widen to whole quarters, and a number is told only where it can be told of each
    of them. The answer's `as_of`, `from` and `to` are what is really counted.

    With `Accept: text/csv` the rows come as a table, in which `..` is what is not told; 403
    `fresh-proof-needed` asks for a token of the last quarter of an hour.
    """
    is_export = wants_csv(request)
    if is_export:
        await require_fresh_proof(request, bearer_token(request))
    question = asked.question(Taken.EXPORT if is_export else None)
    shown = await parts_of(request).reading_room.ask(question, actor)
    if is_export:
        return Response(figures_csv(shown, asked.by), media_type=CSV)
    return ResponseTimesAnswer.model_validate(shown)


@router.get(
    "/api/v1/missed-promises",
    operation_id="missed_promises",
    summary="What waits beyond its promise",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def missed_promises(request: Request, actor: Staff) -> MissedPromisesAnswer:
    """For the supervisor's own units: reference and unit, the longest late first, at most 200."""
    found = await parts_of(request).reading_room.ask(MissedPromises(), actor)
    return MissedPromisesAnswer(items=[MissedPromiseAnswer.model_validate(each) for each in found])


@router.get(
    "/api/v1/open-promises",
    operation_id="open_promises",
    summary="Which promises want somebody's eye today",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def open_promises(request: Request, actor: Staff) -> OpenPromisesAnswer:
    """For the supervisor's own units: what is due today, what is late, what has waited longest."""
    found = await parts_of(request).reading_room.ask(OpenPromises(), actor)
    return OpenPromisesAnswer.model_validate(found)
