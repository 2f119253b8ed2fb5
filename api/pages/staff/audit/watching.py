"""How do supervisors and the data protection officer watch over the work, on pages?"""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere
from api.pages.shown import clock_lanes, pictures
from api.pages.staff.names import known
from api.v1.staff.audit.audit_answers import TrailAnswer
from api.words.language import in_full_languages
from projections.door.audit.audits import AccessLog, ReleasedFeedback, RequestTrail

router = PageRouter(in_full_languages)


@router.get("/jono/{request_id}/kulku")
async def trail(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """What happened to a request and who read it, without a word of its content."""
    question = RequestTrail(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    now = None if shown.ended else parts_of(request).clock()
    return page(
        request,
        "staff/trail.html",
        visitor=visitor,
        trail=TrailAnswer.model_validate(shown).model_dump(exclude_none=True),
        pictures=pictures(shown.promises, now),
        lanes=clock_lanes(shown.clocks, now),
        certificate=f"/jono/{request_id}/todistus",
        names=(await known(request)).names,
    )


@router.get("/palaute")
async def feedback(request: Request, visitor: StaffHere) -> Response:
    """What requesters said of the help, five at a time and by quarter."""
    quarters = await parts_of(request).reading_room.ask(ReleasedFeedback(), visitor.actor)
    return page(request, "staff/feedback.html", visitor=visitor, quarters=quarters)


@router.get("/loki")
async def log(request: Request, visitor: StaffHere) -> Response:
    """Who read what and on which ground, newest first; of one request by its reference."""
    reference = request.query_params.get("reference", "").strip()
    question = AccessLog(reference=reference or None)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    return page(
        request,
        "staff/log.html",
        visitor=visitor,
        rows=shown.rows,
        reference=reference,
        request_id=shown.request_id,
        names=(await known(request)).names,
    )
