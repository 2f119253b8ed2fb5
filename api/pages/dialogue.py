"""How does a requester read the answer, write on and withdraw on a page?"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.access import catalogue_of, doors_of, open_to_all
from api.addresses import neighbourhood
from api.answers import OwnRequestAnswer
from api.bodies import MessageBody, ReceiptBody, WithdrawalBody
from api.language import language_of
from api.pages.away import store_failures_as_refusals
from api.pages.page import SEE_OTHER, numbers_at_hand, page, to, with_retry_after
from api.pages.session import (
    REQUESTER,
    RequesterHere,
    Visitor,
    end_session,
    forget,
    own_form,
    perhaps_requester,
    remember,
)
from api.pages.typed import NOTHING, Typed, typed
from api.problems import Problem, of_refusal
from api.refusals import ForeignForm
from api.rendering import EXIT_ADDRESS
from api.requester import own_shown
from triage.actors import Actor
from triage.commands.dialogue import WriteMessage
from triage.commands.ending import WithdrawRequest
from triage.errors import (
    RequestClosed,
    RequestErased,
    RequestWithdrawn,
    TooManyMessages,
    TriageError,
)

router = APIRouter(include_in_schema=False)
# What the page says of a receipt that does not open, by the status of the refusal.
UNOPENED = {404: "wrong", 422: "required", 429: "slow-down", 503: "unavailable"}
SAID = {ForeignForm.code: "expired", TooManyMessages.code: "too-many"}
UNAVAILABLE = 503
ENDED = (RequestClosed, RequestErased, RequestWithdrawn)


@router.get("/vastaus")
@open_to_all
async def dialogue(request: Request) -> Response:
    """The dialogue where a receipt is open in this browser, else the page that asks for one."""
    visitor = await perhaps_requester(request)
    if visitor is None:
        return closed_dialogue(request)
    return await _dialogue_page(request, visitor)


@router.post("/vastaus")
@open_to_all
async def open_receipt(request: Request) -> Response:
    """Open the dialogue of a receipt. Words that a session's end cut off come along."""
    form = await typed(request)
    doors = doors_of(request)
    try:
        with store_failures_as_refusals():
            body = form.body(ReceiptBody)
            address = neighbourhood(request, doors.trusted_proxies)
            opened = await doors.front_desk.open_receipt(body.receipt, body.own_word, address)
    except TriageError as refusal:
        return closed_dialogue(request, of_refusal(refusal), form)
    await end_session(request, REQUESTER)
    answer: Response = to(request, "/vastaus")
    if form.one("text"):
        visitor = Visitor(actor=opened.actor, token=opened.token)
        answer = await _dialogue_page(request, visitor, form=form)
    remember(answer, REQUESTER, opened)
    return answer


@router.post("/vastaus/viesti")
async def write_message(request: Request, visitor: RequesterHere) -> Response:
    """Write on, then show the dialogue; a refused message comes back with every word."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await _written(request, visitor, form)
    except ENDED:
        return page(request, "message.html", status=409, notice="too-late")
    except TriageError as refusal:
        return await _not_sent(request, visitor, form, of_refusal(refusal))
    return to(request, "/vastaus#messages", sent=1)


@router.post("/vastaus/peru")
async def withdraw(request: Request, visitor: RequesterHere) -> Response:
    """Take the request back; where nobody has looked yet, somebody still does first."""
    form = await own_form(request, visitor)
    body = form.body(WithdrawalBody)
    try:
        await doors_of(request).triage.execute(
            WithdrawRequest(request_id=_request_of(visitor.actor), because=body.reason),
            visitor.actor,
        )
    except ENDED:
        return page(request, "message.html", status=409, notice="too-late")
    return page(request, "message.html", notice="withdrawn")


@router.get("/vastaus/viesti")
@router.get("/vastaus/peru")
@open_to_all
async def back(request: Request) -> RedirectResponse:
    """Whoever loads the address of a form again gets the dialogue."""
    return to(request, "/vastaus")


@router.post("/vastaus/poistu")
@open_to_all
async def leave(request: Request) -> Response:
    """Close the dialogue: without the receipt nobody reads it in this browser any more."""
    await typed(request)
    visitor = await perhaps_requester(request)
    if visitor is not None:
        await own_form(request, visitor)
        await end_session(request, REQUESTER)
    answer = page(request, "message.html", notice="left")
    forget(answer, REQUESTER)
    return answer


@router.get("/vastaus/poistu")
@open_to_all
async def leave_quickly(request: Request) -> Response:
    """The quick exit without JavaScript: close the dialogue and be gone.

    No other site can do this to somebody: the cookie is `SameSite=Strict`.
    """
    # Whatever the store does, nothing may hold somebody up who must be gone.
    with suppress(TriageError), store_failures_as_refusals():
        await end_session(request, REQUESTER)
    answer = RedirectResponse(EXIT_ADDRESS, SEE_OTHER)
    forget(answer, REQUESTER)
    return answer


def closed_dialogue(
    request: Request, problem: Problem | None = None, form: Typed = NOTHING
) -> Response:
    """The page that asks for a receipt, with what is wrong with the one that came."""
    status = problem.status if problem else 200
    answer = page(
        request,
        "open_receipt.html",
        status=status,
        error=UNOPENED.get(status, "unavailable") if problem else None,
        receipt=form.one("receipt"),
        text=form.one("text"),
    )
    return with_retry_after(answer, problem)


async def cut_off(request: Request) -> Response:
    """The session ended while somebody wrote: ask for the receipt, keep the words."""
    form = await typed(request) if request.method == "POST" else NOTHING
    answer = page(
        request,
        "open_receipt.html",
        status=401,
        error="signed-out",
        receipt="",
        text=form.one("text"),
    )
    forget(answer, REQUESTER)
    return answer


async def _not_sent(request: Request, visitor: Visitor, form: Typed, problem: Problem) -> Response:
    """The dialogue with the words; where even that cannot be read, the words by themselves."""
    try:
        with store_failures_as_refusals():
            return await _dialogue_page(request, visitor, form=form, problem=problem)
    except TriageError as refusal:
        answer = page(
            request,
            "message.html",
            status=of_refusal(refusal).status,
            visitor=visitor,
            notice="unavailable",
            numbers=numbers_at_hand(request),
            words=form.one("text"),
            seen=form.one("seen"),
        )
        return with_retry_after(answer, of_refusal(refusal))


async def _written(request: Request, visitor: Visitor, form: Typed) -> None:
    """Store the message, unless the same words came already from this very page.

    A button pressed twice sends twice; a message has no key of its own that would tell.
    """
    body = form.body(MessageBody)
    shown = await own_shown(request, visitor.actor)
    own = [each.text for each in shown.messages if each.sender == "requester"]
    came_already = own[-1:] == [body.text.reveal()] and form.one("seen") != str(len(own))
    if not came_already:
        await doors_of(request).triage.execute(
            WriteMessage(request_id=_request_of(visitor.actor), text=body.text), visitor.actor
        )


async def _dialogue_page(
    request: Request,
    visitor: Visitor,
    *,
    form: Typed = NOTHING,
    problem: Problem | None = None,
) -> Response:
    first = request.query_params.get("first") == "1"
    answer = await own_shown(request, visitor.actor, first_too=first)
    units = (await catalogue_of(request).lately()).catalogue
    language = language_of(request)
    shown = answer.model_dump(by_alias=True)
    for named in (shown["handled_by"], *shown["moved"]):
        if named is not None:
            named["unit"] = units.unit_name(named["unit"], language)
    return page(
        request,
        "dialogue.html",
        status=problem.status if problem else 200,
        visitor=visitor,
        my_request=shown,
        first_shown=first,
        seen=_own_messages(answer) - (first and answer.has_first_message),
        sent=request.query_params.get("sent") == "1" and request.method == "GET",
        values=form.values(),
        errors={"text": _said(problem)} if problem else {},
    )


def _own_messages(answer: OwnRequestAnswer) -> int:
    return sum(each.sender == "requester" for each in answer.messages)


def _said(problem: Problem) -> str:
    """What the page says of a message that was not taken."""
    if problem.errors:
        return problem.errors[0].code
    return SAID.get(problem.code, "unavailable" if problem.status == UNAVAILABLE else "invalid")


def _request_of(actor: Actor) -> UUID:
    assert actor.request_id is not None
    return actor.request_id
