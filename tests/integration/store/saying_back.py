"""How does a test let requesters say what they think of the help, and read what was said?"""

from __future__ import annotations

from uuid import UUID

from projections.door.audit.audits import ReleasedFeedback
from tests.integration.store.world import AINO, SANNA, TestedService
from triage.actors import Actor, Role
from triage.codes import ReplyKind
from triage.request.commands.dialogue import ReplyToRequester
from triage.store.records.feedback import QuarterSaid, Said
from triage.text.personal import Personal

COMMENT = "Kuukkelin Aino kuunteli"


def requester_of(request_id: UUID) -> Actor:
    return Actor(role=Role.REQUESTER, request_id=request_id)


def answered(service: TestedService) -> Actor:
    """A requester whose request has an answer."""
    request_id = service.submit().request_id
    reply = ReplyToRequester(
        request_id=request_id, text=Personal("Hei, soitetaan."), reply_kind=ReplyKind.ANSWER
    )
    service.parts.triage.execute_and_wait(reply, AINO)
    return requester_of(request_id)


def said(heard: int = 4, helped: int = 5, comment: str | None = None) -> Said:
    return Said(heard=heard, helped=helped, comment=Personal(comment) if comment else None)


async def give(service: TestedService, *answers: Said) -> list[Actor]:
    """Each answer by another requester."""
    actors = [answered(service) for _ in answers]
    for actor, each in zip(actors, answers, strict=True):
        await service.parts.feedback.give(each, actor)
    return actors


async def released(service: TestedService, actor: Actor = SANNA) -> list[QuarterSaid]:
    return await service.parts.reading_room.ask(ReleasedFeedback(), actor)
