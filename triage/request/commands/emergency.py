"""What may be done about an emergency: its alert acknowledged, its steps recorded."""

from __future__ import annotations

from dataclasses import dataclass

from triage.actors import Role
from triage.codes import EmergencyStep
from triage.errors.requests import AlreadyClaimed, NotClaimed
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.events import AlertAcknowledged, EmergencyStepTaken
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal

# Who has the say whoever holds the request.
WATCH_OVER_EMERGENCIES = frozenset({Role.DUTY, Role.COORDINATOR})


@dataclass(frozen=True, kw_only=True)
class AcknowledgeAlert(Command, permission="request:acknowledge"):
    """Say that the alert was seen: it is repeated no more. The look still waits.

    Where nothing was alerted, or somebody has acknowledged it, nothing happens.

    Raises:
        NotClaimed: who neither watches over emergencies nor holds the request claims it first.
        AlreadyClaimed: a colleague has it.
    """

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        require_in_hand(request, here)
        if request.alert:
            here.record(request, AlertAcknowledged)


@dataclass(frozen=True, kw_only=True)
class RecordEmergencyStep(Command, permission="request:emergency"):
    """Record a step of an emergency as it is done: by the duty, the coordinator or the holder.

    A step may be done again, and is recorded whether or not the request is still an emergency:
    what was done was done.

    Raises:
        NotClaimed: who neither watches over emergencies nor holds the request claims it first.
        AlreadyClaimed: a colleague has it.
    """

    step: EmergencyStep
    note: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        require_in_hand(request, here)
        here.record(request, EmergencyStepTaken, step=self.step, note=self.note)


def require_in_hand(request: HelpRequest, here: Situation) -> None:
    """Let the holder pass, and whoever watches over emergencies.

    Raises:
        NotClaimed, AlreadyClaimed
    """
    if here.actor.role in WATCH_OVER_EMERGENCIES or here.has_in_hand(request):
        return
    if request.claimed_by is None:
        raise NotClaimed()
    raise AlreadyClaimed(by=request.claimed_by)
