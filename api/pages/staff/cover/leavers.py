"""How does the coordinator pass on, on a page, what a leaver holds?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.v1.staff.cover.leaver_bodies import PassingOnBody
from api.v1.staff.cover.passing_on import PassedOn, pass_on
from api.words.language import in_full_languages
from projections.door.cover.held import HeldBy, HeldRow
from triage.errors.requests import TriageError
from triage.permission import require
from triage.store.records.staff import TAKES_REQUESTS

router = PageRouter(in_full_languages)
ADDRESS: Final = "/lahtevat"


@router.get(ADDRESS)
async def leavers(request: Request, visitor: StaffHere) -> Response:
    """Choose who leaves; then how many requests they hold, and which."""
    return await _page(request, visitor, holder=request.query_params.get("holder", ""))


@router.post(f"{ADDRESS}/siirto")
async def give(request: Request, visitor: StaffHere) -> Response:
    """Pass on what the page listed, and say what became of each."""
    form = await typed(request)
    holder = form.one("holder")
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = _with_seen(form).body(PassingOnBody)
            done = await pass_on(
                request, visitor.actor, holder=holder, worker=body.worker, seen=body.requests
            )
    except TriageError as refusal:
        problem = of_refusal(refusal)
        return await _page(request, visitor, holder=holder, problem=problem, form=form)
    return await _page(request, visitor, holder=holder, done=done, form=form)


@router.get(f"{ADDRESS}/siirto")
async def back(request: Request, visitor: StaffHere) -> Response:
    """Whoever loads the address of the form again gets the page."""
    return to(request, ADDRESS)


def _with_seen(form: Typed) -> Typed:
    """The form with the requests that the page listed: one field says all, as a form has few."""
    return Typed(fields={**form.fields, "requests": tuple(form.one("requests").split())})


async def _page(
    request: Request,
    visitor: Visitor,
    *,
    holder: str,
    problem: Problem | None = None,
    done: PassedOn | None = None,
    form: Typed = NOTHING,
) -> Response:
    require(visitor.actor, HeldBy.permission)
    named = await known(request)
    takers = [each for each in named.accounts if each.role in TAKES_REQUESTS]
    chosen = next((each for each in named.accounts if each.username == holder), None)
    held: Sequence[HeldRow] = ()
    if chosen is not None:
        held = await parts_of(request).reading_room.ask(HeldBy(holder=holder), visitor.actor)
    return page(
        request,
        "staff/leavers.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        holder=holder if chosen else "",
        held=held,
        people=takers,
        colleagues=[
            each
            for each in takers
            if each.active and each.username != holder and each.username not in named.cover.away
        ],
        passed_on=done,
        values=form.values(),
        error={"code": problem.code, "errors": []} if problem else None,
        names=named.names,
    )
