"""How does a request come to stand in the client record, and how is its content destroyed then?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from triage.errors.requests import NotAllowed, RequestErased
from triage.errors.retention import NotYetOver, RecordedOnNotFit
from triage.request.commands.command import Command, Situation
from triage.request.events import Erased, PutOnRecord
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, works_for_partner
from triage.request.retention import is_to_be_destroyed, retention_ground
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
class DisposeOfRequest(Command, permission="request:erase"):
    """Destroy the keys of words and profile because their retention is over.

    What the key of child protection seals stays. The door destroys the keys with the event.

    Raises:
        RequestErased: the keys are destroyed already.
        NotYetOver: the day has not come, or somebody waits for an answer about the data.
    """

    def admit(self, ground: Standing) -> None:
        """The administrator destroys without ever seeing the request."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if not is_to_be_destroyed(request, here.catalogue.retention, here.now):
            raise NotYetOver()
        here.record(request, Erased, because=None, ground=retention_ground(request))
