"""How does the coordinator open a heap, close the same words in one act, and take that back?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.errors.problems import Problem, of_refusal
from api.errors.refusals import BadInput, FieldError
from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.form_fields import LONGEST_NUMBER, NOTHING, Typed, typed
from api.pages.page import page, to
from api.pages.session import StaffHere, Visitor, own_form
from api.pages.staff.names import known
from api.pages.staff.queue.row_shown import row_shown
from api.v1.staff.heaps.closing_together import DoneTogether, close_alike, take_back
from api.v1.staff.heaps.heap_answers import ClosingAlikeBody, TakingBackBody
from api.words.language import in_full_languages
from projections.door.requests.heaps import HeapPage
from triage.errors.requests import TriageError

router = PageRouter(in_full_languages)
# The rows as the queue has them, by arrival, or those that say the same beside each other.
ORDERS = ("queue", "arrival", "words")


@router.get("/ryopyt/{heap_id}")
async def heap(request: Request, visitor: StaffHere, heap_id: UUID) -> Response:
    """The requests of one burst, danger first, and what of them says the same."""
    return await _page(request, visitor, heap_id)


@router.post("/ryopyt/{heap_id}/paattaminen")
async def close(request: Request, visitor: StaffHere, heap_id: UUID) -> Response:
    """Close what says the same as one request of the heap."""

    async def act(form: Typed) -> DoneTogether:
        body = _with_seen(form).body(ClosingAlikeBody)
        return await close_alike(request, visitor.actor, heap=heap_id, body=body)

    return await _acted(request, visitor, heap_id, act, done="closed")


@router.post("/ryopyt/{heap_id}/palautus")
async def reopen(request: Request, visitor: StaffHere, heap_id: UUID) -> Response:
    """Take a mass closing back."""

    async def act(form: Typed) -> DoneTogether:
        together = _id_in(form, "together")
        body = form.body(TakingBackBody)
        return await take_back(request, visitor.actor, together=together, because=body.because)

    return await _acted(request, visitor, heap_id, act, done="taken-back")


@router.get("/ryopyt/{heap_id}/{act}")
async def back(request: Request, visitor: StaffHere, heap_id: UUID, act: str) -> Response:
    """Whoever loads the address of a form again gets the heap."""
    return to(request, f"/ryopyt/{heap_id}")


async def _acted(
    request: Request,
    visitor: Visitor,
    heap_id: UUID,
    act: Callable[[Typed], Awaitable[DoneTogether]],
    *,
    done: str,
) -> Response:
    """Do it and go back to the heap; a refusal is answered with the reason that was typed."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            told = await act(form)
    except TriageError as refusal:
        return await _page(request, visitor, heap_id, problem=of_refusal(refusal), form=form)
    return to(request, f"/ryopyt/{heap_id}", done=done, number=told.changed)


def _with_seen(form: Typed) -> Typed:
    """The form with the requests that the page listed: one field says all, as a form has few."""
    return Typed(fields={**form.fields, "requests": tuple(form.one("requests").split())})


def _id_in(form: Typed, name: str) -> UUID:
    try:
        return UUID(form.one(name))
    except ValueError:
        raise BadInput((FieldError(name, "invalid"),)) from None


async def _page(
    request: Request,
    visitor: Visitor,
    heap_id: UUID,
    *,
    problem: Problem | None = None,
    form: Typed = NOTHING,
) -> Response:
    shown = await parts_of(request).reading_room.ask(HeapPage(heap=heap_id), visitor.actor)
    named = await known(request)
    rows = [row_shown(row, visitor, shown.as_of, named.catalogue) for row in shown.items]
    group_of = {each: n for n, group in enumerate(shown.alike, 1) for each in group.requests}
    order = request.query_params.get("order", ORDERS[0])
    if order == "arrival":
        rows.sort(key=lambda row: row["submitted_at"])
    elif order == "words":
        rows.sort(key=lambda row: group_of.get(row["id"], len(shown.alike) + 1))
    query = request.query_params
    return page(
        request,
        "staff/heap.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        heap=shown,
        rows=rows,
        group_of=group_of,
        orders=ORDERS,
        order=order if order in ORDERS else ORDERS[0],
        error=_error(problem),
        values=form.values(),
        done=query.get("done"),
        number=_number(query.get("number", "")),
        names=named.names,
    )


def _number(said: str) -> str:
    """What an address says, where it is a number: nothing else is said back."""
    return said if said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER else ""


def _error(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    errors = problem.named
    return {"code": problem.code, "errors": errors, **problem.shown}
