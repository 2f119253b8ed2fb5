"""How is a receipt replaced that somebody else saw? The route for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.errors.refusals import NotSignedIn
from api.http.access import parts_of, signed_in_requester
from api.http.answer_limit import answered_in_time
from api.http.guards import guard
from api.http.json_body import JsonBody
from api.v1.answers import NewReceiptAnswer
from api.v1.bodies import NewReceiptBody
from api.v1.description import KEY, REPLACING, problems
from api.v1.idempotency import idempotency_key
from api.v1.requester.receipts import receipt_replaced
from triage.actors import Actor
from triage.text.personal import Personal

router = APIRouter(tags=["requester"], dependencies=[Depends(answered_in_time)])


@guard
async def replacing(request: Request) -> Actor | Personal[str]:
    """The requester; where the session ended by this very replacement, the receipt it gave.

    Whoever has the key of a replacement could open its receipt anyway.

    Raises:
        NotSignedIn, NotAllowed, BadInput
    """
    key = idempotency_key(request)
    try:
        return await signed_in_requester(request)
    except NotSignedIn:
        desk = parts_of(request).authenticator
        again = None if key is None else await desk.receipts.replacement(key)
        if again is None:
            raise
        return again


@router.post(
    "/api/v1/my-request/receipt",
    operation_id="replace_my_receipt",
    status_code=201,
    summary="Get another receipt, because somebody else saw yours",
    response_description="The receipt before it opens nothing any more, and every session ended.",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 429, 503, meaning=REPLACING),
    openapi_extra={"parameters": [KEY]},
)
async def replace_receipt(
    request: Request,
    allowed: Annotated[Actor | Personal[str], Depends(replacing)],
    body: Annotated[NewReceiptBody, Depends(JsonBody(NewReceiptBody))],
) -> NewReceiptAnswer:
    """A new receipt, which follows from nothing that was known of the one before.

    Whoever used the earlier one is told that it was replaced, and staff confirm who writes before
    they reply. With a key the call may be sent again where its answer was lost.
    """
    key = idempotency_key(request)
    if isinstance(allowed, Actor):
        allowed = await receipt_replaced(request, allowed, body, key)
    elif key is not None:
        receipts = parts_of(request).authenticator.receipts
        await receipts.require_same_own_word(key, body.new_own_word)
    return NewReceiptAnswer(receipt=allowed.reveal())
