"""How does somebody leave at once, so that nothing is left behind? See docs/leaving.md."""

from __future__ import annotations

from contextlib import suppress

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.errors.refusals import ForeignForm
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter, from_any_site, require_own_origin
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.form_keys import carried_by, keys_of
from api.pages.page import SEE_OTHER, page
from api.pages.session import (
    CARRIED,
    GONE,
    MARK,
    REQUESTER,
    forget,
    hand,
    mark_of_session,
    own_form,
    perhaps_requester,
    session_token,
)
from api.words.rendering import EXIT_ADDRESS
from triage.errors import TriageError
from triage.text.personal import Personal

router = PageRouter(answered_in_time)
# Not "cookies": with it Chromium keeps the pages that a changed cookie would make it drop.
CLEARED = {"Clear-Site-Data": '"cache", "storage"'}
OPEN, GONE_FOR_GOOD = 204, 410


@router.post("/poistu")
@router.get("/poistu")
@router.get("/vastaus/poistu")
@open_to_all
@from_any_site
async def leave(request: Request) -> Response:
    """The quick exit, from any page: end the session, show none of its forms again, be gone.

    Another site can do no more with it than close somebody's page: the cookies are strict.
    """
    # Whatever the store does, nothing may hold somebody up who must be gone.
    with suppress(TriageError), store_failures_as_refusals():
        await left(request, await _said(request))
    answer = RedirectResponse(EXIT_ADDRESS, SEE_OTHER, headers=CLEARED)
    _take_back(answer)
    return answer


@router.post("/poistu/auki")
@open_to_all
async def is_open(request: Request) -> Response:
    """May a page that a browser kept whole be shown again? 204, or 410 where it was left."""
    form = await typed(request)
    mark = form.one(MARK)
    visitor = await perhaps_requester(request) if mark else None
    is_over = bool(mark) and (visitor is None or visitor.mark != mark)
    gone = is_over or await parts_of(request).authenticator.leavings.has_left(keys_of(form))
    return Response(status_code=GONE_FOR_GOOD if gone else OPEN)


@router.post("/vastaus/poistu")
@open_to_all
async def close(request: Request) -> Response:
    """Close the dialogue: without the receipt nobody reads it in this browser any more."""
    form = await typed(request)
    visitor = await perhaps_requester(request)
    if visitor is not None:
        await own_form(request, visitor)
        await left(request, form)
    return closed(request, notice="left")


def closed(request: Request, *, notice: str) -> Response:
    """The page that says so where the dialogue was left; the browser forgets it, too."""
    answer = page(request, "message.html", notice=notice)
    answer.headers.update(CLEARED)
    _take_back(answer)
    return answer


async def _said(request: Request) -> Typed:
    """The form of the exit. A broken one leads away as well."""
    if request.method == "POST":
        with suppress(ForeignForm, HTTPException):
            require_own_origin(request)
            return await typed(request)
    return NOTHING


async def left(request: Request, form: Typed) -> None:
    """Show nothing again: of this page, of the forms that the browser carries, of the session."""
    token = session_token(request, REQUESTER)
    mark = () if token is None else (Personal(mark_of_session(token)),)
    keys = {*keys_of(form), *carried_by(request).keys, *mark}
    await parts_of(request).authenticator.leavings.leave(keys, token)


def _take_back(answer: Response) -> None:
    forget(answer, REQUESTER)
    forget(answer, CARRIED)
    hand(answer, GONE, "1")
