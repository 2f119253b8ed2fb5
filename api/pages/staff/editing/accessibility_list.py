"""How do coordinator and administrator read and answer feedback on accessibility, on a page?"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to, with_retry_after
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.v1.staff.editing.accessibility_bodies import AccessibilityDoneBody
from api.words.language import in_full_languages
from projections.door.editing.accessibility_feedback import AccessibilityFeedbackList
from triage.errors.requests import TriageError

router = PageRouter(in_full_languages)
PATH: Final = "/saavutettavuuspalaute"


@router.get(PATH)
async def listed(request: Request, visitor: StaffHere) -> Response:
    """What waits, the first due first, each with the form that answers it."""
    return await _page(request, visitor)


@router.post(f"{PATH}/{{feedback_id}}")
async def answer(request: Request, visitor: StaffHere, feedback_id: UUID) -> Response:
    """Record what was done; a refusal brings every word back."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = form.body(AccessibilityDoneBody)
            desk = parts_of(request).triage.accessibility_feedback
            await desk.answer(feedback_id, body.done, visitor.actor)
    except TriageError as refusal:
        return await _refused(request, visitor, feedback_id, form, of_refusal(refusal))
    return to(request, PATH, done="answered")


@router.get(f"{PATH}/{{feedback_id}}")
async def back(request: Request, visitor: StaffHere, feedback_id: UUID) -> Response:
    """Whoever loads the address of the form again gets the list."""
    return to(request, PATH)


async def _refused(
    request: Request, visitor: Visitor, feedback_id: UUID, form: Typed, problem: Problem
) -> Response:
    """The list with the words; where even that cannot be read, the words by themselves."""
    try:
        with store_failures_as_refusals():
            return await _page(request, visitor, problem=problem, typed_for=feedback_id, form=form)
    except TriageError as gone:
        told = of_refusal(gone)
        answered = page(
            request,
            "staff/notice.html",
            status=told.status,
            visitor=visitor,
            error={"code": told.code},
            saved=form.one("done"),
        )
        return with_retry_after(answered, told)


async def _page(
    request: Request,
    visitor: Visitor,
    *,
    problem: Problem | None = None,
    typed_for: UUID | None = None,
    form: Typed = NOTHING,
) -> Response:
    room = parts_of(request).reading_room
    found = await room.ask(AccessibilityFeedbackList(), visitor.actor)
    waiting = [each for each in found if each.answered_at is None]
    # A colleague was quicker: what was typed has no form any more.
    homeless = typed_for is not None and all(each.id != typed_for for each in waiting)
    named = problem.named if problem else []
    return page(
        request,
        "staff/accessibility.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        waiting=waiting,
        answered=[each for each in found if each.answered_at is not None],
        typed_for=typed_for,
        values=form.values(),
        saved=form.one("done") if homeless else "",
        error={"code": problem.code, "errors": named} if problem else None,
        done=request.query_params.get("done"),
        names=(await known(request)).names,
    )
