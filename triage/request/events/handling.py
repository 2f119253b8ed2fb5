"""Who has the request in hand and how urgent it is: claims, openings, transfers, the look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from triage.codes import Basis, Urgency
from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest

# An offer of before offers fell due: a day on the wall, so that none waits for ever.
OFFER_WITHOUT_A_MOMENT = timedelta(days=1)


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
        aggregate.stepped_aside |= {self.worker}
        aggregate.openings.pop(self.worker, None)
        if aggregate.claimed_by == self.worker:
            aggregate.claimed_by = None


@declared
class TransferOffered(RequestEvent):
    """The sender offers the request to another unit and stays responsible until it accepts.

    `basis` is `inside` the controller, or `consent` or `statute` across controllers. `summary` is
    all that the receiver reads before it accepts. At `due_at` the request goes back by itself.
    """

    TOPIC: ClassVar[str] = "help-request.transfer-offered"

    from_unit: str
    to_unit: str
    basis: str
    because: Personal[str] | None
    summary: Personal[str] | None = None
    due_at: datetime | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        due_at = self.due_at or self.timestamp + OFFER_WITHOUT_A_MOMENT
        aggregate.offer(self.to_unit, due_at, basis=self.basis)


@declared
class TransferAccepted(RequestEvent):
    """The receiver took over: unit and worker change, the promise does not.

    What the sender asked other units for advice is asked no more: the sender would not get it.
    """

    TOPIC: ClassVar[str] = "help-request.transfer-accepted"

    from_unit: str
    to_unit: str
    worker: str

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.unit = self.to_unit
        aggregate.claimed_by = self.worker
        aggregate.accepted_at_version = self.originator_version
        aggregate.end_questions()
        aggregate.end_translations(self.timestamp)
        aggregate.come_back(self.to_unit)
        aggregate.held_by_consent = aggregate.offer_basis == Basis.CONSENT
        aggregate.consent_gone_at = aggregate.consent_ends_at = None
        aggregate.end_offer()


@declared
class TransferRefused(RequestEvent):
    """The receiver sent the offer back; the sender has it as before."""

    TOPIC: ClassVar[str] = "help-request.transfer-refused"

    from_unit: str
    to_unit: str
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_offer()
        aggregate.came_back = True
        aggregate.back_at = self.timestamp


@declared
class TransferWithdrawn(RequestEvent):
    """The sender or the coordinator took the offer back before the receiver's word.

    With `consent_gone` it came back by itself: what it rested on was revoked.
    """

    TOPIC: ClassVar[str] = "help-request.transfer-withdrawn"

    from_unit: str
    to_unit: str
    because: Personal[str] | None
    consent_gone: bool = False

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_offer()
        if self.consent_gone:
            aggregate.came_back = True
            aggregate.back_at = self.timestamp


@declared
class TransferReturned(RequestEvent):
    """The receiver said nothing until `due_at`: the request is the sender's again, by itself.

    `uncovered`: everybody there is away, and it came back before the offer's own moment.
    """

    TOPIC: ClassVar[str] = "help-request.transfer-returned"

    from_unit: str
    to_unit: str
    due_at: datetime
    uncovered: bool = False

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_offer()
        aggregate.came_back = True
        aggregate.back_at = self.timestamp


@declared
class UrgencyAssessed(RequestEvent):
    """A human looked, and said how urgent it is; the reason is sealed.

    `offer_due_at` is the moment of a pending offer that this brings forward; `within_minutes` is
    how long an emergency may wait for an answer, open or not. Where `ends_withdrawn`, a withdrawal
    of before takes effect now.
    """

    TOPIC: ClassVar[str] = "help-request.urgency-assessed"

    level: Urgency
    because: Personal[str] | None
    offer_due_at: datetime | None = None
    within_minutes: int = 60
    ends_withdrawn: bool | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.hasten_offer(self.offer_due_at)
        if self.level is not Urgency.EMERGENCY:
            aggregate.emergency = None
        elif aggregate.emergency is None:
            # Said again it is the same emergency, and waits no longer.
            aggregate.emergency = self.timestamp, timedelta(minutes=self.within_minutes)
        aggregate.urgency = self.level
        aggregate.looked_at = aggregate.looked_at or self.timestamp
        aggregate.end_look()
        aggregate.end_alert()
        ends = self.ends_withdrawn
        if ends or (ends is None and aggregate.withdrawn_at and not aggregate.pressing):
            aggregate.take_back(self.timestamp)
