"""When was a request put on the county's client record, and what holds its content back here?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class PutOnRecord(RequestEvent):
    """Somebody confirmed that it stands in the client record: in which system, since which day."""

    TOPIC: ClassVar[str] = "help-request.put-on-record"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    system: Personal[str] | None
    recorded_on: date

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.put_on_record(self.system, self.recorded_on)


@declared
class HoldChanged(RequestEvent):
    """The content stays whatever its retention says, on this ground; None: not any more."""

    TOPIC: ClassVar[str] = "help-request.hold-changed"

    ground: str | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.legal_hold = self.ground
