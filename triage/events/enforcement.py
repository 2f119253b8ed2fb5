"""What the clock made happen: reminders, escalations, missed promises, looks that nobody took.

These marks hold the true moment when they fell due; `timestamp` is the moment it was noticed. One
that a wrong clock made too early is retracted, and both stay in the log.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.deadlines import Promise
from triage.events.recorded import RequestEvent, declared

if TYPE_CHECKING:
    from triage.help_request import HelpRequest


@declared
class Reminded(RequestEvent):
    """The last hours of the target day began and nobody had answered promise `promise_number`."""

    TOPIC: ClassVar[str] = "help-request.reminded"

    promise_number: int
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.marks[self.originator_version] = self
        aggregate.promises[self.promise_number].reminded = True

    def retract(self, aggregate: HelpRequest) -> None:
        aggregate.promises[self.promise_number].reminded = False


@declared
class Escalated(RequestEvent):
    """Half of the last promised day was gone without an answer: the coordinator has it too."""

    TOPIC: ClassVar[str] = "help-request.escalated"

    promise_number: int
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.marks[self.originator_version] = self
        aggregate.promises[self.promise_number].escalated = True

    def retract(self, aggregate: HelpRequest) -> None:
        aggregate.promises[self.promise_number].escalated = False


@declared
class PromiseMissed(RequestEvent):
    """No human answered before `breached_at`; noticed at `timestamp`, however late that was."""

    TOPIC: ClassVar[str] = "help-request.promise-missed"

    promise_number: int
    breached_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.marks[self.originator_version] = self
        aggregate.promises[self.promise_number].missed = True

    def retract(self, aggregate: HelpRequest) -> None:
        aggregate.promises[self.promise_number].missed = False


@declared
class LookOverdue(RequestEvent):
    """Nobody looked in time: `told` says whose it is by now, substitute's or coordinator's."""

    TOPIC: ClassVar[str] = "help-request.look-overdue"

    told: str
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.marks[self.originator_version] = self
        aggregate.look_told[self.told] = self.originator_version

    def retract(self, aggregate: HelpRequest) -> None:
        # The look that is waited for by now may be another one.
        if aggregate.look_told.get(self.told) == self.originator_version:
            del aggregate.look_told[self.told]


Mark = Reminded | Escalated | PromiseMissed | LookOverdue


@declared
class MarksRetracted(RequestEvent):
    """The clock that made the marks of these `versions` was wrong: they had not fallen due.

    Each is made again at its true moment, if it comes to that.
    """

    TOPIC: ClassVar[str] = "help-request.marks-retracted"

    versions: tuple[int, ...]

    def apply(self, aggregate: HelpRequest) -> None:
        for version in self.versions:
            mark = aggregate.marks.pop(version, None)
            if mark:
                mark.retract(aggregate)
                aggregate.retracted[version] = mark


@declared
class PromiseRenewed(RequestEvent):
    """Nobody had the open request in hand and no promise was left: somebody takes it up by this.

    It holds staff alone. The requester is told of the promise that the own messages open.
    """

    TOPIC: ClassVar[str] = "help-request.promise-renewed"

    follow_up: Promise

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.add_promise(self.follow_up, inside=True)
