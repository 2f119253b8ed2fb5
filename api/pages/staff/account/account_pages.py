"""What do the pages of the own account and of the second step show alike?"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Request
from pydantic import Field
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.http.access import parts_of
from api.pages.page import page, with_retry_after
from api.pages.qr_code import qr_code
from api.pages.session import STAFF, Visitor, keep_session, remember_device
from api.v1.field_types import Incoming, Line
from triage.accounts.local.second_factor import Codes, Offer
from triage.accounts.new_sessions import SignedIn
from triage.errors.accounts import WrongCode
from triage.errors.requests import TriageError, WrongPassword

ADDRESS: Final = "/oma-tunnus"
LONGEST_OFFER = 1_000


class ConfirmBody(Incoming):
    """The code that the app shows for what was offered (`sealed`)."""

    code: Line
    sealed: Annotated[str, Field(max_length=LONGEST_OFFER)]


async def account_page(
    request: Request, visitor: Visitor, problem: Problem | None = None
) -> Response:
    """The page of the own account, with what went wrong on it."""
    parts = parts_of(request)
    own = await parts.authenticator.own_accounts.of(visitor.actor)
    is_required = parts.authenticator.second_factors.is_required_of(visitor.actor.role)
    answer = page(
        request,
        "staff/own_account.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        username=visitor.actor.username,
        has_password=parts.local_sign_in and own.has_password,
        codes_left=own.codes_left,
        sessions=await parts.authenticator.own_accounts.sessions_of(visitor.actor, visitor.token),
        factor_required=is_required,
        error={"code": problem.code} if problem else None,
        done=request.query_params.get("done"),
    )
    return with_retry_after(answer, problem)


def offer_page(
    request: Request,
    offer: Offer,
    *,
    visitor: Visitor | None = None,
    problem: Problem | None = None,
    place: str = "",
) -> Response:
    """What is offered, as a picture and to be typed. Without a visitor a sign-in waits for it."""
    answer = page(
        request,
        "staff/second_factor.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        secret=offer.secret.reveal(),
        sealed=offer.sealed,
        qr=qr_code(offer.address.reveal()),
        next=place,
        error={"code": problem.code} if problem else None,
    )
    return with_retry_after(answer, problem)


def codes_page(request: Request, begun: SignedIn, codes: Codes, goes_on: str) -> Response:
    """The recovery codes, shown once, to somebody whose session has just begun."""
    visitor = Visitor(actor=begun.actor, token=begun.token)
    answer = codes_shown(request, visitor, codes, goes_on)
    keep_session(answer, STAFF, begun)
    remember_device(answer, request, begun)
    return answer


def proof_problem(refusal: TriageError) -> Problem:
    """A code or a password of a wrong shape is simply wrong."""
    problem = of_refusal(refusal)
    fields = {each.field for each in problem.errors}
    if "password" in fields:
        return of_refusal(WrongPassword())
    return of_refusal(WrongCode()) if fields else problem


def codes_shown(request: Request, visitor: Visitor, codes: Codes, goes_on: str) -> Response:
    return page(
        request,
        "staff/recovery_codes.html",
        visitor=visitor,
        codes=[code.reveal() for code in codes],
        username=visitor.actor.username,
        goes_on=goes_on,
    )
