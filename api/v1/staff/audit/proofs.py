"""How does somebody who watches over the service get its proofs? Checkpoints and certificates."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import PlainTextResponse

from api.http.access import Staff, bearer_token, parts_of, signed_in_staff
from api.http.guards import guard
from api.v1.certificate_answer import CertificateAnswer
from api.v1.description import MEANINGS, OF_STAFF, in_plain_text, problems
from projections.door.audit.evidence import NewestCheckpoint, RequestCertificate
from triage.actors import Actor, Role
from triage.evidence.checkpoints.holders import holder_of
from triage.evidence.checkpoints.leaves import Tree

router = APIRouter(tags=["staff"])
READING = MEANINGS | {
    404: "`no-checkpoint-yet`: none is closed, or none of this size ever was.",
}


@guard
async def checkpoint_reader(request: Request) -> Actor:
    """A member of staff, or a holder of checkpoints by a token of their own.

    Raises:
        NotSignedIn, NotAllowed
    """
    token = bearer_token(request)
    if token is not None:
        holder = holder_of(parts_of(request).holders, token.reveal())
        if holder is not None:
            return Actor(role=Role.SYSTEM, username=holder.name)
    return await signed_in_staff(request)


@router.get(
    "/api/v1/checkpoints/{tree}",
    operation_id="newest_checkpoint",
    summary="The newest signed checkpoint",
    response_class=PlainTextResponse,
    responses={
        **in_plain_text("A signed note."),
        **problems(401, 403, 404, 422, 503, meaning=READING),
    },
)
async def checkpoint(
    request: Request,
    reader: Annotated[Actor, Depends(checkpoint_reader)],
    tree: Tree,
    since: Annotated[
        int | None,
        Query(ge=0, description="The size of an older one; the proof that it goes on comes first."),
    ] = None,
) -> PlainTextResponse:
    """Of `events` or of `reads`, for those who watch over the service and for holders outside.

    It is a signed note (C2SP tlog-checkpoint), and with `since` a consistency proof before it.
    """
    question = NewestCheckpoint(tree=tree, since=since)
    return PlainTextResponse(await parts_of(request).reading_room.ask(question, reader))


@router.get(
    "/api/v1/requests/{request_id}/certificate",
    operation_id="request_certificate",
    summary="How the promise was kept, day by day",
    responses=problems(401, 403, 404, 503, meaning=OF_STAFF),
)
async def certificate(request: Request, actor: Staff, request_id: UUID) -> CertificateAnswer:
    """For supervisors, the data protection officer, and those who have the request in hand.

    It holds no content. `check_certificate.py` of the source derives the verdict from it anew.
    """
    question = RequestCertificate(request_id=request_id)
    shown = await parts_of(request).reading_room.ask(question, actor)
    return CertificateAnswer.model_validate(shown)
