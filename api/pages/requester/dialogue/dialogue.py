"""How does a requester read the answer, write on, withdraw and ask again on a page?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID, uuid4

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import Problem, of_refusal
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter
from api.pages.form_fields import NOTHING, Typed, typed
from api.pages.form_keys import PAGE_KEY, has_left, keys_noticed
from api.pages.page import page, to, with_retry_after
from api.pages.requester.dialogue.dialogue_shown import dialogue_page
from api.pages.requester.dialogue.not_taken import not_sent, too_late
from api.pages.requester.dialogue.unopened import ask_for_receipt, unopened, without_cookies
from api.pages.requester.form.details_step import kept_details
from api.pages.requester.left import closed, left
from api.pages.session import (
    REQUESTER,
    RequesterWriting,
    Visitor,
    end_session,
    forget,
    keep_session,
    own_form,
    perhaps_requester,
)
from api.v1.bodies import MessageBody, ReceiptBody, WithdrawalBody
from api.v1.requester.receipts import dialogue_opened
from triage.actors import Actor
from triage.errors.requests import (
    RequestClosed,
    RequestErased,
    RequestOpen,
    TriageError,
)
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import ReopenOwnRequest, WithdrawRequest
from triage.text.visible import says_something

router = PageRouter(answered_in_time, keys_noticed)
# Said once to the page that follows an opening: there the cookie shows, or that none is taken.
OPENED = "opened"
Deed = Callable[[Request, Actor, Typed], Awaitable[None]]


@router.get("/vastaus")
@open_to_all
async def dialogue(request: Request) -> Response:
    """The dialogue where a receipt is open in this browser, else the page that asks for one."""
    visitor = await perhaps_requester(request)
    just_opened = OPENED in request.query_params
    if visitor is None:
        takes_none = just_opened and REQUESTER.name not in request.cookies
        return without_cookies(request) if takes_none else closed_dialogue(request)
    if just_opened:
        return to(request, "/vastaus")
    return await dialogue_page(request, visitor)


@router.post("/vastaus")
@open_to_all
async def open_receipt(request: Request) -> Response:
    """Open the dialogue of a receipt. Words that a session's end cut off come along."""
    form = await typed(request)
    if has_left(request):
        return to(request, "/vastaus")
    try:
        with store_failures_as_refusals():
            opened = await dialogue_opened(request, form.body(ReceiptBody))
    except TriageError as refusal:
        return closed_dialogue(request, of_refusal(refusal), form)
    await end_session(request, REQUESTER)
    answer: Response = to(request, "/vastaus", **{OPENED: 1})
    if form.one("text") or kept_details(form):
        visitor = Visitor(actor=opened.actor, token=opened.token)
        answer = await dialogue_page(request, visitor, form=form)
    keep_session(answer, REQUESTER, opened)
    return answer


@router.post("/vastaus/viesti")
async def write_message(request: Request, visitor: RequesterWriting) -> Response:
    """Write on."""
    return await _sent(request, visitor, _write, to(request, "/vastaus#sent", done="message"))


@router.post("/vastaus/uudestaan")
async def reopen(request: Request, visitor: RequesterWriting) -> Response:
    """Take the request up again, and write on where something was typed."""
    return await _sent(request, visitor, _reopen, to(request, "/vastaus", done="reopening"))


@router.post("/vastaus/peru")
async def withdraw(request: Request, visitor: RequesterWriting) -> Response:
    """Take the request back; where nobody has looked yet, somebody still does first.

    The dialogue closes: who withdraws may be watched, and the receipt opens it again.
    """
    form = await own_form(request, visitor)
    body = form.body(WithdrawalBody)
    try:
        await parts_of(request).triage.execute(
            WithdrawRequest(request_id=_request_of(visitor.actor), because=body.reason),
            visitor.actor,
        )
    except RequestClosed:
        return to(request, "/vastaus")
    except RequestErased:
        return too_late(request)
    # Withdrawn it is: where the session cannot be ended, only the browser forgets it.
    with suppress(TriageError), store_failures_as_refusals():
        await left(request, form)
    return closed(request, notice="withdrawn")


@router.get("/vastaus/viesti")
@router.get("/vastaus/uudestaan")
@router.get("/vastaus/peru")
@open_to_all
async def back(request: Request) -> RedirectResponse:
    """Whoever loads the address of a form again gets the dialogue."""
    return to(request, "/vastaus")


def closed_dialogue(
    request: Request, problem: Problem | None = None, form: Typed = NOTHING
) -> Response:
    """The page that asks for a receipt, with what is wrong with the one that came."""
    status = problem.status if problem else 200
    answer = page(
        request,
        "open_receipt.html",
        status=status,
        error=unopened(problem, form.one("receipt")) if problem else None,
        receipt=form.one("receipt"),
        text=form.one("text"),
        details=kept_details(form),
        page_key=form.one(PAGE_KEY) or str(uuid4()),
        packable=request.method == "GET",
    )
    return with_retry_after(answer, problem)


async def cut_off(request: Request) -> Response:
    """The session ended while somebody wrote: ask for the receipt, keep the words."""
    answer = ask_for_receipt(request, await words_of(request))
    forget(answer, REQUESTER)
    return answer


async def words_of(request: Request) -> Typed:
    """The form that was sent, with the mark of the session; its words must come back."""
    return await typed(request) if request.method == "POST" else NOTHING


async def _sent(request: Request, visitor: Visitor, deed: Deed, sent: Response) -> Response:
    """Do what a form asks for, then go where it was `sent`; a refusal brings every word back."""
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            await deed(request, visitor.actor, form)
    except RequestErased:
        return too_late(request)
    except TriageError as refusal:
        return await not_sent(request, visitor, form, of_refusal(refusal))
    return sent


async def _write(request: Request, actor: Actor, form: Typed) -> None:
    body = form.body(MessageBody)
    command = WriteMessage(request_id=_request_of(actor), text=body.text, seen=body.seen)
    await parts_of(request).triage.execute(command, actor)


async def _reopen(request: Request, actor: Actor, form: Typed) -> None:
    text = form.body(MessageBody).text if says_something(form.one("text")) else None
    command = ReopenOwnRequest(request_id=_request_of(actor), text=text)
    try:
        await parts_of(request).triage.execute(command, actor)
    except RequestOpen:
        # A button pressed twice, or somebody was quicker: what was wanted, but for the words.
        if text is not None:
            await _write(request, actor, form)


def _request_of(actor: Actor) -> UUID:
    assert actor.request_id is not None
    return actor.request_id
