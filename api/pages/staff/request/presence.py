"""How does an open page say that somebody is on a request, and learn who else is? By its script."""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.live.live_streams import LiveStreams
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.words.language import in_full_languages
from projections.live.colleagues import Did, done_by_others
from triage.errors.requests import TriageError

router = PageRouter(in_full_languages)


@router.post("/jono/{request_id}/lasna")
async def present(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Who else is here, who writes, and what others did since the page was made."""
    form = await own_form(request, visitor)
    try:
        did = await _done(request, visitor, request_id, form.number("seen"))
    except TriageError:
        await _noted(request, visitor, request_id, writes=False, gone=True)
        raise
    writes, gone = form.one("writes") == "true", form.one("gone") != ""
    others = await _noted(request, visitor, request_id, writes=writes, gone=gone)
    return page(
        request,
        "staff/present.html",
        visitor=visitor,
        others=sorted(others.items()),
        did=did,
        names=(await known(request)).names,
    )


async def _done(
    request: Request, visitor: Visitor, request_id: UUID, seen: int | None
) -> tuple[Did, ...]:
    parts = parts_of(request)
    now = parts.clock()
    return await asyncio.to_thread(
        done_by_others, parts.models, visitor.actor, request_id, seen, now
    )


async def _noted(
    request: Request, visitor: Visitor, request_id: UUID, *, writes: bool, gone: bool
) -> dict[str, bool]:
    """Remember the visitor, tell the others' pages where that is news; who the others are."""
    presence, username = parts_of(request).presence, visitor.actor.username or ""

    def note() -> tuple[bool, dict[str, bool]]:
        if gone:
            is_news = presence.leave(request_id, username)
        else:
            is_news = presence.note(request_id, username, writes=writes)
        return is_news, dict(presence.on(request_id))

    is_news, here = await asyncio.to_thread(note)
    here.pop(username, None)
    if is_news:
        live_streams: LiveStreams = request.app.state.live_streams
        live_streams.tell_of_people(request_id, here)
    return here
