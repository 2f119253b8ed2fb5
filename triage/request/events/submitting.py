"""What happens to a request on its way in: it arrives, is routed, alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.request.heaps import Heaped
from triage.request.reach import Reach
from triage.request.words import Profile, RequestWords
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

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.reference = self.reference
        aggregate.submitted_at = self.timestamp
        aggregate.topics = self.topics
        aggregate.show(danger=self.danger, language_unread=self.language_unread)
        aggregate.await_look(self.look_by, self.timestamp)
        aggregate.profile = self.profile
        aggregate.plea = self.plea
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
    """Danger, or words that no list of danger reads, came while everybody was away.

    The duty must look by the moment of the look.
    """

    TOPIC: ClassVar[str] = "help-request.duty-alerted"

    unit: str | None = None
