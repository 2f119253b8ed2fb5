"""How do staff see on a page who is on duty, and how does the coordinator plan it?"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
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
from api.pages.staff.names import Known, known
from api.v1.staff.cover.planning_shifts import planned
from api.v1.staff.cover.rota_bodies import ShiftBody
from api.words.language import in_full_languages
from projections.door.cover.rota import RotaPlan
from triage.actors import Role
from triage.desk.rota import PLANNING
from triage.errors.requests import TriageError
from triage.permission import may
from triage.store.records.staff import TAKES_REQUESTS
from triage.time.calendar import HELSINKI

router = PageRouter(in_full_languages)
ADDRESS: Final = "/vuorot"
LOCAL: Final = "%Y-%m-%dT%H:%M"
# Unit and user name in one choice: who may be on duty where.
WHO: Final = "who"


@router.get(ADDRESS)
async def rota(request: Request, visitor: StaffHere) -> Response:
    """Who is on duty now and soon, what is uncovered, and the form that plans a shift."""
    return await _page(request, visitor)


@router.post(ADDRESS)
async def plan(request: Request, visitor: StaffHere) -> Response:
    """Put a shift on the rota; a refusal brings back what was chosen."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await planned(request, visitor.actor, _spelled(form).body(ShiftBody))
    except TriageError as refusal:
        return await _page(request, visitor, problem=of_refusal(refusal), form=form)
    return to(request, ADDRESS, done="planned")


@router.post(f"{ADDRESS}/{{shift_id}}/paattyminen")
async def end(request: Request, visitor: StaffHere, shift_id: UUID) -> Response:
    """Take a shift back, or let it end now."""
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await parts_of(request).triage.rota.end(shift_id, visitor.actor)
    except TriageError as refusal:
        return await _page(request, visitor, problem=of_refusal(refusal))
    return to(request, ADDRESS, done="ended")


@router.get(f"{ADDRESS}/{{shift_id}}/paattyminen")
async def back(request: Request, visitor: StaffHere, shift_id: UUID) -> Response:
    """Whoever loads the address of the form again gets the page."""
    return to(request, ADDRESS)


async def _page(
    request: Request, visitor: Visitor, *, problem: Problem | None = None, form: Typed = NOTHING
) -> Response:
    found = await parts_of(request).reading_room.ask(RotaPlan(), visitor.actor)
    named = await known(request)
    plans = may(visitor.actor, PLANNING)
    return page(
        request,
        "staff/rota.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        rota=found,
        plans=plans,
        choices=_choices(named) if plans else [],
        values=form.values(),
        error={"code": problem.code, "errors": problem.named} if problem else None,
        done=request.query_params.get("done"),
        names=named.names,
    )


def _spelled(form: Typed) -> Typed:
    """The form as the body of a shift: the choice in two, the times in Helsinki's."""
    unit, _, username = form.one(WHO).partition(" ")
    fields = {**form.fields, "unit": (unit,), "username": (username,)}
    for name in ("from_at", "until_at"):
        with suppress(ValueError):
            moment = datetime.strptime(form.one(name), LOCAL).replace(tzinfo=HELSINKI)
            fields[name] = (moment.isoformat(),)
    return Typed(fields=fields)


def _choices(named: Known) -> list[tuple[str, list[str]]]:
    """By unit of the county, the duty's first: who may be on duty there."""
    catalogue, found = named.catalogue, dict[str, list[str]]()
    for each in (each for each in named.accounts if each.active):
        for unit in catalogue.county_units.intersection(each.units):
            roles = (Role.DUTY,) if unit == catalogue.duty_unit else TAKES_REQUESTS
            if each.role in roles:
                found.setdefault(unit, []).append(each.username)
    return sorted(found.items(), key=lambda each: (each[0] != catalogue.duty_unit, each[0]))
