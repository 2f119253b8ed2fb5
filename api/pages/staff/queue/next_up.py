"""How does a worker take the next request, without looking for it in the queue?"""

from __future__ import annotations

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed
from api.pages.page import to
from api.pages.session import StaffHere, own_form
from api.words.language import in_full_languages
from projections.door.requests.next_up import NextUp
from triage.errors.requests import AlreadyClaimed, RequestClosed, RequestUnknown, RequestWithdrawn
from triage.request.commands.handling import ClaimRequest

router = PageRouter(in_full_languages)
# Whoever is slower so often in a row had better look at the queue.
TRIES = 5
TAKEN = (AlreadyClaimed, RequestClosed, RequestUnknown, RequestWithdrawn)


@router.post("/jono/seuraava")
async def take_next(request: Request, visitor: StaffHere) -> Response:
    """Claim the next free request and open it; where others are quicker, the one after it."""
    besides = _at_hand(await own_form(request, visitor))
    parts = parts_of(request)
    for _ in range(TRIES):
        found = await parts.reading_room.ask(NextUp(besides=besides), visitor.actor)
        if found is None:
            break
        try:
            await parts.triage.execute(ClaimRequest(request_id=found.id), visitor.actor)
        except TAKEN:
            besides = (*besides, found.id)
            continue
        return to(request, f"/jono/{found.id}", done="claim")
    return to(request, "/jono", done="nothing-next")


@router.get("/jono/seuraava")
async def back(request: Request, visitor: StaffHere) -> Response:
    """Whoever loads the address again gets the queue: a GET takes nothing."""
    return to(request, "/jono")


def _at_hand(form: Typed) -> tuple[UUID, ...]:
    try:
        return (UUID(form.one("besides")),)
    except ValueError:
        return ()
