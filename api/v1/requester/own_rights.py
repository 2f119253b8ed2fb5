"""How does a requester change what was told about being reached and about co-operation?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import PlainTextResponse

from api.http.access import Requester, parts_of
from api.http.json_body import JsonBody
from api.v1.answers import OwnRequestAnswer, WrittenAnswer
from api.v1.bodies import ConsentsBody, DataRequestBody, OwnContactBody
from api.v1.description import IN_A_LANGUAGE, OF_REQUESTERS, in_plain_text, problems
from api.v1.requester.own_answers import PROOF_FILE, WRITTEN, own_after
from api.v1.requester.own_wishes import consents_changed, contact_changed, data_requested
from projections.door.audit.evidence import ArrivalProof

router = APIRouter(tags=["requester"])
PROOF = in_plain_text("A proof (C2SP tlog-proof).")
PROVING = OF_REQUESTERS | {
    404: "`no-checkpoint-yet`: it came after the last checkpoint; try again the day after.",
}
REFUSALS = problems(401, 403, 408, 409, 413, 415, 422, 503, meaning=OF_REQUESTERS)


@router.put(
    "/api/v1/my-request/contact",
    operation_id="change_my_contact",
    summary="Say anew how you may be reached",
    response_description=WRITTEN,
    responses=REFUSALS,
    openapi_extra=IN_A_LANGUAGE,
)
async def change_contact(
    request: Request,
    actor: Requester,
    body: Annotated[OwnContactBody, Depends(JsonBody(OwnContactBody))],
) -> OwnRequestAnswer | WrittenAnswer:
    """Everything anew: what is left out is told no more, and an empty body takes all away.

    The answer says what is told now, never the words.

    From now on nothing goes to an address that was told before. Also possible once the request
    has ended.
    """
    await contact_changed(request, actor, body)
    return await own_after(request, actor)


@router.post(
    "/api/v1/my-request/data-requests",
    operation_id="make_data_request",
    status_code=201,
    summary="Ask for a copy, the log, a correction or erasure",
    response_description=WRITTEN,
    responses=REFUSALS,
    openapi_extra=IN_A_LANGUAGE,
)
async def make_data_request(
    request: Request,
    actor: Requester,
    body: Annotated[DataRequestBody, Depends(JsonBody(DataRequestBody))],
) -> OwnRequestAnswer | WrittenAnswer:
    """The data protection officer answers within a month, in `data_requests` of the own request.

    Also possible once the request has ended. The same again while it waits is the same one.
    """
    await data_requested(request, actor, body)
    return await own_after(request, actor)


@router.get(
    "/api/v1/my-request/proof",
    operation_id="my_proof_of_arrival",
    summary="A file that proves when your request arrived",
    response_class=PlainTextResponse,
    responses={**PROOF, **problems(401, 403, 404, 503, meaning=PROVING)},
)
async def proof(request: Request, actor: Requester) -> PlainTextResponse:
    """Anybody can check it offline, without this service. It holds no word of what was written.

    It tells the moment, the reference and the chain head as the receipt does.
    """
    text = await parts_of(request).reading_room.ask(ArrivalProof(), actor)
    return PlainTextResponse(text, headers=PROOF_FILE)


@router.put(
    "/api/v1/my-request/consents",
    operation_id="change_my_consents",
    summary="Say anew what you agree to",
    response_description=WRITTEN,
    responses=REFUSALS,
    openapi_extra=IN_A_LANGUAGE,
)
async def change_consents(
    request: Request,
    actor: Requester,
    body: Annotated[ConsentsBody, Depends(JsonBody(ConsentsBody))],
) -> OwnRequestAnswer | WrittenAnswer:
    """Everything anew: what is left out is agreed to no more.

    An offer to a partner that rests on a consent which is gone is taken back at once.
    """
    await consents_changed(request, actor, body)
    return await own_after(request, actor)
