"""How do supervisors and the data protection officer watch over the work, on pages?"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.access import doors_of
from api.pages.asked import asked, chosen
from api.pages.names import known, references, request_called
from api.pages.page import page
from api.pages.session import StaffHere
from api.queries import ResponseTimesQuery
from api.refusals import BadInput, FieldError
from api.staff_answers import FiguresAnswer, TrailAnswer
from projections.questions import AccessLog, LogRows, RequestTrail, ResponseTimes
from projections.response_times import SUPPRESSED_BELOW
from triage.permission import require

router = APIRouter(include_in_schema=False)


@router.get("/jono/{request_id}/kulku")
async def trail(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """What happened to a request and who read it, without a word of its content."""
    question = RequestTrail(request_id=request_id)
    shown = await doors_of(request).reading_room.ask(question, visitor.actor)
    return page(
        request,
        "staff/trail.html",
        visitor=visitor,
        trail=TrailAnswer.model_validate(shown).model_dump(exclude_none=True),
        reference=(await references(request, [request_id])).get(request_id),
        names=(await known(request)).names,
    )


@router.get("/vastausajat")
async def response_times(request: Request, visitor: StaffHere) -> Response:
    """How the promises were kept in the viewer's own units; never by person."""
    said = chosen(request, "from", "to", "by", "as_of")
    query = asked(ResponseTimesQuery, said)
    if query.from_on and query.to_on and query.from_on > query.to_on:
        raise BadInput((FieldError("from", "reversed"),))
    doors = doors_of(request)
    as_of = query.as_of or doors.clock()
    question = ResponseTimes(
        grouping=query.by, from_on=query.from_on, to_on=query.to_on, as_of=as_of
    )
    rows = await doors.reading_room.ask(question, visitor.actor)
    return page(
        request,
        "staff/response_times.html",
        visitor=visitor,
        times={
            "as_of": as_of,
            "rows": [FiguresAnswer.model_validate(row) for row in rows],
            "suppressed_below": SUPPRESSED_BELOW,
        },
        query=said,
        names=(await known(request)).names,
    )


@router.get("/loki")
async def log(request: Request, visitor: StaffHere) -> Response:
    """Who read what and on which ground, newest first; of one request by its reference."""
    require(visitor.actor, AccessLog.permission)
    reference = request.query_params.get("reference", "").strip()
    request_id = await request_called(request, reference) if reference else None
    rows: LogRows = ()
    if request_id or not reference:
        question = AccessLog(request_id=request_id)
        rows = await doors_of(request).reading_room.ask(question, visitor.actor)
    called = await references(request, {row.request_id for row in rows if row.request_id})
    return page(
        request,
        "staff/log.html",
        visitor=visitor,
        rows=[
            {**row._mapping, "who": row.username, "reference": called.get(row.request_id)}
            for row in rows
        ],
        reference=reference,
        request_id=request_id,
        names=(await known(request)).names,
    )
