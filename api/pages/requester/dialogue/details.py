"""How does somebody tell more after sending, on the receipt's page and in the open dialogue?

The receipt's page has no session. Its form carries the key of the form that was sent, which no
other site knows, and acts on what came under that key, for as long as the same may be sent again.
Where an own word was set, nothing is added without it.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import of_refusal
from api.errors.refusals import BadInput
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed, typed
from api.pages.form_keys import (
    carried_by,
    carry,
    has_left,
    key_of,
    keys_noticed,
    sent_keys,
    takes_cookies,
)
from api.pages.page import page, plain_path, to, with_retry_after
from api.pages.requester.dialogue.dialogue_shown import dialogue_page
from api.pages.requester.dialogue.step_here import REOPENS, STEP_KEY, reopens
from api.pages.requester.dialogue.unopened import ask_for_receipt
from api.pages.requester.form.details_step import (
    OF_THE_YOUNG,
    OFFERED,
    details_body,
    details_step,
)
from api.pages.requester.form.field_errors import errors_of
from api.pages.requester.form.receipt_shown import receipt_page, step_of, tells_more
from api.pages.session import RequesterWriting, Visitor, own_form
from api.v1.bodies import DetailsBody
from api.v1.requester.adding import add_details
from triage.accounts.receipts import Shown
from triage.actors import Actor, Role
from triage.errors.requests import (
    RequestClosed,
    RequestOpen,
    RequestWithdrawn,
    TooManyAttempts,
    TriageError,
    WrongReceipt,
)
from triage.request.commands.ending import ReopenOwnRequest
from triage.store.records.submissions import REPLAYED_FOR
from triage.text.personal import Personal

router = PageRouter(answered_in_time, keys_noticed)
TOLD = "details"
OWN_WORD = "own_word"
# What is said at the field of the own word, by the refusal's code.
OF_OWN_WORD = {WrongReceipt.code: "own-word", TooManyAttempts.code: "slow-down"}


@router.post("/kuitti/lisaa")
@open_to_all
async def tell_more(request: Request) -> Response:
    """Add to what was sent under the form's key, and show its receipt again."""
    sent = await typed(request)
    key = key_of(sent)
    try:
        with store_failures_as_refusals():
            shown = await _receipt_of(request, key)
            if key is None or shown is None:
                return ask_for_receipt(request, sent)
            return await _told_under(request, sent, Personal(key), shown)
    except TriageError as refusal:
        return _kept(request, sent, refusal, key=key or "")


@router.post("/vastaus/lisaa")
async def tell_more_in_dialogue(request: Request, visitor: RequesterWriting) -> Response:
    """Add to the request whose dialogue is open."""
    sent = await typed(request)
    try:
        with store_failures_as_refusals():
            await own_form(request, visitor)
            body = details_body(sent)
            await _added(request, sent, body, visitor.actor)
    except TriageError as refusal:
        return await _not_told(request, visitor, sent, refusal)
    return to(request, "/vastaus#content", **_done(body))


@router.get("/kuitti/lisaa")
@router.get("/vastaus/lisaa")
@open_to_all
async def back(request: Request) -> RedirectResponse:
    """Whoever loads the address of a form again gets the page that it stands on."""
    return to(request, request.url.path.rpartition("/")[0])


async def _receipt_of(request: Request, key: str | None) -> Shown | None:
    """The receipt of what was sent under the key; None where only the receipt itself opens it."""
    desk = parts_of(request).authenticator
    if key is None or not await desk.leavings.still_takes(sent_keys(request)):
        return None
    shown = await desk.receipts.shown(Personal(key))
    if shown is None or not tells_more(shown):
        return None
    is_old = parts_of(request).clock() - shown.receipt.submitted_at > REPLAYED_FOR
    return None if is_old else shown


async def _told_under(request: Request, sent: Typed, key: Personal[str], shown: Shown) -> Response:
    requester = Actor(role=Role.REQUESTER, request_id=shown.receipt.request_id)
    try:
        body = details_body(sent)
        # Before anything is compared with what was told.
        await _require_own_word(request, shown, sent)
        await _added(request, sent, body, requester)
    except (BadInput, WrongReceipt, TooManyAttempts) as refusal:
        problem = of_refusal(refusal)
        said = OF_OWN_WORD.get(problem.code)
        errors = {OWN_WORD: said} if said else errors_of(problem)
        step = step_of(request, shown, sent, errors)
        answer = receipt_page(request, shown, key=key, step=step, status=problem.status)
        return with_retry_after(answer, problem)
    if has_left(request):
        return to(request, plain_path(request))
    if takes_cookies(request):
        answer = to(request, "/kuitti", **_done(body))
        carry(request, answer, carried_by(request).with_stored(key))
        return answer
    shown = await _receipt_of(request, key.reveal()) or shown
    return receipt_page(request, shown, key=key, done=_done(body).get("done"))


async def _require_own_word(request: Request, shown: Shown, sent: Typed) -> None:
    typed_word = sent.one(OWN_WORD)
    receipts = parts_of(request).authenticator.receipts
    word = Personal(typed_word) if typed_word else None
    await receipts.require_own_word(shown.receipt.request_id, word)


async def _added(request: Request, sent: Typed, body: DetailsBody, actor: Actor) -> None:
    """Add it; where the form says so, to a request that is taken up again for it."""
    if sent.one(REOPENS):
        assert actor.request_id is not None
        with suppress(RequestOpen):
            command = ReopenOwnRequest(request_id=actor.request_id, text=None)
            await parts_of(request).triage.execute(command, actor)
    named = sent.one(STEP_KEY) or key_of(sent)
    await add_details(request, body, actor, Personal(named) if named else None)


async def _not_told(
    request: Request, visitor: Visitor, sent: Typed, refusal: TriageError
) -> Response:
    """The dialogue with all that was typed; where even that cannot be read, the step by itself."""
    problem = of_refusal(refusal)
    if isinstance(refusal, (BadInput, RequestClosed, RequestWithdrawn)):
        try:
            with store_failures_as_refusals():
                return await dialogue_page(
                    request, visitor, form=sent, problem=problem, step_errors=errors_of(problem)
                )
        except TriageError as away:
            refusal = away
    return _kept(request, sent, refusal, visitor=visitor)


def _kept(
    request: Request,
    sent: Typed,
    refusal: TriageError,
    *,
    visitor: Visitor | None = None,
    key: str = "",
) -> Response:
    """The step by itself, with all that was typed and why it was not taken."""
    problem = of_refusal(refusal)
    step = details_step(
        request,
        OFFERED,
        young=bool(sent.one(OF_THE_YOUNG)),
        asks_own_word=OWN_WORD in sent.fields,
        form=sent,
        errors=errors_of(problem),
    )
    answer = page(
        request,
        "details_kept.html",
        status=problem.status,
        visitor=visitor,
        idempotency_key=key,
        step_key=sent.one(STEP_KEY) or str(uuid4()),
        reopens=reopens(step),
        more=step,
    )
    return with_retry_after(answer, problem)


def _done(body: DetailsBody) -> dict[str, str]:
    """What the next page says; nothing where nothing was told."""
    return {} if body == DetailsBody() else {"done": TOLD}
