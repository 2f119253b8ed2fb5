"""How do supervisors and the data protection officer watch over the work, on pages?"""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.shown import clock_lanes, pictures
from api.pages.staff.names import known
from api.pages.staff.words_kept import page_or_words
from api.v1.bodies import MissExplanationBody
from api.v1.staff.audit.audit_answers import TrailAnswer
from api.words.language import in_full_languages
from projections.door.audit.audits import ReleasedFeedback, RequestTrail
from triage.errors.requests import TriageError
from triage.permission import may
from triage.request.commands.clock.explaining import ExplainMiss

router = PageRouter(in_full_languages)


@router.get("/jono/{request_id}/kulku")
async def trail(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """What happened to a request and who read it, without a word of its content."""
    return await _trail(request, visitor, request_id)


@router.post("/jono/{request_id}/kulku")
async def explain_miss(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Say why a promise was missed; a refusal brings every word back."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            said = form.body(MissExplanationBody)
            wanted = ExplainMiss(request_id=request_id, **dict(said))
            await parts_of(request).triage.execute(wanted, visitor.actor)
    except TriageError as refusal:
        problem = of_refusal(refusal)
        shown = _trail(request, visitor, request_id, form=form, problem=problem)
        return await page_or_words(request, visitor, shown, form.one("action"))
    return to(request, f"/jono/{request_id}/kulku", done="miss-explanation")


async def _trail(
    request: Request,
    visitor: Visitor,
    request_id: UUID,
    *,
    form: Typed = NOTHING,
    problem: Problem | None = None,
) -> Response:
    question = RequestTrail(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    now = None if shown.ended else parts_of(request).clock()
    return page(
        request,
        "staff/trail.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        trail=TrailAnswer.model_validate(shown).model_dump(exclude_none=True),
        pictures=pictures(shown.promises, now),
        lanes=clock_lanes(shown.clocks, now),
        certificate=f"/jono/{request_id}/todistus",
        may_explain=may(visitor.actor, ExplainMiss.permission),
        explain_at=f"/jono/{request_id}/kulku",
        error={"code": problem.code, "errors": problem.named} if problem else None,
        values=form.values(),
        done=request.query_params.get("done"),
        names=(await known(request)).names,
    )


@router.get("/palaute")
async def feedback(request: Request, visitor: StaffHere) -> Response:
    """What requesters said of the help, five at a time and by quarter."""
    quarters = await parts_of(request).reading_room.ask(ReleasedFeedback(), visitor.actor)
    return page(request, "staff/feedback.html", visitor=visitor, quarters=quarters)
