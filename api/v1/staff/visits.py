"""What came since somebody was last at the queue? For that person alone."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from api.catalogue_answers import Outgoing
from api.http.access import Staff, parts_of
from api.v1.description import OF_STAFF, problems
from projections.door.requests.queue_page import Queue
from projections.views.queue.waiting import Filters

router = APIRouter(tags=["staff"])


class SinceAnswer(Outgoing):
    """How much came since then; `since` is null, and both are 0, where that is not known."""

    since: datetime | None = Field(description="When you were last at the queue.")
    arrived: int = Field(description="What `new_since` of the queue shows.")
    back: int = Field(description="What `back_since` of the queue shows.")
    today: int = Field(description="What is promised for today or before, whenever it came.")


@router.get(
    "/api/v1/since-last-visit",
    operation_id="since_last_visit",
    summary="What came since you were last here",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def since_last_visit(request: Request, actor: Staff) -> SinceAnswer:
    """Counts, for you alone. A visit is the queue's page; half an hour apart is another one."""
    since = await parts_of(request).visits.since(actor)
    question = Queue(filters=Filters(limit=1), counts=True, since=since)
    counts = (await parts_of(request).reading_room.ask(question, actor)).counts
    assert counts is not None
    return SinceAnswer(since=since, arrived=counts.arrived, back=counts.back, today=counts.today)


@router.post(
    "/api/v1/since-last-visit/dismissal",
    operation_id="dismiss_since_last_visit",
    status_code=204,
    summary="Let nothing be news that came until now",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def dismiss(request: Request, actor: Staff) -> None:
    """What comes from now on is news at your next visit."""
    await parts_of(request).visits.dismiss(actor)
