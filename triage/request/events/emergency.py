"""What was done about an emergency: its alert was acknowledged, a step of it taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.codes import EmergencyStep, OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class AlertAcknowledged(RequestEvent):
    """Somebody who may act has the alert in hand; it is repeated no more. The look still waits."""

    TOPIC: ClassVar[str] = "help-request.alert-acknowledged"

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_alert()


@declared
class EmergencyStepTaken(RequestEvent):
    """Somebody did what an emergency needs: called 112, the duty service, or by the safe rules."""

    TOPIC: ClassVar[str] = "help-request.emergency-step-taken"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    step: EmergencyStep
    note: Personal[str] | None = None
