"""What becomes of a request when all that somebody holds is passed on in one act?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.errors.requests import NotClaimed, UnknownWorker
from triage.request.commands.command import (
    Colleague,
    Command,
    Situation,
    require_going_on,
    require_inside,
)
from triage.request.events import Assigned, Released
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing


@dataclass(frozen=True, kw_only=True)
class PassOn(Command, permission="request:pass-on"):
    """Take the request from whoever holds it and give it to a colleague, or back to the queue.

    To the queue too where the colleague may not have it: not of the unit, stepped aside, or away.
    The one that it is taken from may have left already.

    Raises:
        NotClaimed: it is not in that hand (any more).
        UnknownWorker: the colleague takes no requests, or is the one that it is taken from.
    """

    holder: str
    worker: str | None = None

    def admit(self, ground: Standing) -> None:
        require_inside(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if request.claimed_by != self.holder:
            raise NotClaimed()
        colleague = self._colleague(here)
        if colleague is not None and _may_have(colleague, request):
            here.record(request, Assigned, worker=colleague.username)
        else:
            here.record(request, Released, worker=self.holder, because=None)

    def _colleague(self, here: Situation) -> Colleague | None:
        if self.worker is None:
            return None
        found = here.find_colleague(self.worker)
        if found is None or not found.takes_requests or self.worker == self.holder:
            raise UnknownWorker(worker=self.worker)
        return found


def _may_have(colleague: Colleague, request: HelpRequest) -> bool:
    is_theirs = request.unit in colleague.units and colleague.username not in request.recused
    return is_theirs and not colleague.is_away
