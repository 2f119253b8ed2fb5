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
from api.pages.form_keys import keys_of
from api.pages.page import SEE_OTHER
from api.pages.requester.left import CLEARED, closed, left, take_back
from api.pages.session import MARK, own_form, perhaps_requester
from api.words.rendering import EXIT_ADDRESS
from triage.errors.requests import TriageError

router = PageRouter(answered_in_time)
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
    take_back(answer)
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


async def _said(request: Request) -> Typed:
    """The form of the exit. A broken one leads away as well."""
    if request.method == "POST":
        with suppress(ForeignForm, HTTPException):
            require_own_origin(request)
            return await typed(request)
    return NOTHING
