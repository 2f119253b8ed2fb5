"""How do staff sign in with a browser at the provider of their organisation?

Both routes are read: the browser goes there by a link, and the provider leads it back by one. What
is under way lies in the browser that began it, sealed; only it can be signed in by the answer.
"""

from __future__ import annotations

import json

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.pages.cross_site import PageRouter, require_own_origin
from api.pages.page import SEE_OTHER, to
from api.pages.session import (
    STAFF,
    UNDER_WAY,
    end_session,
    forget,
    hand,
    keep_session,
)
from api.pages.staff.account.signed_out import OWN_PLACE, beginning, signed_out
from api.words.language import in_full_languages, language_of
from api.words.rendering import link
from triage.errors.provider import SignInNotBegun
from triage.errors.requests import TriageError

router = PageRouter(in_full_languages)
# What the provider may say; each once, so that nobody can say two things.
SAID = ("state", "code", "iss", "error")


@router.get("/kirjaudu/tunnistus")
@open_to_all
async def to_provider(request: Request) -> Response:
    """Send the browser to the provider. Another site's link begins nothing."""
    place = request.query_params.get("next", "")
    provider = parts_of(request).provider
    if provider is None:
        return to(request, "/kirjaudu", next=place)
    try:
        require_own_origin(request)
        anew = request.query_params.get("anew") == "true"
        begun = await provider.begin(json.dumps([place, language_of(request)]), anew=anew)
    except TriageError as refusal:
        return signed_out(request, of_refusal(refusal), place=place)
    answer = RedirectResponse(begun.address, SEE_OTHER)
    hand(answer, UNDER_WAY, begun.sealed)
    return answer


@router.get("/kirjaudu/tunnistus/paluu")
@open_to_all
async def finish(request: Request) -> Response:
    """Sign in by what the provider answers, and go on to where the person was going.

    Nothing is shown at this address: it holds the code, and links and the history would keep it.
    """
    place, language = _begun_for(request)
    try:
        with store_failures_as_refusals():
            answer = await _signed_in(request, place, language)
    except TriageError as refusal:
        goes_on = link(language, "/kirjaudu", next=place, refused=refusal.code)
        answer = RedirectResponse(goes_on, SEE_OTHER)
    forget(answer, UNDER_WAY)
    return answer


async def _signed_in(request: Request, place: str, language: str) -> RedirectResponse:
    provider = parts_of(request).provider
    if provider is None:
        raise SignInNotBegun()
    begun = await provider.finish(_answered(request), _sealed(request))
    await end_session(request, STAFF)
    goes_on = place if OWN_PLACE.fullmatch(place) else link(language, beginning(begun.actor))
    answer = RedirectResponse(goes_on, SEE_OTHER)
    keep_session(answer, STAFF, begun)
    return answer


def _begun_for(request: Request) -> tuple[str, str]:
    """Where the sign-in under way leads on to, and the language that it was begun in."""
    provider = parts_of(request).provider
    said = provider and provider.begun_for(_sealed(request))
    place, language = json.loads(said) if said else ("", language_of(request))
    return place, language


def _sealed(request: Request) -> str:
    return request.cookies.get(UNDER_WAY.name, "")


def _answered(request: Request) -> dict[str, str]:
    """What the provider says, where each is said once. Raises SignInNotBegun."""
    given = request.query_params
    if any(len(given.getlist(name)) > 1 for name in SAID):
        raise SignInNotBegun()
    return {name: given[name] for name in SAID if name in given}
