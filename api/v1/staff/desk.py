"""How do staff sign in, see the queue, read a request and act on it? The routes of staff.

Annotations are read while `acting` runs, so that each verb's route shows its own body.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request

from api.http.access import ActingStaff, SignedIn, Staff, bearer_token, open_to_all, parts_of
from api.http.addresses import neighbourhood
from api.http.json_body import JsonBody
from api.http.translator_codes import codes_for
from api.v1.answers import SessionAnswer
from api.v1.bodies import SignInBody
from api.v1.description import OF_STAFF, SIGNING_IN, problems
from api.v1.field_types import Incoming
from api.v1.queries import QueueQuery
from api.v1.staff.requests.composing import request_answer, session_answer
from api.v1.staff.requests.partner_answers import OfferAnswer
from api.v1.staff.requests.seen_version import seen_version
from api.v1.staff.requests.staff_answers import (
    ChangedAnswer,
    QueueAnswer,
    RequestAnswer,
    RowAnswer,
    WarnedRowAnswer,
)
from api.v1.verbs import VERBS
from api.v1.verbs.card import Verb
from projections.door.reading_room import row_after
from projections.door.requests.queue_page import Queue
from projections.door.requests.request_page import RequestOffer, RequestPage
from projections.views.queue.row import QueueRow
from triage.door import Acted, Changed
from triage.errors.provider import LocalSignInOff
from triage.store.database.unit_of_work import UnitOfWork
from triage.text.personal import Personal

router = APIRouter(tags=["staff"])
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The version that was seen; stale: 412.")
]


@router.post(
    "/api/v1/session",
    operation_id="sign_in",
    status_code=201,
    summary="Sign in",
    responses=problems(401, 403, 408, 413, 415, 422, 429, 503, meaning=SIGNING_IN),
)
@open_to_all
async def sign_in(
    request: Request, body: Annotated[SignInBody, Depends(JsonBody(SignInBody))]
) -> SessionAnswer:
    """A token for a working day, for a local account. Ask for `code` on `code-needed`."""
    parts = parts_of(request)
    if not parts.local_sign_in:
        raise LocalSignInOff()
    address = neighbourhood(request, parts.trusted_proxies)
    begun = await parts.authenticator.sign_in(body.username, body.password, address, code=body.code)
    return session_answer(begun)


@router.delete(
    "/api/v1/session",
    operation_id="sign_out",
    status_code=204,
    summary="Sign out, or close the receipt",
    responses=problems(401, 503),
)
async def sign_out(request: Request, actor: SignedIn) -> None:
    """End the session of the token that is sent; from then on the token is worth nothing."""
    await parts_of(request).authenticator.sign_out(bearer_token(request) or Personal(""))


@router.get(
    "/api/v1/queue",
    operation_id="queue",
    summary="What waits for you",
    responses=problems(401, 403, 422, 503, meaning=OF_STAFF),
)
async def queue(
    request: Request, actor: Staff, asked: Annotated[QueueQuery, Query()]
) -> QueueAnswer:
    """The rows that you may know of; those that ended only by `state`.

    Emergencies come first, then danger that nobody has looked at, then words in a language in
    which danger cannot be searched for (`look_because`), broken promises, what is urgent and
    nobody's, and the rest by the time that is left; the oldest of each first. The pages behind
    `next` keep the order that the first one had. What changes meanwhile is shown again, on top of
    the next page: a row that is open throughout is on some page.
    """
    question = Queue(filters=asked.filters())
    return QueueAnswer.model_validate(await parts_of(request).reading_room.ask(question, actor))


@router.get(
    "/api/v1/requests/{request_id}",
    operation_id="read_request",
    summary="Read a request",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def read_request(request: Request, actor: Staff, request_id: UUID) -> RequestAnswer:
    """Everything in a request. A colleague's answers `reason-needed` until it is opened."""
    question = RequestPage(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, actor)
    return request_answer(shown, actor, codes_for(request, shown, actor))


@router.get(
    "/api/v1/requests/{request_id}/offer",
    operation_id="read_offer",
    summary="What a unit reads of a request that it is offered",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def offer(request: Request, actor: Staff, request_id: UUID) -> OfferAnswer:
    """From whom, by when, and the sender's summary; everything else once it is accepted."""
    question = RequestOffer(request_id=request_id)
    return OfferAnswer.model_validate(await parts_of(request).reading_room.ask(question, actor))


def _told_after(unit: UnitOfWork, acted: Acted) -> tuple[QueueRow | Changed, tuple[str, ...]]:
    """The new row, and what was found in the last summary for a consultation."""
    return row_after(unit, acted), acted.request.last_warnings


Act = Callable[..., Awaitable[RowAnswer | ChangedAnswer]]


def acting(verb: Verb) -> Act:
    """The route of one verb."""

    async def act(
        request: Request,
        who: ActingStaff,
        request_id: UUID,
        body: Annotated[Incoming, Depends(JsonBody(verb.body))],
        if_match: IfMatch = None,
    ) -> RowAnswer | ChangedAnswer:
        command = verb.command_for(request_id, seen_version(if_match), body)
        told, warnings = await parts_of(request).triage.act(command, who, _told_after)
        if isinstance(told, Changed):
            return ChangedAnswer(id=told.request_id, version=told.version)
        row = RowAnswer.model_validate(told)
        return WarnedRowAnswer(**dict(row), warnings=list(warnings)) if verb.warns else row

    return act


for _verb in VERBS.values():
    router.add_api_route(
        f"/api/v1/requests/{{request_id}}/{_verb.name}",
        acting(_verb),
        methods=["POST"],
        name=_verb.name,
        operation_id=_verb.name.replace("-", "_"),
        summary=_verb.summary,
        description=_verb.description,
        response_model=(WarnedRowAnswer if _verb.warns else RowAnswer) | ChangedAnswer,
        response_description="The new row, or id and version where you cannot see it now.",
        responses=problems(401, 403, 404, 408, 409, 412, 413, 415, 422, 503, meaning=OF_STAFF),
    )
