"""How does a requester get another receipt on a page, because somebody else saw theirs?

The new receipt follows from the key of the form, which the browser carries, sealed, to the page
that shows it. So a form that is sent again, because its answer was lost, shows the same receipt.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from api.errors.problems import of_refusal
from api.errors.refusals import ForeignForm, NotSignedIn
from api.errors.store_away import store_failures_as_refusals
from api.http.access import open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.http.guards import guard
from api.pages.cross_site import PageRouter
from api.pages.form_fields import Typed, typed
from api.pages.form_keys import PAGE_KEY, carried_by, carry, has_left, keys_noticed
from api.pages.page import page, to
from api.pages.requester.dialogue.dialogue_shown import dialogue_page
from api.pages.session import REQUESTER, Visitor, forget, own_form, requester_here
from api.v1.bodies import NewReceiptBody
from api.v1.requester.receipts import receipt_replaced
from triage.errors.own_rights import TooManyChanges
from triage.errors.requests import KeyReused, TooManyAttempts, TriageError, WrongReceipt
from triage.refused_receipts import ReceiptWasReplaced
from triage.text.personal import Personal

router = PageRouter(answered_in_time, keys_noticed)
SAID = {
    ForeignForm.code: "expired",
    WrongReceipt.code: "own-word",
    TooManyAttempts.code: "slow-down",
    TooManyChanges.code: "too-many-receipts",
}


@guard
async def replacing_here(request: Request) -> Visitor | None:
    """The requester; None where the session ended by this very form, which was sent again.

    Raises:
        NotSignedIn
    """
    try:
        visitor: Visitor = await requester_here(request)
        return visitor
    except NotSignedIn:
        if not await _came_before(request):
            raise
        return None


@router.post("/vastaus/kuitti")
async def replace_receipt(
    request: Request, visitor: Annotated[Visitor | None, Depends(replacing_here)]
) -> Response:
    """Replace the receipt, and go where the new one is shown."""
    if has_left(request):
        # Nobody would be shown the new one.
        return to(request, "/vastaus")
    form = await typed(request)
    try:
        with store_failures_as_refusals():
            key = _key_of(form)
            if visitor is None:
                await _require_same_own_word(request, form, key)
            else:
                await own_form(request, visitor)
                body = form.body(NewReceiptBody)
                await receipt_replaced(request, visitor.actor, body, key)
    except TriageError as refusal:
        if visitor is None and isinstance(refusal, KeyReused):
            return _own_word_kept(request, refusal, _key_of(form))
        if visitor is None:
            raise
        return await _not_replaced(request, visitor, refusal)
    # The page may have been left while the write was on its way.
    await keys_noticed(request)
    answer = to(request, "/vastaus" if has_left(request) else "/kuitti")
    forget(answer, REQUESTER)
    if has_left(request):
        return answer
    carry(request, answer, carried_by(request).with_stored(key))
    return answer


@router.get("/vastaus/kuitti")
@open_to_all
async def back(request: Request) -> RedirectResponse:
    """Whoever loads the address of the form again gets the dialogue."""
    return to(request, "/vastaus")


async def _require_same_own_word(request: Request, form: Typed, key: Personal[str]) -> None:
    """Let pass the very form that has replaced the receipt. Raises KeyReused, BadInput."""
    word = form.body(NewReceiptBody).new_own_word
    await parts_of(request).authenticator.receipts.require_same_own_word(key, word)


def _own_word_kept(request: Request, refusal: TriageError, key: Personal[str]) -> Response:
    """That the first sending counts, with its own word; the way to the receipt that it gave."""
    status, shows = of_refusal(refusal).status, not has_left(request)
    answer = page(
        request, "message.html", status=status, notice="own-word-kept", shows_receipt=shows
    )
    forget(answer, REQUESTER)
    if shows:
        carry(request, answer, carried_by(request).with_stored(key))
    return answer


async def _not_replaced(request: Request, visitor: Visitor, refusal: TriageError) -> Response:
    problem = of_refusal(refusal)
    said = SAID.get(problem.code, "unavailable" if problem.is_away else "invalid")
    return await dialogue_page(request, visitor, problem=problem, errors={"own_word": said})


async def _came_before(request: Request) -> bool:
    """Whether this very form has replaced a receipt, and the new one still opens anything."""
    try:
        key = _key_of(await typed(request))
        return await parts_of(request).authenticator.receipts.replacement(key) is not None
    except (ForeignForm, ReceiptWasReplaced):
        return False


def _key_of(form: Typed) -> Personal[str]:
    """The key that the form was given.

    Raises:
        ForeignForm: it is none of ours, and what it gave could never be shown.
    """
    try:
        return Personal(str(UUID(form.one(PAGE_KEY))))
    except ValueError:
        raise ForeignForm() from None
