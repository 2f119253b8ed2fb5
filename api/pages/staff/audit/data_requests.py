"""How does the data protection officer see and answer what is asked about own data, on pages?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.pages.staff.words_kept import page_or_words
from api.v1.bodies import BreachAnswerBody, DataRequestAnswerBody
from api.v1.field_types import Incoming
from projections.door.audit.data_requests import Breaches, DataRequestPage, DataRequests
from projections.door.audit.log_report import LogReport
from triage.errors.requests import TriageError
from triage.request.commands.command import Command
from triage.request.commands.own.data_requests import AnswerDataRequest
from triage.request.commands.retracting import AnswerBreach
from triage.time.calendar import local_day
from triage.time.retention import months_after

router = PageRouter()
PATH: Final = "/tietopyynnot"
# From then on the list says that it is nearly due.
SOON: Final = timedelta(days=7)
# So far back is told as a rule (Act 703/2023, section 11).
MONTHS_REPORTED: Final = 24


@router.get(PATH)
async def data_requests(request: Request, visitor: StaffHere) -> Response:
    """What waits, the first due first."""
    room = parts_of(request).reading_room
    rows = await room.ask(DataRequests(), visitor.actor)
    breaches = await room.ask(Breaches(), visitor.actor)
    soon_at = parts_of(request).clock() + SOON
    return page(
        request,
        "staff/data_requests.html",
        visitor=visitor,
        rows=rows,
        breaches=breaches,
        soon=[each for each in rows if not each.overdue and each.due_at <= soon_at],
        done=request.query_params.get("done"),
    )


@router.get(f"{PATH}/{{request_id}}/lokiraportti")
async def log_report(
    request: Request,
    visitor: StaffHere,
    request_id: UUID,
    from_on: Annotated[date | None, Query(alias="from")] = None,
    to_on: Annotated[date | None, Query(alias="to")] = None,
) -> Response:
    """Who has read it, on paper for the requester; the last two years unless days are named."""
    today = local_day(parts_of(request).clock())
    first = from_on or months_after(today, -MONTHS_REPORTED)
    question = LogReport(request_id=request_id, from_on=first, to_on=to_on or today)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    named = await known(request)
    return page(
        request,
        "staff/log_report.html",
        visitor=visitor,
        shown=shown,
        back=f"{PATH}/{request_id}",
        names=named.names,
        # Paper is read by others: nobody on it is "you".
        actor=None,
        printed_by=visitor.actor,
        # Two years need their years.
        first=_numbered(shown.from_on),
        last=_numbered(shown.to_on),
        printed_on=_numbered(today),
        days=[_numbered(local_day(each.at)) for each in shown.reads],
    )


@router.get(f"{PATH}/{{request_id}}")
async def data_requests_of_one(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """What was asked about the data of one request, with the form that answers it."""
    return await _page_of_one(request, visitor, request_id)


@router.post(f"{PATH}/{{request_id}}")
async def answer(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Answer one of them; a refusal brings every word back."""
    return await _act(request, visitor, request_id, AnswerDataRequest, DataRequestAnswerBody)


@router.post(f"{PATH}/{{request_id}}/tietoturvaloukkaus")
async def answer_breach(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Record what was done about a breach; a refusal brings every word back."""
    return await _act(request, visitor, request_id, AnswerBreach, BreachAnswerBody)


@router.get(f"{PATH}/{{request_id}}/tietoturvaloukkaus")
async def back(request: Request, visitor: StaffHere, request_id: UUID) -> Response:
    """Whoever loads the address of the form again gets the page that it stands on."""
    return to(request, f"{PATH}/{request_id}")


async def _act(
    request: Request,
    visitor: Visitor,
    request_id: UUID,
    command: type[Command],
    body: type[Incoming],
) -> Response:
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            wanted = command(request_id=request_id, **dict(form.body(body)))
            await parts_of(request).triage.execute(wanted, visitor.actor)
    except TriageError as refusal:
        problem = of_refusal(refusal)
        shown = _page_of_one(request, visitor, request_id, form=form, problem=problem)
        return await page_or_words(request, visitor, shown, form.one("text"))
    return to(request, f"{PATH}/{request_id}", done="data-request-answer")


async def _page_of_one(
    request: Request,
    visitor: Visitor,
    request_id: UUID,
    *,
    form: Typed = NOTHING,
    problem: Problem | None = None,
) -> Response:
    question = DataRequestPage(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, visitor.actor)
    named = problem.named if problem else []
    return page(
        request,
        "staff/data_requests_of_one.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        shown=shown,
        now=parts_of(request).clock(),
        error={"code": problem.code, "errors": named} if problem else None,
        values=form.values(),
        done=request.query_params.get("done"),
    )


def _numbered(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
