"""How a request ends and goes on: withdrawn, closed, reopened, erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from triage.actors import Role
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.text.personal import Personal
from triage.time.deadlines import LookBy, Promise

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Withdrawn(RequestEvent):
    """The requester took the request back.

    Unless it `takes_effect` at once, it stays in the queue until a human has looked, and while it
    is pressing: whoever holds the phone cannot make a cry for help disappear.
    """

    TOPIC: ClassVar[str] = "help-request.withdrawn"

    because: Personal[str] | None = None
    takes_effect: bool | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.withdrawn_at = self.timestamp
        aggregate.end_translations(self.timestamp)
        aggregate.went_on = True
        aggregate.taken_up_again = False
        effect = self.takes_effect
        if effect or (effect is None and not aggregate.awaits_look and not aggregate.pressing):
            aggregate.take_back(self.timestamp)


@declared
class Closed(RequestEvent):
    """Staff closed the request with an outcome of the closed list.

    `together` is the mass closing of a heap that it was part of, `because` the reason of that.
    """

    TOPIC: ClassVar[str] = "help-request.closed"

    outcome: str
    retention_class: str
    together: UUID | None = None
    because: Personal[str] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        if aggregate.heaped:
            aggregate.heaped.closed_together = self.together
            aggregate.heaped.look_before = aggregate.look_by if self.together else None
        aggregate.closed_at = self.timestamp
        aggregate.closed_by = self.by.username
        aggregate.end_translations(self.timestamp)
        aggregate.end_look()
        aggregate.end_alert()
        aggregate.outcome = self.outcome
        aggregate.retention_class = self.retention_class
        aggregate.end_offer()
        aggregate.messages_waiting = 0
        aggregate.answer_heard()
        aggregate.taken_up_again = False
        aggregate.settle_follow_ups(self.timestamp)


@declared
class Reopened(RequestEvent):
    """The request goes on. What was closed is `worker`'s again, or in its unit's queue.

    Where staff say so, it is worked on by itself, though it was merged into another one.

    Its retention class stands until the next closing: the law keeps what was recorded.

    `follow_up` is the promise that the reopening opened, where one was due. `takes_back` is the
    mass closing that was taken back, `look_by` the look that a mass closing had ended.
    """

    TOPIC: ClassVar[str] = "help-request.reopened"

    because: Personal[str] | None
    follow_up: Promise | None = None
    worker: str | None = None
    takes_back: UUID | None = None
    look_by: LookBy | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        if aggregate.heaped:
            aggregate.heaped.closed_together = aggregate.heaped.look_before = None
        if self.takes_back:
            aggregate.retention_class = None
        if self.look_by:
            aggregate.give_look_back(self.look_by, self.timestamp)
        if aggregate.closed_at:
            aggregate.claimed_by = self.worker
        if self.by.role is not Role.REQUESTER:
            aggregate.merged_into = None
        else:
            # Somebody is to read it like a message, and only so often before anybody has.
            aggregate.messages_waiting += 1
            aggregate.hear_words(self.timestamp)
            aggregate.taken_up_again = True
        aggregate.went_on = True
        aggregate.back_at = self.timestamp
        aggregate.leave_record()
        aggregate.closed_at = None
        aggregate.outcome = None
        aggregate.withdrawn_at = None
        aggregate.taken_back_at = None
        if self.follow_up:
            aggregate.add_promise(self.follow_up)


@declared
class Erased(RequestEvent):
    """The keys of words and profile are destroyed; this skeleton stays.

    `because` and `despite_class_because` are sealed under the key that erasure keeps. `ground` is
    the code of the retention that was over, None where somebody asked for it.
    """

    TOPIC: ClassVar[str] = "help-request.erased"
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {
        "because": Seal.PROTECTION,
        "despite_class_because": Seal.PROTECTION,
    }

    because: Personal[str] | None
    despite_class_because: Personal[str] | None = None
    ground: str | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.erased_at = self.timestamp
        aggregate.end_look()
        aggregate.end_alert()
        aggregate.end_offer()
        aggregate.settle_follow_ups(self.timestamp)
