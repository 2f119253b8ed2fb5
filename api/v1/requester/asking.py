"""How does a requester ask, read the answer, write on and withdraw? The routes open to all."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.catalogue_answers import CatalogueAnswer
from api.http.access import Requester, catalogue_of, open_to_all, parts_of
from api.http.answer_limit import answered_in_time
from api.http.json_body import JsonBody, Unaided
from api.v1.answers import OwnRequestAnswer, ReceiptAnswer, TokenAnswer, WrittenAnswer
from api.v1.bodies import (
    DetailsBody,
    MessageBody,
    ReceiptBody,
    ReopeningBody,
    SubmissionBody,
    WithdrawalBody,
)
from api.v1.description import (
    IN_A_LANGUAGE,
    KEY,
    LANGUAGE,
    OF_REQUESTERS,
    OPENING,
    WITH_A_KEY,
    problems,
)
from api.v1.idempotency import idempotency_key
from api.v1.requester.adding import add_details
from api.v1.requester.composing import token_answer
from api.v1.requester.own_answers import WRITTEN, own_after, own_shown
from api.v1.requester.receipts import dialogue_opened
from api.v1.requester.submitting import profile_of, reader_told, receipt_shown, stored
from api.v1.staff.editing.crisis_bodies import notice_answer
from api.words.language import language_of
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import ReopenOwnRequest, WithdrawRequest
from triage.store.database.call_deadline import no_deadline

router = APIRouter(tags=["requester"], dependencies=[Depends(answered_in_time)])
asking = APIRouter(tags=["requester"], route_class=Unaided)
SUBMISSION = JsonBody(SubmissionBody)


@router.get(
    "/api/v1/catalogue",
    operation_id="read_catalogue",
    summary="What a form needs, in your language",
    responses=problems(503),
    openapi_extra=IN_A_LANGUAGE,
)
@open_to_all
async def catalogue(request: Request) -> CatalogueAnswer:
    """Topics, ages, places, the promise and whom to call now; by `?lang=` or Accept-Language."""
    edition, now = await catalogue_of(request).latest(), parts_of(request).clock()
    language = language_of(request)
    answer = edition.public(language, now)
    return answer.model_copy(update={"notice": notice_answer(edition.notice(now), language)})


@asking.post(
    "/api/v1/requests",
    operation_id="submit_request",
    status_code=201,
    summary="Ask for help",
    response_description="Stored; the receipt is the only way to the answer.",
    responses={
        200: {"model": ReceiptAnswer, "description": "The same again within 24 hours."},
        **problems(408, 409, 413, 415, 422, 503, meaning=WITH_A_KEY),
    },
    response_model=ReceiptAnswer,
    openapi_extra={"parameters": [LANGUAGE, KEY]},
    dependencies=[Depends(SUBMISSION)],
)
@open_to_all
async def ask_for_help(request: Request) -> Response:
    """Store a request for help, anonymous or not. With a key it may be sent again without harm."""
    body, key = await SUBMISSION(request), idempotency_key(request)
    if key is not None:
        await answered_in_time()
    receipt = await stored(request, body, key)
    language = language_of(request, body.language)
    reader = reader_told(profile_of(body), language)
    # As of its arrival: the same submission again has the same answer, byte for byte.
    answer = receipt_shown(request, receipt, reader, receipt.submitted_at)
    status = HTTPStatus.OK if receipt.repeated else HTTPStatus.CREATED
    return Response(answer.model_dump_json(), status, media_type="application/json")


@router.post(
    "/api/v1/receipt-sessions",
    operation_id="open_receipt",
    status_code=201,
    summary="Open the dialogue with a receipt",
    responses=problems(404, 408, 409, 413, 415, 422, 429, 503, meaning=OPENING),
)
@open_to_all
async def open_receipt(
    request: Request, body: Annotated[ReceiptBody, Depends(JsonBody(ReceiptBody))]
) -> TokenAnswer:
    """A token for half an hour. A wrong receipt is told after the same time as a right one."""
    return token_answer(await dialogue_opened(request, body))


@router.get(
    "/api/v1/my-request",
    operation_id="my_request",
    summary="Read your own request and its answers",
    responses=problems(401, 403, 422, 503, meaning=OF_REQUESTERS),
    openapi_extra=IN_A_LANGUAGE,
)
async def my_request(
    request: Request,
    actor: Requester,
    first: Annotated[bool, Query(description="Show the first message too.")] = False,
) -> OwnRequestAnswer:
    """The dialogue, who reads it, and what may be done; the first message only on request."""
    return await own_shown(request, actor, first_too=first)


@router.post(
    "/api/v1/my-request/messages",
    operation_id="write_message",
    status_code=201,
    summary="Write on",
    response_description=WRITTEN,
    responses=problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=OF_REQUESTERS),
    openapi_extra=IN_A_LANGUAGE,
)
async def write_message(
    request: Request,
    actor: Requester,
    body: Annotated[MessageBody, Depends(JsonBody(MessageBody))],
) -> OwnRequestAnswer | WrittenAnswer:
    """Add a message. One that waits for an answer is promised one, as the first was.

    Writing on takes a withdrawal back.
    """
    assert actor.request_id is not None
    if body.seen is None:
        no_deadline()
    await parts_of(request).triage.execute(
        WriteMessage(request_id=actor.request_id, text=body.text, seen=body.seen), actor
    )
    return await own_after(request, actor)


@router.post(
    "/api/v1/my-request/details",
    operation_id="add_details",
    status_code=201,
    summary="Tell more of what was left out",
    response_description=WRITTEN,
    responses=problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=OF_REQUESTERS),
    openapi_extra={"parameters": [LANGUAGE, KEY]},
)
async def tell_more(
    request: Request,
    actor: Requester,
    body: Annotated[DetailsBody, Depends(JsonBody(DetailsBody))],
) -> OwnRequestAnswer | WrittenAnswer:
    """Add what was not told when sending (`untold` of `my-request`); the promise stays as it is.

    The same again under the same key changes nothing. A field that was told before is
    `given-already`; without the key, words and the municipality are so even where they are the
    same: the answer must not confirm what somebody guesses who has the receipt.
    Words that show danger are then kept as a message, so that a human looks at them.
    """
    await add_details(request, body, actor, idempotency_key(request))
    return await own_after(request, actor)


@router.post(
    "/api/v1/my-request/withdrawal",
    operation_id="withdraw_my_request",
    status_code=204,
    summary="Take the request back",
    responses=problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=OF_REQUESTERS),
)
async def withdraw(
    request: Request,
    actor: Requester,
    body: Annotated[WithdrawalBody, Depends(JsonBody(WithdrawalBody))],
) -> None:
    """Take the request back; where nobody has looked yet, somebody still does first."""
    assert actor.request_id is not None
    await parts_of(request).triage.execute(
        WithdrawRequest(request_id=actor.request_id, because=body.reason), actor
    )


@router.post(
    "/api/v1/my-request/reopening",
    operation_id="reopen_my_request",
    status_code=201,
    summary="Ask for help again",
    response_description=WRITTEN,
    responses=problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=OF_REQUESTERS),
    openapi_extra=IN_A_LANGUAGE,
)
async def reopen(
    request: Request,
    actor: Requester,
    body: Annotated[ReopeningBody, Depends(JsonBody(ReopeningBody))],
) -> OwnRequestAnswer | WrittenAnswer:
    """Take a closed or withdrawn request up again: it waits for an answer of the workers anew."""
    assert actor.request_id is not None
    await parts_of(request).triage.execute(
        ReopenOwnRequest(request_id=actor.request_id, text=body.reason), actor
    )
    return await own_after(request, actor)
