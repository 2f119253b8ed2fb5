"""How is it recorded that social services or the police were told?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.request.commands.command import Command, Situation
from triage.request.events import JointContactMade, PoliceNoticeMade
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class RecordJointContact(Command, permission="request:protect"):
    """Record a contact to social services, made with the requester or in the child's interest.

    Possible in every state, as a protection notice is. Without the requester its traces are
    withheld until they are released.
    """

    with_whom: Personal[str]
    because: Personal[str]
    requester_takes_part: bool

    def decide(self, request: HelpRequest, here: Situation) -> None:
        here.record(
            request,
            JointContactMade,
            with_whom=self.with_whom,
            because=self.because,
            requester_takes_part=self.requester_takes_part,
        )


@dataclass(frozen=True, kw_only=True)
class RecordPoliceNotice(Command, permission="request:protect"):
    """Record that the police were told; withheld from the requester as a protection notice is.

    Possible in every state: the duty does not end with the request.
    """

    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        here.record(request, PoliceNoticeMade, because=self.because)
