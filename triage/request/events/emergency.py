"""What was done about an alert: somebody acknowledged it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.request.events.recorded import RequestEvent, declared

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class AlertAcknowledged(RequestEvent):
    """Somebody who may act has the alert in hand; it is repeated no more. The look still waits."""

    TOPIC: ClassVar[str] = "help-request.alert-acknowledged"

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_alert()
