"""What follows a right password where it is not enough? A code, or a second factor set up first."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import typed
from api.pages.page import page, to, with_retry_after
from api.pages.session import (
    HALF_WAY,
    STAFF,
    device_marks,
    end_session,
    forget,
    keep_session,
    remember_device,
)
from api.pages.staff.account.account_pages import (
    LONGEST_OFFER,
    ConfirmBody,
    codes_page,
    offer_page,
    proof_problem,
)
from api.pages.staff.account.signed_out import (
    ENROLLING,
    OWN_PLACE,
    SECOND_STEP,
    beginning,
    goes_on,
)
from api.v1.field_types import Incoming, Line
from api.words.language import in_full_languages
from triage.accounts.local.half_way import HalfWay
from triage.accounts.local.second_factor import Offer
from triage.errors.provider import SignInNotBegun
from triage.errors.requests import TriageError

router = PageRouter(in_full_languages)


class CodeBody(Incoming):
    """A code of the app, or a recovery code."""

    code: Line


@router.get(SECOND_STEP)
@open_to_all
async def code_page(request: Request) -> Response:
    """The form for the code; whoever is not half way in begins at the beginning."""
    try:
        half_way = _half_way(request)
    except SignInNotBegun:
        return to(request, "/kirjaudu", next=request.query_params.get("next", ""))
    if half_way.enrols:
        return to(request, ENROLLING, next=request.query_params.get("next", ""))
    return _code_form(request, request.query_params.get("next", ""))


@router.post(SECOND_STEP)
@open_to_all
async def second_step(request: Request) -> Response:
    """Sign in by a code and go on to where the person was going."""
    form = await typed(request)
    place = form.one("next")
    try:
        with store_failures_as_refusals():
            half_way = _half_way(request)
            begun = await parts_of(request).authenticator.second_step(
                half_way, form.body(CodeBody).code, devices=device_marks(request)
            )
    except SignInNotBegun as refusal:
        return _begin_again(request, refusal, place)
    except TriageError as refusal:
        return _code_form(request, place, proof_problem(refusal))
    await end_session(request, STAFF)
    answer = goes_on(request, begun, place)
    keep_session(answer, STAFF, begun)
    remember_device(answer, request, begun)
    forget(answer, HALF_WAY)
    return answer


@router.get(ENROLLING)
@open_to_all
async def enrolling_page(request: Request) -> Response:
    """A secret for whoever may not go on without a second factor, and nothing else."""
    place = request.query_params.get("next", "")
    try:
        offer = await _offer(request, _half_way(request))
    except SignInNotBegun:
        return to(request, "/kirjaudu", next=place)
    return offer_page(request, offer, place=_own_place(place))


@router.post(ENROLLING)
@open_to_all
async def enrol_half_way(request: Request) -> Response:
    """Set it up, sign in, and show the recovery codes once."""
    form = await typed(request)
    place = form.one("next")
    try:
        half_way = _half_way(request)
    except SignInNotBegun as refusal:
        return _begin_again(request, refusal, place)
    own = parts_of(request).authenticator.own_accounts
    try:
        with store_failures_as_refusals():
            body = form.body(ConfirmBody)
            begun, codes = await own.enrol_half_way(
                half_way, sealed=body.sealed, code=body.code, devices=device_marks(request)
            )
    except SignInNotBegun as refusal:
        return _begin_again(request, refusal, place)
    except TriageError as refusal:
        offer = await _offer(request, half_way, form.one("sealed")[:LONGEST_OFFER])
        return offer_page(request, offer, problem=proof_problem(refusal), place=_own_place(place))
    await end_session(request, STAFF)
    answer = codes_page(request, begun, codes, _own_place(place) or beginning(begun.actor))
    forget(answer, HALF_WAY)
    return answer


def _half_way(request: Request) -> HalfWay:
    """Who is half way in with this browser. Raises SignInNotBegun."""
    if not parts_of(request).local_sign_in:
        raise SignInNotBegun()
    sealed = request.cookies.get(HALF_WAY.name, "")
    return parts_of(request).authenticator.half_ways.opened(sealed)


async def _offer(request: Request, half_way: HalfWay, sealed: str = "") -> Offer:
    if not half_way.enrols:
        raise SignInNotBegun()
    own = parts_of(request).authenticator.own_accounts
    return await own.offer(half_way.username, half_way.change, sealed)


def _begin_again(request: Request, refusal: TriageError, place: str) -> Response:
    answer = to(request, "/kirjaudu", next=place, refused=refusal.code)
    forget(answer, HALF_WAY)
    return answer


def _own_place(place: str) -> str:
    return place if OWN_PLACE.fullmatch(place) else ""


def _code_form(request: Request, place: str, problem: Problem | None = None) -> Response:
    answer = page(
        request,
        "staff/second_step.html",
        status=problem.status if problem else 200,
        error={"code": problem.code} if problem else None,
        next=_own_place(place),
    )
    return with_retry_after(answer, problem)
