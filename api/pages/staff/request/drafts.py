"""How is what a worker has begun to write kept from a page? By a button, or by its script."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed as Fields
from api.pages.form_fields import typed
from api.pages.page import page, to, with_retry_after
from api.pages.session import StaffWriting, Visitor, own_form
from api.v1.staff.requests.draft_bodies import DraftBody
from api.words.language import in_full_languages
from triage.desk.drafts import Typed
from triage.errors.drafts import DraftChanged, NoDraft
from triage.errors.requests import TriageError
from triage.store.records.drafts import Draft
from triage.text.visible import says_something

router = PageRouter(in_full_languages)
ADDRESS = "/jono/{request_id}/luonnos"


@router.post(ADDRESS)
async def save(request: Request, visitor: StaffWriting, request_id: UUID) -> Response:
    """Keep the draft, for who has no script, and show the request with it."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            kept = await _kept(request, visitor, request_id, form)
    except TriageError as refusal:
        return _refused(request, visitor, refusal, form)
    return to(request, f"/jono/{request_id}#reply", done="draft" if kept else "draft-discarded")


@router.post(f"{ADDRESS}/rivi")
async def save_quietly(request: Request, visitor: StaffWriting, request_id: UUID) -> Response:
    """Keep the draft, for the page's script: what became of it, in one line."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            kept = await _kept(request, visitor, request_id, form)
    except TriageError as refusal:
        problem = of_refusal(refusal)
        answer = page(
            request,
            "staff/draft_line.html",
            status=problem.status,
            visitor=visitor,
            saved_at=None,
            error={"code": problem.code},
            behind=problem.code == DraftChanged.code,
            request_id=request_id,
        )
        return with_retry_after(answer, problem)
    saved_at = kept.saved_at if kept else None
    return page(request, "staff/draft_line.html", visitor=visitor, saved_at=saved_at, error=None)


@router.post(f"{ADDRESS}/pois")
async def discard(request: Request, visitor: StaffWriting, request_id: UUID) -> Response:
    """Take the draft away and show the request without it."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await _discarded(request, visitor, request_id)
    except TriageError as refusal:
        return _refused(request, visitor, refusal, form)
    return to(request, f"/jono/{request_id}#reply", done="draft-discarded")


@router.get(f"{ADDRESS}/rivi")
@router.get(f"{ADDRESS}/pois")
async def back(request: Request, visitor: StaffWriting, request_id: UUID) -> Response:
    """Whoever loads the address of a form again gets the request."""
    return to(request, f"/jono/{request_id}")


async def _kept(request: Request, visitor: Visitor, request_id: UUID, form: Fields) -> Draft | None:
    """The draft as it is kept; None where everything was wiped out, and so is the draft."""
    await own_form(request, visitor)
    if not says_something(form.one("text")):
        await _discarded(request, visitor, request_id)
        return None
    body = form.body(DraftBody)
    return await parts_of(request).drafts.save(request_id, Typed(**dict(body)), visitor.actor)


async def _discarded(request: Request, visitor: Visitor, request_id: UUID) -> None:
    try:
        await parts_of(request).drafts.discard(request_id, visitor.actor)
    except NoDraft:
        # Wiped out before, here or elsewhere.
        return


def _refused(request: Request, visitor: Visitor, refusal: TriageError, form: Fields) -> Response:
    """Why, and every typed word to be copied."""
    problem = of_refusal(refusal)
    return page(
        request,
        "staff/notice.html",
        status=problem.status,
        visitor=visitor,
        error={"code": problem.code},
        saved=form.one("text"),
    )
