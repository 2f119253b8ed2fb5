"""What does a requester see of the own request?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.own_request import OwnRequestShown, OwnVerb, own_request
from projections.views.request.notices_shown import (
    notices_about,
    told_to_requester,
)
from triage.actors import Actor
from triage.errors.requests import RequestUnknown
from triage.evidence import access_log
from triage.feedback import wants_feedback
from triage.request.need_to_know import (
    Standing,
)
from triage.store.events.streams import folded, stream


@dataclass(frozen=True, kw_only=True)
class OwnRequest(Question[OwnRequestShown], permission="own-request:read", action="own"):
    """The requester's own request; the first message only where it is asked for."""

    first_too: bool = False

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[OwnRequestShown]:
        if actor.request_id is None:
            raise RequestUnknown()
        with models.database.reads.connect() as connection:
            keys, recorded, damage = stream(connection, models.ring, actor.request_id)
            request = folded(recorded)
            asks_back = wants_feedback(connection, recorded, keys)
            reads = access_log.reads_of(connection, actor.request_id)
            told = told_to_requester(notices_about(connection, actor.request_id))
        shown = own_request(
            request,
            recorded,
            reads,
            first_too=self.first_too,
            damaged=bool(damage),
        )
        quiet = request.silent_told
        feedback = (OwnVerb.FEEDBACK,) if asks_back and shown.may and not quiet else ()
        may = (*shown.may, *feedback)
        shown = replace(shown, notices=told, may=may, quiet=quiet)
        return Answered(value=shown, ground=str(Standing.REQUESTER), request_id=actor.request_id)
