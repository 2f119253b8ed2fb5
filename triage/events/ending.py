"""How a request ends and goes on: withdrawn, closed, reopened, erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from triage.events.recorded import RequestEvent, Seal, declared
from triage.personal import Personal

if TYPE_CHECKING:
    from triage.help_request import HelpRequest


@declared
class Withdrawn(RequestEvent):
    """The requester took the request back; before a human has looked it stays in the queue."""

    TOPIC: ClassVar[str] = "help-request.withdrawn"

    because: Personal[str] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.withdrawn_at = self.timestamp
        aggregate.withdrawal_took_effect = aggregate.met_by_a_human
        aggregate.settle_follow_ups(self.timestamp)


@declared
class Closed(RequestEvent):
    """Staff closed the request with an outcome of the closed list."""

    TOPIC: ClassVar[str] = "help-request.closed"

    outcome: str
    retention_class: str

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.closed_at = self.timestamp
        aggregate.outcome = self.outcome
        aggregate.retention_class = self.retention_class
        aggregate.offered_to = None
        aggregate.settle_follow_ups(self.timestamp)


@declared
class Reopened(RequestEvent):
    """The request goes on; it is back in its unit's queue for whoever claims it."""

    TOPIC: ClassVar[str] = "help-request.reopened"

    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.closed_at = None
        aggregate.outcome = None
        aggregate.withdrawn_at = None
        aggregate.withdrawal_took_effect = False


@declared
class Erased(RequestEvent):
    """The keys of words and profile are destroyed; this skeleton stays.

    `because` and `despite_class_because` are sealed under the key that erasure keeps.
    """

    TOPIC: ClassVar[str] = "help-request.erased"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {
        "because": Seal.PROTECTION,
        "despite_class_because": Seal.PROTECTION,
    }

    because: Personal[str] | None
    despite_class_because: Personal[str] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.erased_at = self.timestamp
