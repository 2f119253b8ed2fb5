"""What happens to a request on its way in: it arrives, is routed, alerts, is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from eventsourcing.domain import AggregateCreated

from triage.codes import Urgency
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.words import Profile, RequestWords
from triage.text.personal import Personal
from triage.time.deadlines import LookBy, Promise

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Submitted(RequestEvent, AggregateCreated):
    """A requester asked for help. `danger` is what the words or the topic showed, a raise only."""

    TOPIC: ClassVar[str] = "help-request.submitted"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"profile": Seal.PROFILE}

    reference: str
    topics: tuple[str, ...]
    danger: bool
    promise: Promise
    look_by: LookBy
    catalogue_version: str
    profile: Personal[Profile] | None
    plea: Personal[RequestWords] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.reference = self.reference
        aggregate.submitted_at = self.timestamp
        aggregate.topics = self.topics
        aggregate.danger = self.danger
        aggregate.await_look(self.look_by, self.timestamp)
        aggregate.profile = self.profile
        aggregate.plea = self.plea
        aggregate.add_promise(self.promise)


@declared
class Routed(RequestEvent):
    """The rules chose the unit that owns the request, with the rule and the reason why."""

    TOPIC: ClassVar[str] = "help-request.routed"

    unit: str
    rule: str
    reason: str
    catalogue_version: str
    co_units: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.unit = self.unit


@declared
class DutyAlerted(RequestEvent):
    """Danger showed while everybody was away: the duty must look by the moment of the look."""

    TOPIC: ClassVar[str] = "help-request.duty-alerted"

    unit: str | None = None


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
        aggregate.look_by = None
        ends = self.ends_withdrawn
        if ends or (ends is None and aggregate.withdrawn_at and not aggregate.pressing):
            aggregate.take_back(self.timestamp)
