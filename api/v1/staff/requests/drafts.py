"""How do staff keep what they have begun to write? Nobody else ever sees it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.requests.draft_bodies import DraftAnswer, DraftBody
from triage.desk.drafts import Typed
from triage.store.records.drafts import Draft
from triage.text.personal import revealed

router = APIRouter(tags=["staff"])
ADDRESS = "/api/v1/requests/{request_id}/draft"
MEANING = OF_STAFF | {
    409: "`draft-changed`: it was saved, sent or discarded elsewhere; else refused by a rule.",
    429: "`draft-too-soon`: one was saved within the last second.",
}
READING = OF_STAFF | {404: "`no-draft`: you have none there, whatever the request."}


@router.get(
    ADDRESS,
    operation_id="read_draft",
    summary="What you have begun to write",
    responses=problems(401, 403, 404, 409, 503, meaning=READING),
)
async def read(request: Request, actor: Staff, request_id: UUID) -> DraftAnswer:
    """Your own draft. Where you may not read the request any more it is taken away."""
    return _told(await parts_of(request).drafts.read(request_id, actor))


@router.put(
    ADDRESS,
    operation_id="save_draft",
    summary="Keep what you have begun to write",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 429, 503, meaning=MEANING),
)
async def save(
    request: Request,
    actor: Staff,
    request_id: UUID,
    body: Annotated[DraftBody, Depends(JsonBody(DraftBody))],
) -> DraftAnswer:
    """Sealed, and kept for two weeks at the most.

    It is gone when the reply is sent, the request is erased or passes to another unit, or you may
    not read it any more. No event, no row of a log and no backup tells of it.
    """
    return _told(await parts_of(request).drafts.save(request_id, Typed(**dict(body)), actor))


@router.delete(
    ADDRESS,
    operation_id="discard_draft",
    status_code=204,
    summary="Discard what you have begun to write",
    responses=problems(401, 403, 404, 503, meaning=READING),
)
async def discard(request: Request, actor: Staff, request_id: UUID) -> None:
    """Take your own draft away."""
    await parts_of(request).drafts.discard(request_id, actor)


def _told(draft: Draft) -> DraftAnswer:
    return DraftAnswer(
        text=draft.text.reveal(),
        kind=draft.reply_kind,
        language=revealed(draft.language),
        saved_at=draft.saved_at,
    )
