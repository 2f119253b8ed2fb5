"""How do staff tell on a page that somebody is away, and who stands in?"""

from __future__ import annotations

from typing import Final
from uuid import UUID

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
from api.v1.staff.cover.absence_bodies import AbsenceBody
from api.v1.staff.cover.recording_absences import recorded
from api.words.language import in_full_languages
from projections.door.cover.absences import AbsenceList
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.desk.absences import OF_ANYBODY, fits
from triage.errors.requests import TriageError
from triage.permission import may
from triage.store.records.staff import HAS_REQUESTS, Account
from triage.time.calendar import local_day

router = PageRouter(in_full_languages)
ADDRESS: Final = "/poissaolot"


@router.get(ADDRESS)
async def absences(request: Request, visitor: StaffHere) -> Response:
    """Who is away, now or soon, and the form that records another absence."""
    return await _page(request, visitor)


@router.post(ADDRESS)
async def record(request: Request, visitor: StaffHere) -> Response:
    """Record an absence; a refusal brings back what was chosen."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await recorded(request, visitor.actor, form.body(AbsenceBody))
    except TriageError as refusal:
        return await _page(request, visitor, problem=of_refusal(refusal), form=form)
    return to(request, ADDRESS, done="recorded")


@router.post(f"{ADDRESS}/{{absence_id}}/paattyminen")
async def end(request: Request, visitor: StaffHere, absence_id: UUID) -> Response:
    """Let them be back from now on."""
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await parts_of(request).triage.absences.end(absence_id, visitor.actor)
    except TriageError as refusal:
        return await _page(request, visitor, problem=of_refusal(refusal))
    return to(request, ADDRESS, done="ended")


@router.get(f"{ADDRESS}/{{absence_id}}/paattyminen")
async def back(request: Request, visitor: StaffHere, absence_id: UUID) -> Response:
    """Whoever loads the address of the form again gets the page."""
    return to(request, ADDRESS)


async def _page(
    request: Request, visitor: Visitor, *, problem: Problem | None = None, form: Typed = NOTHING
) -> Response:
    found = await parts_of(request).reading_room.ask(AbsenceList(), visitor.actor)
    named, actor = await known(request), visitor.actor
    takers = [each for each in named.accounts if each.active and each.role in HAS_REQUESTS]
    of_anybody = may(actor, OF_ANYBODY)
    return page(
        request,
        "staff/absences.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        absences=found.items,
        past=found.past,
        of_anybody=of_anybody,
        people=takers if of_anybody else [],
        substitutes=_fitting(actor, takers, named.catalogue, of_anybody=of_anybody),
        today=local_day(parts_of(request).clock()),
        values=form.values(),
        error=_error(problem),
        done=request.query_params.get("done"),
        names=named.names,
    )


def _fitting(
    actor: Actor, takers: list[Account], catalogue: Catalogue, *, of_anybody: bool
) -> list[Account]:
    """Whom the actor may choose: never themself, for whomever it is."""
    if of_anybody:
        return [each for each in takers if each.username != actor.username]
    own = next((each for each in takers if each.username == actor.username), None)
    return [each for each in takers if own is not None and fits(own, each, catalogue)]


def _error(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    errors = problem.named
    return {"code": problem.code, "errors": errors}
