"""How do staff sign in and out with a browser?"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import StoreAway
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.addresses import neighbourhood
from api.pages.cross_site import PageRouter
from api.pages.form_fields import typed
from api.pages.page import to
from api.pages.session import (
    HALF_WAY,
    STAFF,
    device_marks,
    end_session,
    forget,
    hand,
    keep_session,
    own_form,
    perhaps_staff,
    remember_device,
)
from api.pages.staff.account.signed_out import (
    ENROLLING,
    SECOND_STEP,
    beginning,
    goes_on,
    signed_out,
)
from api.v1.bodies import SignInBody
from api.words.language import in_full_languages
from triage.accounts.local.half_way import HalfWay
from triage.errors.accounts import FreshProofNeeded
from triage.errors.provider import (
    AccountDisabled,
    IdentityUnproven,
    LocalSignInOff,
    NoRoleGiven,
    ProviderAway,
    ProviderRefused,
    SignInNotBegun,
)
from triage.errors.requests import TriageError, WrongPassword

# What the way back from the organisation's provider, or to a grave act, may end with; told here.
REFUSALS: Mapping[str, type[TriageError]] = {
    refusal.code: refusal
    for refusal in (
        AccountDisabled,
        FreshProofNeeded,
        IdentityUnproven,
        NoRoleGiven,
        ProviderAway,
        ProviderRefused,
        SignInNotBegun,
        StoreAway,
    )
}
router = PageRouter(in_full_languages)


@router.get("/kirjaudu")
@open_to_all
async def sign_in_page(request: Request) -> Response:
    """The form; whoever is signed in goes straight to work."""
    visitor = await perhaps_staff(request)
    said = request.query_params.get("refused", "")
    if visitor is not None and said != FreshProofNeeded.code:
        return to(request, beginning(visitor.actor))
    refused = REFUSALS.get(said)
    problem = of_refusal(refused()) if refused else None
    return signed_out(request, problem, place=request.query_params.get("next", ""))


@router.post("/kirjaudu")
@open_to_all
async def sign_in(request: Request) -> Response:
    """Sign in and go on to where the person was going."""
    form = await typed(request)
    parts = parts_of(request)
    place = form.one("next")
    try:
        with store_failures_as_refusals():
            if not parts.local_sign_in:
                raise LocalSignInOff()
            body = form.body(SignInBody)
            address = neighbourhood(request, parts.trusted_proxies)
            begun = await parts.authenticator.first_step(
                body.username, body.password, address, devices=device_marks(request)
            )
    except TriageError as refusal:
        return signed_out(request, _problem(refusal), form, place)
    if isinstance(begun, HalfWay):
        step = to(request, ENROLLING if begun.enrols else SECOND_STEP, next=place)
        hand(step, HALF_WAY, parts.authenticator.half_ways.sealed(begun))
        return step
    await end_session(request, STAFF)
    answer = goes_on(request, begun, place)
    keep_session(answer, STAFF, begun)
    remember_device(answer, request, begun)
    return answer


@router.post("/kirjaudu/ulos")
@open_to_all
async def sign_out(request: Request) -> Response:
    """End the session at once, wherever its cookie has got to."""
    await typed(request)
    visitor = await perhaps_staff(request)
    if visitor is not None:
        await own_form(request, visitor)
        await end_session(request, STAFF)
    answer = to(request, "/kirjaudu")
    forget(answer, STAFF)
    return answer


@router.get("/kirjaudu/ulos")
@open_to_all
async def back(request: Request) -> Response:
    """Whoever loads the address again is where signing in begins."""
    return to(request, "/kirjaudu")


def _problem(refusal: TriageError) -> Problem:
    """A name or password of a wrong shape is simply wrong."""
    problem = of_refusal(refusal)
    return of_refusal(WrongPassword()) if problem.errors else problem
