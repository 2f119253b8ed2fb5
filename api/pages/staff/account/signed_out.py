"""What does somebody see who is signed out? The page to sign in, and where it leads on to."""

from __future__ import annotations

import re

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import Problem
from api.http.access import parts_of
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import SEE_OTHER, page, to, with_retry_after
from triage.accounts.new_sessions import SignedIn
from triage.actors import Actor
from triage.permission import may

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
    "vuorot",
    "omat-avaukset",
    "viikkokatsaus",
    "lahtevat",
    "ilmoitukset",
    "oma-tunnus",
    "kriisitiedote",
    "pohjat",
    "luettelo",
    "saavutettavuuspalaute",
)
OWN_PLACE = re.compile(rf"/({'|'.join(PLACES)})(/[a-z0-9/.-]*)?(\?[\w&=%.~+-]*)?")
# Each role begins where its work is; who may nothing else reads the catalogue.
BEGINNINGS = (
    ("queue:read", "/jono"),
    ("response-times:read", "/vastausajat"),
    ("access-log:read", "/loki"),
)
# What comes after a right password, where it is not enough.
SECOND_STEP, ENROLLING = "/kirjaudu/koodi", "/kirjaudu/kaksivaiheinen"
WORDS = ("message", "text", "because", "to")


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
        local=parts_of(request).local_sign_in,
        provider=parts_of(request).provider is not None,
        saved="\n\n".join(filter(None, map(form.one, WORDS))),
    )
    return with_retry_after(answer, problem)


async def cut_off(request: Request, problem: Problem, **told: str) -> Response:
    """Somebody whose session is over: sign in first, then go on; nothing that was typed is lost.

    `told` goes along in the address, as what else the page to sign in has to say.
    """
    path = request.url.path
    if request.method != "POST":
        query = f"?{request.url.query}" if request.url.query else ""
        return to(request, "/kirjaudu", next=f"{path}{query}", **told)
    place = re.sub(r"/[a-z-]+$", "", path)
    return signed_out(request, problem, await typed(request), place)


def beginning(actor: Actor) -> str:
    """The page on which this person's work begins."""
    return next((path for needed, path in BEGINNINGS if may(actor, needed)), "/luettelo")


def goes_on(request: Request, begun: SignedIn, place: str) -> RedirectResponse:
    """To where somebody was going who is signed in now, or to where their work begins."""
    if OWN_PLACE.fullmatch(place):
        return RedirectResponse(place, SEE_OTHER)
    return to(request, beginning(begun.actor))
