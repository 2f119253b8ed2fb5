"""Which week of the log is looked at, and how is a finding judged? For the API and the page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from pydantic import Field

from api.http.access import parts_of
from api.v1.field_types import Incoming
from api.v1.queries import Day, Query
from projections.door.audit.weekly_review import WeeklyReview, WeekShown
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.evidence.reads.unusual import Unusual, Verdict


class WeekQuery(Query):
    """Which week is asked for."""

    day: Annotated[
        Day | None, Field(description="A day of the week; without it the week before this one.")
    ] = None


class VerdictBody(Incoming):
    """How one finding is judged: `on` is its day, `position` its place in the log."""

    kind: Unusual
    on: Day
    position: int = Field(ge=1, le=2**53)
    verdict: Verdict


async def judged(request: Request, actor: Actor, body: VerdictBody) -> WeekShown:
    """Judge what is there to be judged, and tell the week as it is then.

    Raises:
        NotAllowed
        RequestUnknown: nothing of this kind stands there on that day.
    """
    room = parts_of(request).reading_room
    shown = await room.ask(WeeklyReview(day=body.on), actor)
    findings = {each.finding.key: each.finding for each in shown.items}
    finding = findings.get((body.kind, body.position))
    if finding is None:
        raise RequestUnknown()
    await room.reviews.judge(finding, body.verdict, actor)
    return await room.ask(WeeklyReview(day=body.on), actor)
