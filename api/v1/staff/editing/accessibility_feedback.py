"""How do coordinator and administrator read and answer feedback on accessibility?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.description import OF_STAFF, problems
from api.v1.staff.editing.accessibility_bodies import (
    AccessibilityAnswer,
    AccessibilityDoneBody,
    AccessibilityListAnswer,
)
from projections.door.editing.accessibility_feedback import AccessibilityFeedbackList

router = APIRouter(tags=["staff"])


@router.get(
    "/api/v1/accessibility-feedback",
    operation_id="accessibility_feedback",
    summary="Feedback on accessibility",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def listed(request: Request, actor: Staff) -> AccessibilityListAnswer:
    """What waits, the first due first, a hundred at most; then the last twenty answered."""
    found = await parts_of(request).reading_room.ask(AccessibilityFeedbackList(), actor)
    return AccessibilityListAnswer(
        items=[AccessibilityAnswer.model_validate(each) for each in found]
    )


@router.post(
    "/api/v1/accessibility-feedback/{feedback_id}/answer",
    operation_id="answer_accessibility_feedback",
    status_code=204,
    summary="Mark feedback on accessibility as answered",
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def answer(
    request: Request,
    actor: Staff,
    feedback_id: UUID,
    body: Annotated[AccessibilityDoneBody, Depends(JsonBody(AccessibilityDoneBody))],
) -> None:
    """Record what was done. Write to whoever gave an address before: text and address go.

    A second answer is refused with `accessibility-answered`.
    """
    await parts_of(request).triage.accessibility_feedback.answer(feedback_id, body.done, actor)
