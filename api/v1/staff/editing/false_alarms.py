"""How does the editor of the list of danger learn which rules see too much?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request

from api.catalogue_answers import Outgoing
from api.http.access import Staff, parts_of
from api.v1.closed_sets import listed
from api.v1.description import OF_STAFF, problems
from projections.door.editing.false_alarms import FalseAlarms
from triage.codes import NoDanger

router = APIRouter(tags=["staff"])


class FalseAlarmAnswer(Outgoing):
    """A rule, the reason, and in how many requests that was said of it.

    `pattern` is the rule in short, null where the catalogue in force has it no more.
    """

    rule: str
    pattern: str | None
    why: Annotated[str, listed(NoDanger)]
    requests: int


class FalseAlarmsAnswer(Outgoing):
    """The most frequent first; what was said of fewer requests than that is not told."""

    items: list[FalseAlarmAnswer]
    suppressed_below: int


@router.get(
    "/api/v1/false-alarms",
    operation_id="false_alarms",
    summary="Which rules of danger see what is none",
    responses=problems(401, 403, 503, meaning=OF_STAFF),
)
async def false_alarms(request: Request, actor: Staff) -> FalseAlarmsAnswer:
    """For editor and coordinator: counts by rule and reason, of the newest 5,000 that were said."""
    shown = await parts_of(request).reading_room.ask(FalseAlarms(), actor)
    return FalseAlarmsAnswer.model_validate(shown)
