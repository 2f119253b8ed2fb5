"""How do members of staff set up a second factor of their own, renew its codes, or take it away?"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.errors.store_away import store_failures_as_refusals
from api.http.access import network_of, open_to_all, parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed
from api.pages.page import to
from api.pages.session import (
    STAFF,
    StaffHere,
    Visitor,
    device_marks,
    keep_session,
    own_form,
    remember_device,
)
from api.pages.staff.account.account_pages import (
    ADDRESS,
    LONGEST_OFFER,
    ConfirmBody,
    account_page,
    codes_page,
    codes_shown,
    offer_page,
    proof_problem,
)
from api.v1.field_types import Incoming, Line, Password
from api.words.language import in_full_languages
from triage.accounts.local.own_accounts import OwnAccounts
from triage.accounts.local.second_factor import Codes
from triage.accounts.new_sessions import SignedIn
from triage.errors.provider import LocalSignInOff
from triage.errors.requests import TriageError

router = PageRouter(in_full_languages)
SETTING_UP = f"{ADDRESS}/kaksivaiheinen"
REMOVAL = f"{ADDRESS}/kaksivaiheinen/poisto"
RECOVERY_CODES = f"{ADDRESS}/varakoodit"


class EnrolBody(ConfirmBody):
    """The same, with the own password: nobody else may set one up at an open page."""

    password: Password


class ProofBody(Incoming):
    """The own password and a code."""

    password: Password
    code: Line


@router.get(SETTING_UP)
async def set_up(request: Request, visitor: StaffHere) -> Response:
    """A secret to take into an app, and the form that confirms it."""
    own = await _own(request).of(visitor.actor)
    if not own.has_password or own.codes_left is not None or not parts_of(request).local_sign_in:
        return to(request, ADDRESS)
    offer = await _own(request).offer(visitor.actor.username or "")
    return offer_page(request, offer, visitor=visitor)


@router.post(SETTING_UP)
async def enrol(request: Request, visitor: StaffHere) -> Response:
    """Set it up; every other session ends, and the recovery codes are shown once."""
    form = await own_form(request, visitor)
    try:
        with store_failures_as_refusals():
            begun, codes = await _enrolled(request, visitor, form)
    except TriageError as refusal:
        offer = await _own(request).offer(
            visitor.actor.username or "", sealed=form.one("sealed")[:LONGEST_OFFER]
        )
        return offer_page(request, offer, visitor=visitor, problem=proof_problem(refusal))
    return codes_page(request, begun, codes, ADDRESS)


@router.post(RECOVERY_CODES)
async def renew_codes(request: Request, visitor: StaffHere) -> Response:
    """Show fresh recovery codes, once; those of before are worth nothing any more."""
    try:
        with store_failures_as_refusals():
            body = await _proof(request, visitor)
            codes = await _own(request).renew_codes(
                visitor.actor.username or "",
                password=body.password,
                code=body.code,
                address=network_of(request),
                devices=device_marks(request),
            )
    except TriageError as refusal:
        return await account_page(request, visitor, proof_problem(refusal))
    return codes_shown(request, visitor, codes, ADDRESS)


@router.post(REMOVAL)
async def remove(request: Request, visitor: StaffHere) -> Response:
    """Take the second factor away; every other session ends."""
    try:
        with store_failures_as_refusals():
            body = await _proof(request, visitor)
            begun = await _own(request).remove(
                visitor.actor.username or "",
                password=body.password,
                code=body.code,
                address=network_of(request),
                devices=device_marks(request),
            )
    except TriageError as refusal:
        return await account_page(request, visitor, proof_problem(refusal))
    answer = to(request, ADDRESS, done="factor-removed")
    keep_session(answer, STAFF, begun)
    remember_device(answer, request, begun)
    return answer


@router.get(RECOVERY_CODES)
@router.get(REMOVAL)
@open_to_all
async def back(request: Request) -> Response:
    """Whoever loads such an address again is back at the own account."""
    return to(request, ADDRESS)


async def _enrolled(request: Request, visitor: Visitor, form: Typed) -> tuple[SignedIn, Codes]:
    _require_local(request)
    body = form.body(EnrolBody)
    return await _own(request).enrol(
        visitor.actor.username or "",
        password=body.password,
        sealed=body.sealed,
        code=body.code,
        address=network_of(request),
        devices=device_marks(request),
    )


async def _proof(request: Request, visitor: Visitor) -> ProofBody:
    form = await own_form(request, visitor)
    _require_local(request)
    return form.body(ProofBody)


def _require_local(request: Request) -> None:
    if not parts_of(request).local_sign_in:
        raise LocalSignInOff()


def _own(request: Request) -> OwnAccounts:
    return parts_of(request).authenticator.own_accounts
