"""How is what a body says of an absence recorded? For API and page."""

from __future__ import annotations

from uuid import uuid4

from fastapi import Request

from api.http.access import parts_of
from api.v1.staff.cover.absence_bodies import AbsenceBody
from triage.actors import Actor
from triage.desk.absences import Days
from triage.store.records.absences import Absence


async def recorded(request: Request, actor: Actor, body: AbsenceBody) -> Absence:
    """Record the absence of whoever the body names, or of the actor."""
    return await parts_of(request).triage.absences.record(
        uuid4(),
        body.username or actor.username or "",
        Days(from_on=body.from_on, until_on=body.until_on),
        body.substitute,
        actor,
    )
