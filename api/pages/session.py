"""Who looks at a page? The cookies of the pages, and the mark that their forms carry.

A cookie for each side, because a requester may be somebody's colleague on the same machine. Names
begin with `__Host-`, so they are `Secure`; browsers take them over plain http on this machine
itself too (tried with Chromium on http://127.0.0.1), which is where the demo is served.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request
from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.errors.refusals import ForeignForm, NotSignedIn
from api.http.access import (
    TOKEN_LENGTH,
    actor_behind,
    parts_of,
    require_fresh_proof,
    require_requester,
    require_staff,
)
from api.http.guards import guard
from api.pages.form_fields import Typed, typed
from triage.accounts.authenticator import RECEIPT_SESSION
from triage.accounts.local.half_way import HALF_WAY_FOR
from triage.accounts.new_sessions import SignedIn
from triage.accounts.provider.sign_in import UNDER_WAY_FOR
from triage.accounts.sealed_cookies import CARRIED_FOR
from triage.actors import Actor
from triage.errors.requests import TriageError
from triage.text.personal import Personal

SameSite = Literal["lax", "strict"]
MARK = "csrf_token"
# How browsers say (`Sec-Fetch-Dest`) that a script asks, and no person.
BY_ITSELF = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A session's cookie; without `max_age_seconds` it ends with the browser."""

    name: str
    samesite: SameSite
    max_age_seconds: int | None = None


REQUESTER = Cookie(
    name="__Host-vastaus",
    samesite="strict",
    max_age_seconds=int(RECEIPT_SESSION.total_seconds()),
)
# Lax, so that a link to a request in a notice opens it; no GET of ours changes anything.
STAFF = Cookie(name="__Host-tyotila", samesite="lax")
# What the forms of a requester leave with the browser, sealed; see `api.pages.form_keys`.
CARRIED = Cookie(
    name="__Host-lomake",
    samesite="strict",
    max_age_seconds=int(CARRIED_FOR.total_seconds()),
)
# Says nothing. A changed cookie makes Chromium drop the pages of ours that it kept whole, for the
# back button; nothing else that a site can say does (tried with 156).
GONE = Cookie(name="__Host-pois", samesite="strict", max_age_seconds=1)
# A sign-in under way at the organisation's provider, sealed. Lax: the provider leads back here.
UNDER_WAY = Cookie(
    name="__Host-tunnistus",
    samesite="lax",
    max_age_seconds=int(UNDER_WAY_FOR.total_seconds()),
)
# Whose password was right with this browser, and who has a second step before them; sealed.
HALF_WAY = Cookie(
    name="__Host-vaihe",
    samesite="strict",
    max_age_seconds=int(HALF_WAY_FOR.total_seconds()),
)
# Which members of staff have signed in with this browser; it lets nobody in. It stays when they
# sign out: others who try their passwords elsewhere then do not make them wait here.
DEVICE = Cookie(name="__Host-laite", samesite="strict", max_age_seconds=365 * 24 * 3600)
# People who share a workstation; the longest ago goes first.
MARKS_AT_MOST = 8
BETWEEN_MARKS = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody with a session, and the token of it."""

    actor: Actor
    token: Personal[str]

    @property
    def mark(self) -> str:
        """What the forms of this session carry: another site can neither read nor guess it."""
        return mark_of_session(self.token)


def mark_of_session(token: Personal[str]) -> str:
    """What the forms of the session with this token carry."""
    return hmac.new(token.reveal().encode(), b"form", hashlib.sha256).hexdigest()


@guard
async def requester_here(request: Request) -> Visitor:
    """A requester whose receipt is open in this browser. Raises NotSignedIn."""
    visitor = await _visitor(request, REQUESTER)
    require_requester(visitor.actor)
    return visitor


@guard
async def requester_writing(request: Request) -> Visitor:
    """`requester_here`, or who has just left while a message was on its way. Raises NotSignedIn."""
    token = session_token(request, REQUESTER)
    actor = None if token is None else await parts_of(request).authenticator.actor_writing(token)
    if token is None or actor is None:
        raise NotSignedIn()
    return Visitor(actor=require_requester(actor), token=token)


@guard
async def staff_here(request: Request) -> Visitor:
    """A member of staff who is signed in with this browser. Raises NotSignedIn."""
    # What a page asks by itself keeps no session in use: neither ticks nor who else is there.
    in_use = request.headers.get("sec-fetch-dest", "") != BY_ITSELF
    visitor = await _visitor(request, STAFF, in_use=in_use)
    require_staff(visitor.actor)
    request.state.staff = visitor
    return visitor


@guard
async def staff_writing(request: Request) -> Visitor:
    """`staff_here` of what a page keeps while somebody types. Raises NotSignedIn."""
    visitor = await _visitor(request, STAFF)
    require_staff(visitor.actor)
    return visitor


@guard
async def staff_proven(request: Request) -> Visitor:
    """`staff_here`, proven a moment ago: for grave acts.

    Raises:
        NotSignedIn
        FreshProofNeeded: the page to sign in asks for it, and leads back.
    """
    visitor: Visitor = await staff_here(request)
    await require_fresh_proof(request, visitor.token)
    return visitor


RequesterHere = Annotated[Visitor, Depends(requester_here)]
RequesterWriting = Annotated[Visitor, Depends(requester_writing)]
StaffHere = Annotated[Visitor, Depends(staff_here)]
StaffWriting = Annotated[Visitor, Depends(staff_writing)]
StaffProven = Annotated[Visitor, Depends(staff_proven)]


async def perhaps_requester(request: Request) -> Visitor | None:
    """The requester whose receipt is open in this browser, where one is."""
    return await _perhaps(request, REQUESTER)


async def perhaps_staff(request: Request) -> Visitor | None:
    """The member of staff who is signed in with this browser, where one is."""
    return await _perhaps(request, STAFF)


async def own_form(request: Request, visitor: Visitor) -> Typed:
    """Read a form that acts for a session.

    Raises:
        ForeignForm: it was made for another session, or by another site.
    """
    form = await typed(request)
    if not hmac.compare_digest(form.one(MARK).encode(), visitor.mark.encode()):
        raise ForeignForm()
    return form


async def end_session(request: Request, cookie: Cookie) -> None:
    """End the session that this browser has, where it has one."""
    token = session_token(request, cookie)
    if token is not None:
        await parts_of(request).authenticator.sign_out(token)


def keep_session(response: Response, cookie: Cookie, signed_in: SignedIn) -> None:
    """Hand the browser its session."""
    hand(response, cookie, signed_in.token.reveal())


def hand(response: Response, cookie: Cookie, value: str) -> None:
    """Hand the browser a cookie, for as long as its kind lasts."""
    _set(response, cookie, value, cookie.max_age_seconds)


def device_marks(request: Request) -> tuple[Personal[str], ...]:
    """The marks of those who have signed in with this browser, the newest first."""
    marks = request.cookies.get(DEVICE.name, "").split(BETWEEN_MARKS)[:MARKS_AT_MOST]
    return tuple(Personal(mark) for mark in marks if 0 < len(mark) <= TOKEN_LENGTH)


def remember_device(response: Response, request: Request, signed_in: SignedIn) -> None:
    """Keep in this browser that this person has signed in with it."""
    if signed_in.device is None:
        return
    marks = dict.fromkeys((signed_in.device.reveal(), *(m.reveal() for m in device_marks(request))))
    value = BETWEEN_MARKS.join(tuple(marks)[:MARKS_AT_MOST])
    _set(response, DEVICE, value, DEVICE.max_age_seconds)


def forget(response: Response, cookie: Cookie) -> None:
    """Take the cookie from the browser."""
    _set(response, cookie, "", 0)


def _set(response: Response, cookie: Cookie, value: str, max_age: int | None) -> None:
    response.set_cookie(
        cookie.name,
        value,
        max_age=max_age,
        path="/",
        secure=True,
        httponly=True,
        samesite=cookie.samesite,
    )


async def _perhaps(request: Request, cookie: Cookie) -> Visitor | None:
    try:
        return await _visitor(request, cookie)
    except TriageError:
        return None


async def _visitor(request: Request, cookie: Cookie, *, in_use: bool = True) -> Visitor:
    token = session_token(request, cookie)
    actor = await actor_behind(request, token, in_use=in_use)
    return Visitor(actor=actor, token=token or Personal(""))


def session_token(connection: HTTPConnection, cookie: Cookie) -> Personal[str] | None:
    """The token that this browser has for one side, where it has one."""
    value = connection.cookies.get(cookie.name, "")
    return Personal(value) if 0 < len(value) <= TOKEN_LENGTH else None
