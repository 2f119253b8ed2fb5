"""Who takes a request in hand, and how urgent is it?

Claiming, releasing, assigning, opening, recusing, and the human look at its urgency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.actors import Role
from triage.codes import Concerns, Urgency
from triage.errors.absences import WorkerAway
from triage.errors.avoidance import LastReader
from triage.errors.requests import (
    AlreadyClaimed,
    NotClaimed,
    RequestErased,
    UnknownWorker,
    WorkerRecused,
)
from triage.request.commands.alarming import begin_alert
from triage.request.commands.claiming import claim_where_free
from triage.request.commands.command import (
    Command,
    Situation,
    leaves_somebody,
    require_going_on,
    require_inside,
)
from triage.request.commands.sorting import Sorting, route_sorted, sort
from triage.request.commands.transfer import hastened
from triage.request.events import Assigned, Opened, Recused, Released, UrgencyAssessed
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, require_row
from triage.text.personal import Personal
from triage.time.calendar import end_of_day, local_day


@dataclass(frozen=True, kw_only=True)
class ClaimRequest(Command, permission="request:claim"):
    """Take the request as one's own. Of two at once one wins and the other is told who."""

    def admit(self, ground: Standing) -> None:
        require_inside(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if request.claimed_by == here.username:
            return
        if request.claimed_by is not None:
            raise AlreadyClaimed(by=request.claimed_by)
        claim_where_free(request, here)


@dataclass(frozen=True, kw_only=True)
class ReleaseRequest(Command, permission="request:release"):
    """Put the request back into the unit's queue, with the reason why.

    Raises:
        NotClaimed
        AlreadyClaimed: a colleague has it, whom the actor neither stands in for nor coordinates.
    """

    because: Personal[str]

    def admit(self, ground: Standing) -> None:
        require_inside(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if request.claimed_by is None:
            raise NotClaimed()
        may_release = here.actor.role is Role.COORDINATOR
        if not here.has_in_hand(request) and not may_release:
            raise AlreadyClaimed(by=request.claimed_by)
        here.record(request, Released, worker=request.claimed_by, because=self.because)


@dataclass(frozen=True, kw_only=True)
class AssignRequest(Command, permission="request:assign"):
    """Give the request to a worker of its unit, inside the controller.

    Raises:
        UnknownWorker: no active worker of that name in the unit.
        WorkerRecused: the worker is disqualified.
        WorkerAway: the worker is away on this day.
        AlreadyClaimed: a colleague has it, whom the actor neither stands in for nor coordinates.
    """

    worker: str

    def admit(self, ground: Standing) -> None:
        require_inside(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        is_coordinator = here.actor.role is Role.COORDINATOR
        is_free = request.claimed_by is None
        if not (is_free or here.has_in_hand(request) or is_coordinator):
            raise AlreadyClaimed(by=request.claimed_by)
        colleague = here.find_colleague(self.worker)
        is_fit = colleague is not None and colleague.takes_requests
        if colleague is None or not is_fit or request.unit not in colleague.units:
            raise UnknownWorker(worker=self.worker)
        if self.worker in request.recused:
            raise WorkerRecused(worker=self.worker)
        if colleague.is_away:
            raise WorkerAway(worker=self.worker)
        if request.claimed_by != self.worker:
            here.record(request, Assigned, worker=self.worker)


@dataclass(frozen=True, kw_only=True)
class OpenRequest(Command, permission="request:open"):
    """Open a colleague's claimed request with a reason of one's own, for the rest of this day.

    Raises:
        RequestErased: there is nothing left to open.
    """

    because: Personal[str]

    def admit(self, ground: Standing) -> None:
        require_inside(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if here.ground is not Standing.COLLEAGUE:
            return
        if request.erased_at:
            raise RequestErased()
        until_at = end_of_day(local_day(here.now))
        here.record(request, Opened, worker=here.username, until_at=until_at, because=self.because)


@dataclass(frozen=True, kw_only=True)
class RecuseFromRequest(Command, permission="request:recuse"):
    """Step aside: the worker sees neither content nor row any more.

    Raises:
        LastReader: nobody of the unit or the intake could read it then.
    """

    because: Personal[str]

    def admit(self, ground: Standing) -> None:
        require_row(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if not leaves_somebody(request, here, request.recused | {here.username}):
            raise LastReader()
        here.record(request, Recused, worker=here.username, because=self.because)


@dataclass(frozen=True, kw_only=True)
class AssessUrgency(Command, permission="request:look"):
    """A human looks at a request and says how urgent it is; may be said again, and raised.

    A look is also the acknowledgement of an alert. Who first calls it an emergency has the duty
    alerted, at any hour.
    What the request is about may be sorted in the same act: what is left out of that
    stays as it is, see `sorting`.

    Raises:
        UnknownTopic, UnknownAgeBand
        TransferPending: it is sorted otherwise while an offer waits.
        RequestDamaged: it is sorted, and what the requester told does not open.
    """

    level: Urgency
    because: Personal[str]
    topics: Sequence[str] | None = None
    age_bands: Sequence[str] | None = None
    concerns: Concerns | None = None
    # What goes on in the same act is done where it is.
    routes: bool = True

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        is_declared = self.level is Urgency.EMERGENCY and request.emergency is None
        # First: an urgent topic that shows here is looked at in the same act.
        made = sort(request, Sorting(self.topics, self.age_bands, self.concerns), here)
        here.record(
            request,
            UrgencyAssessed,
            level=self.level,
            because=self.because,
            offer_due_at=hastened(request, here, self.level),
            within_minutes=here.catalogue.service_promise.emergency_minutes,
            ends_withdrawn=request.withdrawn_at is not None and self.level is Urgency.NORMAL,
        )
        if is_declared and here.actor.role is not Role.DUTY:
            begin_alert(request, here)
        if made and self.routes:
            route_sorted(request, here)
