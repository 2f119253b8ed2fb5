"""What stopped every automatic message to a requester, and what let them go on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Silenced(RequestEvent):
    """From now on nothing goes to the requester by itself, by any way."""

    TOPIC: ClassVar[str] = "help-request.silenced"

    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.silent_since = self.timestamp


@declared
class SilenceEnded(RequestEvent):
    """From now on the requester is told again; nothing of the time between is told afterwards."""

    TOPIC: ClassVar[str] = "help-request.silence-ended"

    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.silent_since = None
