"""How do members of staff change their own password, and end what they left open elsewhere?"""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import network_of, parts_of
from api.pages.cross_site import PageRouter
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
from api.pages.staff.account.account_pages import ADDRESS, account_page
from api.v1.field_types import Incoming, Password
from api.words.language import in_full_languages
from triage.accounts.new_sessions import SignedIn
from triage.errors.accounts import PasswordNotFit, PasswordsDiffer
from triage.errors.provider import LocalSignInOff
from triage.errors.requests import TriageError, WrongPassword

router = PageRouter(in_full_languages)


class NewPasswordBody(Incoming):
    """The old password, and the new one twice."""

    password: Password
    new_password: Password
    again: Password


@router.get(ADDRESS)
async def own_account(request: Request, visitor: StaffHere) -> Response:
    """The viewer's own account."""
    return await account_page(request, visitor)


@router.post(ADDRESS)
async def change_password(request: Request, visitor: StaffHere) -> Response:
    """Change the own password; every other session of the account ends."""
    try:
        with store_failures_as_refusals():
            begun = await _changed(request, visitor)
    except TriageError as refusal:
        return await account_page(request, visitor, _problem(refusal))
    answer = to(request, ADDRESS, done="changed")
    keep_session(answer, STAFF, begun)
    remember_device(answer, request, begun)
    return answer


@router.post(f"{ADDRESS}/muut")
async def end_others(request: Request, visitor: StaffHere) -> Response:
    """End every other session of the account; the viewer's own goes on."""
    await own_form(request, visitor)
    await parts_of(request).authenticator.own_accounts.end_others(visitor.actor, visitor.token)
    return to(request, ADDRESS, done="ended")


@router.post(f"{ADDRESS}/istunto")
async def end_one(request: Request, visitor: StaffHere) -> Response:
    """End one session of the account."""
    form = await own_form(request, visitor)
    await parts_of(request).authenticator.own_accounts.end_one(visitor.actor, form.one("session"))
    return to(request, ADDRESS, done="one-ended")


async def _changed(request: Request, visitor: Visitor) -> SignedIn:
    form = await own_form(request, visitor)
    if not parts_of(request).local_sign_in:
        # It would begin a new session by a password.
        raise LocalSignInOff()
    body = form.body(NewPasswordBody)
    if body.new_password.reveal() != body.again.reveal():
        raise PasswordsDiffer()
    return await parts_of(request).authenticator.own_accounts.change_password(
        visitor.actor.username or "",
        old=body.password,
        new=body.new_password,
        address=network_of(request),
        devices=device_marks(request),
    )


def _problem(refusal: TriageError) -> Problem:
    """A new password of a wrong shape does not fit; an old one is simply wrong."""
    problem = of_refusal(refusal)
    fields = {each.field for each in problem.errors}
    if fields & {"new_password", "again"} and not isinstance(refusal, PasswordsDiffer):
        return of_refusal(PasswordNotFit())
    return of_refusal(WrongPassword()) if "password" in fields else problem
