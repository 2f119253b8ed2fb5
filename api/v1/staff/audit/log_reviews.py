"""How does the officer go through what was unusual in a week, by the API?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api.catalogue_answers import Outgoing
from api.http.access import Staff, parts_of
from api.http.json_body import JsonBody
from api.v1.closed_sets import UnusualCode, VerdictCode
from api.v1.description import OF_STAFF, problems
from api.v1.staff.audit.judging import VerdictBody, WeekQuery, judged
from projections.door.audit.weekly_review import WeeklyReview

router = APIRouter(tags=["staff"])
PATH = "/api/v1/log-reviews"


class FindingAnswer(Outgoing):
    """What somebody did on one day that is unusual; it does not say that it was wrong."""

    kind: UnusualCode
    position: int = Field(description="The place of the first of these reads in the log.")
    username: str
    on: date
    count: int
    last_at: datetime
    request_id: UUID | None
    reference: str | None


class JudgedAnswer(Outgoing):
    """How it was judged last."""

    verdict: VerdictCode
    by: str | None
    at: datetime


class ReviewRowAnswer(Outgoing):
    """A finding, what was typed to open the request, and how it was judged."""

    finding: FindingAnswer
    reason: str | None
    judged: JudgedAnswer | None


class WeekAnswer(Outgoing):
    """What is unusual in a week, what waits for a verdict first."""

    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    waiting: int
    items: list[ReviewRowAnswer]


@router.get(
    PATH,
    operation_id="log_reviews",
    summary="What was unusual in a week",
    responses=problems(401, 403, 422, 503, meaning=OF_STAFF),
)
async def week(request: Request, actor: Staff, asked: Annotated[WeekQuery, Query()]) -> WeekAnswer:
    """For the data protection officer: openings with a reason, reads of what others had in hand.

    And many requests, or many tries that were refused, by one person on one day.
    """
    shown = await parts_of(request).reading_room.ask(WeeklyReview(day=asked.day), actor)
    return WeekAnswer.model_validate(shown)


@router.post(
    PATH,
    operation_id="judge_log_finding",
    summary="Say how something unusual is judged",
    responses=problems(401, 403, 404, 408, 413, 415, 422, 503, meaning=OF_STAFF),
)
async def judge(
    request: Request, actor: Staff, body: Annotated[VerdictBody, Depends(JsonBody(VerdictBody))]
) -> WeekAnswer:
    """For the data protection officer; the verdict is a row of the log, and the newest counts."""
    return WeekAnswer.model_validate(await judged(request, actor, body))
