"""How does a worker read one request and act on it, on a page?

What was done is answered by going back to the page (303), so that loading it again does nothing
twice. What was refused is answered by the page itself, with the reason and every typed word.
"""

from __future__ import annotations

from uuid import UUID

from fastapi import HTTPException, Request
from starlette.responses import Response

from api.errors.problems import of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.asked import chosen
from api.pages.staff.queue.left import queue_left
from api.pages.staff.request.composing import WORKED_ON, After, as_meant, keeps_words
from api.pages.staff.request.refused import RefusedVerb
from api.pages.staff.request.showing import request_page, shown_to
from api.v1.staff.requests.seen_version import NO_VERSION
from api.v1.verbs import VERBS
from api.v1.verbs.card import Verb
from api.words.language import in_full_languages
from triage.errors.requests import (
    RequestUnknown,
    TriageError,
)

router = PageRouter(in_full_languages)


@router.get("/jono/{request_id}")
async def read_request(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Everything in a request; a colleague's asks for a reason first."""
    try:
        shown = await shown_to(request, visitor, request_id)
    except RequestUnknown:
        # Whoever has just acted may see it no more, as the duty where a look found no danger.
        done = request.query_params.get("done")
        if done not in VERBS:
            raise
        return to(request, "/jono", **queue_left(request), **chosen(request, "done", "moved_to"))
    after = After(done=request.query_params.get("done", ""))
    return await request_page(request, visitor, shown, after=after)


@router.post("/jono/{request_id}/esikatselu")
async def preview(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """The words as the requester would see them, above the sheet; nothing of them is stored."""
    form = await own_form(request, visitor)
    shown = await shown_to(request, visitor, request_id)
    after = After(words=form, preview=form.one("text"))
    return await request_page(request, visitor, shown, after=after)


@router.post("/jono/{request_id}/{verb}")
async def act(
    request: Request,
    visitor: StaffHere,
    request_id: UUID,
    verb: str,
) -> Response:
    """Do what a form of the page asks for."""
    card = VERBS.get(verb)
    if card is None:
        raise HTTPException(404)
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = as_meant(form, card).body(card.body)
            command = card.command_for(request_id, _seen(form), body)
            changed = await parts_of(request).triage.execute(command, visitor.actor)
    except TriageError as refusal:
        refused = RefusedVerb(verb=card, problem=of_refusal(refusal), form=form, seen=_seen(form))
        return await _again(request, visitor, request_id, refused)
    if keeps_words(form, card) and not changed.routed_to:
        shown = await shown_to(request, visitor, request_id)
        after = After(words=form, done=card.name)
        return await request_page(request, visitor, shown, after=after)
    return _went_through(request, request_id, card, moved_to=changed.routed_to)


@router.get("/jono/{request_id}/{verb}")
async def back(request: Request, visitor: StaffHere, request_id: UUID, verb: str) -> Response:
    """Whoever loads the address of a form again gets the request."""
    return to(request, f"/jono/{request_id}")


def _went_through(
    request: Request, request_id: UUID, verb: Verb, *, moved_to: str | None = None
) -> Response:
    if verb.leads_away:
        return to(request, "/jono", **queue_left(request), done=verb.name)
    moved = {"moved_to": moved_to} if moved_to else {}
    here = f"/jono/{request_id}{WORKED_ON.get(verb.name, '')}"
    return to(request, here, done=verb.name, **moved)


def _seen(form: Typed) -> int | None:
    """The version that the page showed; one that is no number is none that anybody saw."""
    if not form.one("version"):
        return None
    version = form.number("version")
    return NO_VERSION if version is None else version


async def _again(
    request: Request, visitor: Visitor, request_id: UUID, refused: RefusedVerb
) -> Response:
    """The page with the refusal and the typed words; the words alone where there is no page."""
    try:
        with store_failures_as_refusals():
            shown = await shown_to(request, visitor, request_id)
            if refused.was_done_before(shown, visitor.actor):
                return _went_through(request, request_id, refused.verb)
            return await request_page(request, visitor, shown, refused=refused)
    except TriageError as gone:
        problem = of_refusal(gone)
        return page(
            request,
            "staff/notice.html",
            status=problem.status,
            visitor=visitor,
            error={"code": problem.code},
            saved=refused.words,
        )
