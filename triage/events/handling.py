"""Who has the request in hand: claims, assignments, openings, recusals and transfers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.events.recorded import RequestEvent, declared
from triage.personal import Personal

if TYPE_CHECKING:
    from triage.help_request import HelpRequest


@declared
class Claimed(RequestEvent):
    """A member of staff took the request as their own."""

    TOPIC: ClassVar[str] = "help-request.claimed"

    worker: str

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.claimed_by = self.worker


@declared
class Released(RequestEvent):
    """The one who had it put it back into the unit's queue."""

    TOPIC: ClassVar[str] = "help-request.released"

    worker: str
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.claimed_by = None


@declared
class Assigned(RequestEvent):
    """Inside the controller: somebody gave the request to a worker of its unit."""

    TOPIC: ClassVar[str] = "help-request.assigned"

    worker: str

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.claimed_by = self.worker


@declared
class Opened(RequestEvent):
    """A colleague opened a claimed request with a reason; it lasts until `until_at`."""

    TOPIC: ClassVar[str] = "help-request.opened"

    worker: str
    until_at: datetime
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.openings[self.worker] = self.until_at


@declared
class Recused(RequestEvent):
    """A worker is disqualified: sees neither content nor row any more."""

    TOPIC: ClassVar[str] = "help-request.recused"

    worker: str
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.recused.add(self.worker)
        aggregate.openings.pop(self.worker, None)
        if aggregate.claimed_by == self.worker:
            aggregate.claimed_by = None


@declared
class TransferOffered(RequestEvent):
    """The sender offers the request to another unit and stays responsible until it accepts.

    `basis` is `inside` the controller, or `consent` or `statute` across controllers.
    """

    TOPIC: ClassVar[str] = "help-request.transfer-offered"

    from_unit: str
    to_unit: str
    basis: str
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.offered_to = self.to_unit


@declared
class TransferAccepted(RequestEvent):
    """The receiver took over: unit and worker change, the promise does not."""

    TOPIC: ClassVar[str] = "help-request.transfer-accepted"

    from_unit: str
    to_unit: str
    worker: str

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.unit = self.to_unit
        aggregate.claimed_by = self.worker
        aggregate.offered_to = None


@declared
class TransferRefused(RequestEvent):
    """The receiver sent the offer back; the sender has it as before."""

    TOPIC: ClassVar[str] = "help-request.transfer-refused"

    from_unit: str
    to_unit: str
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.offered_to = None
