"""How do staff enter a request that reached them by phone, chat, visit or a professional?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.http.access import Staff
from api.http.json_body import JsonBody
from api.v1.description import KEY, LANGUAGE, OF_STAFF, WITH_A_KEY, problems
from api.v1.entered.bodies import EnteredAnswer, EnteredBody
from api.v1.entered.storing import entered
from api.v1.idempotency import idempotency_key
from api.v1.requester.submitting import (
    profile_of,
    reader_told,
    receipt_shown,
)
from api.words.language import language_of

router = APIRouter(tags=["staff"])
ENTERED = {**OF_STAFF, 409: WITH_A_KEY[409]}


@router.post(
    "/api/v1/requests/entered",
    operation_id="enter_request",
    status_code=201,
    summary="Enter a request that reached you",
    response_description="Stored; hand the receipt to the requester.",
    responses={
        200: {"model": EnteredAnswer, "description": "The same again within 24 hours."},
        **problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=ENTERED),
    },
    response_model=EnteredAnswer,
    openapi_extra={"parameters": [LANGUAGE, KEY]},
)
async def enter(
    request: Request,
    actor: Staff,
    body: Annotated[EnteredBody, Depends(JsonBody(EnteredBody))],
) -> Response:
    """Store a request for somebody who called, chatted, came by, or was told of.

    The same rules route it and look for danger. Promise and look are counted from the arrival: what
    is late by then is late. Who entered it sees it afterwards only as anybody of their unit does.
    """
    stored = await entered(request, actor, body, idempotency_key(request))
    receipt, row = stored.receipt, stored.row
    reader = reader_told(profile_of(body), language_of(request, body.language))
    told = receipt_shown(request, receipt, reader, receipt.submitted_at)
    answer = EnteredAnswer(
        **dict(told),
        arrived_at=receipt.promise.arrived_at,
        late=stored.is_late,
        id=row.row.id if row else None,
        unit=row.row.unit if row else None,
    )
    status = HTTPStatus.OK if receipt.repeated else HTTPStatus.CREATED
    return Response(answer.model_dump_json(), status, media_type="application/json")
