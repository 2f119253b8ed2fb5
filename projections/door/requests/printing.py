"""What does somebody take out of the service on paper? One request, and the log says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from projections.door.questions import Answered
from projections.door.read_models import ReadModels
from projections.door.requests.request_page import RequestPage, RequestShown
from triage.actors import Actor
from triage.evidence.access_log import VIEW


@dataclass(frozen=True, kw_only=True)
class RequestPrint(RequestPage, permission="request:read", action="print"):
    """One request for paper: what its page shows, logged apart, because paper can be lost.

    Of an erased one there is nothing to print, and the log tells of no paper.
    """

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[RequestShown]:
        answered = super().answer(models, actor, now)
        shown = answered.value.contents
        return replace(answered, action=VIEW) if shown is None or shown.erased else answered
