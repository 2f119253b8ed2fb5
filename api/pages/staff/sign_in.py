"""How do staff sign in and out with a browser?"""

from __future__ import annotations

import re

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.addresses import neighbourhood
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import SEE_OTHER, page, to, with_retry_after
from api.pages.session import (
    STAFF,
    device_marks,
    end_session,
    forget,
    keep_session,
    own_form,
    perhaps_staff,
    remember_device,
)
from api.v1.bodies import SignInBody
from api.words.language import in_full_languages
from triage.actors import Actor
from triage.errors.requests import TriageError, WrongPassword
from triage.permission import may

router = PageRouter(in_full_languages)
# Where signing in may lead on to: our own staff pages and nothing that looks like another host.
# Where the pages of staff begin; who was signed out there signs in as staff and gets back.
PLACES = (
    "jono",
    "ryopyt",
    "vastausajat",
    "palaute",
    "loki",
    "tietopyynnot",
    "konsultaatiot",
    "poissaolot",
    "lahtevat",
    "ilmoitukset",
    "kriisitiedote",
    "pohjat",
    "luettelo",
    "saavutettavuuspalaute",
)
OWN_PLACE = re.compile(rf"/({'|'.join(PLACES)})(/[a-z0-9/-]*)?(\?[\w&=%.~+-]*)?")
# Each role begins where its work is; who may nothing else reads the catalogue.
BEGINNINGS = (
    ("queue:read", "/jono"),
    ("response-times:read", "/vastausajat"),
    ("access-log:read", "/loki"),
)
WORDS = ("message", "text", "because", "to")


@router.get("/kirjaudu")
@open_to_all
async def sign_in_page(request: Request) -> Response:
    """The form; whoever is signed in goes straight to work."""
    visitor = await perhaps_staff(request)
    if visitor is not None:
        return to(request, beginning(visitor.actor))
    return signed_out(request, place=request.query_params.get("next", ""))


@router.post("/kirjaudu")
@open_to_all
async def sign_in(request: Request) -> Response:
    """Sign in and go on to where the person was going."""
    form = await typed(request)
    parts = parts_of(request)
    place = form.one("next")
    try:
        with store_failures_as_refusals():
            body = form.body(SignInBody)
            address = neighbourhood(request, parts.trusted_proxies)
            begun = await parts.authenticator.sign_in(
                body.username, body.password, address, devices=device_marks(request)
            )
    except TriageError as refusal:
        return signed_out(request, _problem(refusal), form, place)
    await end_session(request, STAFF)
    answer = to(request, beginning(begun.actor))
    if OWN_PLACE.fullmatch(place):
        answer = RedirectResponse(place, SEE_OTHER)
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


def signed_out(
    request: Request, problem: Problem | None = None, form: Typed = NOTHING, place: str = ""
) -> Response:
    """The sign-in page; words that a session's end cut off stand there to be copied."""
    answer = page(
        request,
        "staff/sign_in.html",
        status=problem.status if problem else 200,
        error={"code": problem.code} if problem else None,
        values={"username": form.one("username")},
        next=place if OWN_PLACE.fullmatch(place) else "",
        saved="\n\n".join(filter(None, map(form.one, WORDS))),
    )
    return with_retry_after(answer, problem)


async def cut_off(request: Request, problem: Problem) -> Response:
    """Somebody whose session is over: sign in first, then go on; nothing that was typed is lost."""
    path = request.url.path
    if request.method != "POST":
        query = f"?{request.url.query}" if request.url.query else ""
        return to(request, "/kirjaudu", next=f"{path}{query}")
    place = re.sub(r"/[a-z-]+$", "", path)
    return signed_out(request, problem, await typed(request), place)


def beginning(actor: Actor) -> str:
    """The page on which this person's work begins."""
    return next((path for needed, path in BEGINNINGS if may(actor, needed)), "/luettelo")


def _problem(refusal: TriageError) -> Problem:
    """A name or password of a wrong shape is simply wrong."""
    problem = of_refusal(refusal)
    return of_refusal(WrongPassword()) if problem.errors else problem
