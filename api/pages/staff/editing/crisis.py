"""How do coordinator and duty publish a crisis notice, on a page?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import BadInput, FieldError
from api.errors.store_away import store_failures_as_refusals
from api.http.access import catalogue_of, parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.words.language import in_full_languages
from projections.door.editing.crisis import CrisisNoticeList
from triage.codes import CrisisText
from triage.errors.requests import TriageError
from triage.time.calendar import end_of_day, local_day

router = PageRouter(in_full_languages)
ADDRESS = "/kriisitiedote"
# How many days a notice may be shown, the one of its publishing counted.
LENGTHS = (1, 3, 7, 14)


@router.get(ADDRESS)
async def notices(request: Request, visitor: StaffHere) -> Response:
    """What is shown now, what may be, and what was."""
    return await _page(request, visitor)


@router.post(ADDRESS)
async def publish(request: Request, visitor: StaffHere) -> Response:
    """Show one of the prepared texts, to the end of the last of so many days."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            until = _until(form, parts_of(request).clock())
            text = _chosen(form)
            published = parts_of(request).triage.crisis_notices
            await published.publish(uuid4(), text, until, visitor.actor)
            await catalogue_of(request).latest()
    except TriageError as refusal:
        return await _page(request, visitor, problem=of_refusal(refusal), form=form)
    return to(request, ADDRESS, done="published")


@router.post(f"{ADDRESS}/lopetus")
async def end(request: Request, visitor: StaffHere) -> Response:
    """Show a notice no more."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await parts_of(request).triage.crisis_notices.end(_named(form), visitor.actor)
            await catalogue_of(request).latest()
    except TriageError as refusal:
        return await _page(request, visitor, problem=of_refusal(refusal))
    return to(request, ADDRESS, done="ended")


@router.get(f"{ADDRESS}/lopetus")
async def back(request: Request, visitor: StaffHere) -> Response:
    """Whoever loads the address of the form again gets the page."""
    return to(request, ADDRESS)


def _until(form: Typed, now: datetime) -> datetime:
    days = form.number("days")
    if days not in LENGTHS:
        raise BadInput((FieldError("days", "invalid"),))
    return end_of_day(local_day(now) + timedelta(days=days - 1))


def _chosen(form: Typed) -> CrisisText:
    try:
        return CrisisText(form.one("text"))
    except ValueError:
        raise BadInput((FieldError("text", "required"),)) from None


def _named(form: Typed) -> UUID:
    try:
        return UUID(form.one("notice"))
    except ValueError:
        raise BadInput((FieldError("text", "invalid"),)) from None


async def _page(
    request: Request, visitor: Visitor, *, problem: Problem | None = None, form: Typed = NOTHING
) -> Response:
    found = await parts_of(request).reading_room.ask(CrisisNoticeList(), visitor.actor)
    now = parts_of(request).clock()
    shown = next((each for each in found if each.is_shown(now)), None)
    return page(
        request,
        "staff/crisis.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        shown=shown,
        earlier=[each for each in found if each is not shown],
        codes=[str(each) for each in CrisisText],
        lengths=LENGTHS,
        values=form.values(),
        error=_error(problem),
        done=request.query_params.get("done"),
        names=(await known(request)).names,
    )


def _error(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    errors = problem.named
    return {"code": problem.code, "errors": errors}
