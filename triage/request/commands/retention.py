"""How does a request come to stand in the client record, and how is its content destroyed then?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from triage.errors.requests import NotAllowed, RequestErased
from triage.errors.retention import HeldBack, NoHold, NotYetOver, RecordedOnNotFit
from triage.request.commands.command import Command, Situation
from triage.request.events import Erased, HoldChanged, PutOnRecord
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, works_for_partner
from triage.request.retention import LegalHold, hold_of, is_over, retention_ground
from triage.text.personal import Personal
from triage.time.calendar import local_day


@dataclass(frozen=True, kw_only=True)
class ConfirmRecorded(Command, permission="request:close"):
    """Confirm that the request stands in the county's client record.

    Six months after it is closed its content is destroyed here. New words of the requester, or
    taking it up again, want a confirmation anew.

    Raises:
        NotAllowed: a partner has no part in the county's record.
        RequestErased
        RecordedOnNotFit: the day is before the request came, or ahead.
    """

    system: Personal[str]
    recorded_on: date

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if works_for_partner(here.actor, here.catalogue):
            raise NotAllowed(role=str(here.actor.role), permission=self.permission)
        if request.erased_at:
            raise RequestErased()
        if not local_day(request.submitted_at) <= self.recorded_on <= local_day(here.now):
            raise RecordedOnNotFit()
        here.record(request, PutOnRecord, system=self.system, recorded_on=self.recorded_on)


@dataclass(frozen=True, kw_only=True)
class DisposeOfRequest(Command, permission="request:dispose"):
    """Destroy the keys of words and profile because their retention is over.

    What the key of child protection seals stays. The door destroys the keys with the event.

    Raises:
        RequestErased: the keys are destroyed already.
        NotYetOver: the day has not come.
        HeldBack: somebody waits for an answer about the data, a clock runs, or the law holds it.
    """

    def admit(self, ground: Standing) -> None:
        """The administrator and the clock destroy without ever seeing the request."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if not is_over(request, here.catalogue.retention, local_day(here.now)):
            raise NotYetOver()
        hold = hold_of(request)
        if hold is not None:
            raise HeldBack(ground=str(hold))
        here.record(request, Erased, because=None, ground=retention_ground(request))


@dataclass(frozen=True, kw_only=True)
class ChangeHold(Command, permission="request:hold"):
    """Keep the content whatever its retention says, on a ground of the closed list, or end that.

    Until it ends nothing is destroyed by itself, and `erase` wants a second reason.

    Raises:
        RequestErased
        NoHold: there is none that could end.
    """

    ground: LegalHold | None

    def admit(self, ground: Standing) -> None:
        """The administrator holds it without ever seeing the request."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if self.ground is None and request.legal_hold is None:
            raise NoHold()
        ground = None if self.ground is None else str(self.ground)
        if ground != request.legal_hold:
            here.record(request, HoldChanged, ground=ground)
