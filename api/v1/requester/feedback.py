"""How is feedback given and read? Two grades and a comment, tied to no request."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api.catalogue_answers import Outgoing
from api.http.access import Requester, Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.answers import WrittenAnswer
from api.v1.description import OF_REQUESTERS, OF_STAFF, problems
from api.v1.requester.feedback_body import FeedbackBody
from projections.door.audit.audits import ReleasedFeedback

router = APIRouter()
GIVING = OF_REQUESTERS | {
    409: "`no-answer-yet`; or `feedback-given`: once a request, and nobody can find it again.",
    422: "Wrong input; `errors` names every field. `feedback-wants-help`: the comment shows danger "
    "and is not kept; send it as a message, and show whom to call (`urgent_help`).",
}


class QuarterAnswer(Outgoing):
    """What was said in one quarter; comments stand in no order and with no grades."""

    quarter: str = Field(examples=["2026-Q4"])
    answers: int
    heard: dict[int, int] = Field(description="How many gave each grade from 1 to 5.")
    helped: dict[int, int] = Field(description="How many gave each grade from 1 to 5.")
    comments: list[str]


class FeedbackAnswer(Outgoing):
    """What requesters said, the latest quarter first; never of fewer than five."""

    quarters: list[QuarterAnswer]


@router.post(
    "/api/v1/my-request/feedback",
    operation_id="give_feedback",
    status_code=201,
    summary="Say whether it helped",
    tags=["requester"],
    responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503, meaning=GIVING),
)
async def give_feedback(
    request: Request,
    actor: Requester,
    body: Annotated[FeedbackBody, Depends(JsonBody(FeedbackBody))],
) -> WrittenAnswer:
    """Once, after an answer. What you say is stored without you, the moment, or your request."""
    await parts_of(request).feedback.give(body.said(), actor)
    return WrittenAnswer()


@router.get(
    "/api/v1/feedback",
    operation_id="read_feedback",
    summary="What requesters said of the help",
    tags=["staff"],
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def feedback(request: Request, actor: Staff) -> FeedbackAnswer:
    """For supervisors and coordinators: in batches, by quarter, of all units together."""
    quarters = await parts_of(request).reading_room.ask(ReleasedFeedback(), actor)
    return FeedbackAnswer(quarters=[QuarterAnswer.model_validate(each) for each in quarters])
