"""What happens to a request on its way in: it arrives, is routed, alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from triage.codes import EntryChannel
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.reach import Reach
from triage.request.state.clock.duty_alert import DutyAlert
from triage.request.state.heaps import Heaped
from triage.request.words import Informant, Profile, RequestWords
from triage.text.personal import Personal
from triage.time.deadlines import LookBy, Promise

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Submitted(RequestEvent, AggregateCreated):
    """A requester asked for help. `danger` is what the words or the topic showed, a raise only.

    `language_unread`: words in a language that no list of danger reads; looked at as soon.
    `heap` marks one of a burst from one network (random, tells no address); `words_mac` tells which
    of that burst say the same. `reach` tells in signs how the requester may be reached.
    `channel`: staff (`by`) entered it for the requester, who came by this way. It then arrived when
    its promise begins, before it was entered; `told_by` where somebody else told it.
    """

    TOPIC: ClassVar[str] = "help-request.submitted"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"profile": Seal.PROFILE, "reach": Seal.PROFILE}

    reference: str
    topics: tuple[str, ...]
    danger: bool
    promise: Promise
    look_by: LookBy
    catalogue_version: str
    profile: Personal[Profile] | None
    plea: Personal[RequestWords] | None
    language_unread: bool = False
    heap: UUID | None = None
    words_mac: str | None = None
    reach: Personal[Reach] | None = None
    channel: EntryChannel | None = None
    told_by: Personal[Informant] | None = None

    @property
    def arrived_at(self) -> datetime:
        """When it reached the county."""
        return self.promise.arrived_at if self.channel else self.timestamp

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.reference = self.reference
        aggregate.submitted_at = self.arrived_at
        aggregate.show(danger=self.danger, language_unread=self.language_unread)
        aggregate.await_look(self.look_by, self.timestamp)
        aggregate.tell(self.topics, self.profile)
        aggregate.plea = self.plea
        aggregate.informant = self.told_by
        aggregate.receipt_known_to_staff = self.channel is not None
        aggregate.heaped = Heaped(self.heap, self.words_mac) if self.heap else None
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
    """Danger came while everybody was away, or staff called the request an emergency.

    So do words that no list of danger reads. Until somebody acknowledges it, it is repeated: first
    `repeat_after_minutes` later. None: of before alerts were repeated.
    """

    TOPIC: ClassVar[str] = "help-request.duty-alerted"

    unit: str | None = None
    repeat_after_minutes: int | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        if self.repeat_after_minutes:
            pause = timedelta(minutes=self.repeat_after_minutes)
            aggregate.begin_alert(DutyAlert(since=self.timestamp, pause=pause))
