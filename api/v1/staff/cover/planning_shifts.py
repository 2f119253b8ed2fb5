"""How does what a body says of a shift come on the rota? For API and page."""

from __future__ import annotations

from uuid import uuid4

from fastapi import Request

from api.http.access import parts_of
from api.v1.staff.cover.rota_bodies import ShiftBody
from triage.actors import Actor
from triage.desk.rota import Planned
from triage.notices.on_duty import Shift


async def planned(request: Request, actor: Actor, body: ShiftBody) -> Shift:
    """Put the shift that the body names on the rota."""
    return await parts_of(request).triage.rota.plan(uuid4(), Planned(**dict(body)), actor)
