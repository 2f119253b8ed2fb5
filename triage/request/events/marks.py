"""What the clock made happen: reminders, escalations, missed promises, looks and alerts left.

These marks hold the true moment when they fell due; `timestamp` is the moment it was noticed. One
that a wrong clock made too early is retracted, and both stay in the log.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import LookTold, MarkKind, MissCause
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.clock.marks import Mark
from triage.text.personal import Personal
from triage.time.deadlines import Promise

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Reminded(RequestEvent):
    """The last hours of the target day began and nobody had answered promise `promise_number`."""

    TOPIC: ClassVar[str] = "help-request.reminded"

    promise_number: int
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.mark(
            self.originator_version,
            Mark(
                kind=MarkKind.REMINDED,
                due_at=self.due_at,
                made_at=self.timestamp,
                promise_number=self.promise_number,
            ),
        )


@declared
class Escalated(RequestEvent):
    """Half of the last promised day was gone without an answer: the coordinator has it too.

    `uncovered`: it was before that, because everybody who could have answered was away.
    """

    TOPIC: ClassVar[str] = "help-request.escalated"

    promise_number: int
    due_at: datetime
    uncovered: bool = False

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.mark(
            self.originator_version,
            Mark(
                kind=MarkKind.ESCALATED,
                due_at=self.due_at,
                made_at=self.timestamp,
                promise_number=self.promise_number,
            ),
        )


@declared
class PromiseMissed(RequestEvent):
    """No human answered before `breached_at`; noticed at `timestamp`, however late that was."""

    TOPIC: ClassVar[str] = "help-request.promise-missed"

    promise_number: int
    breached_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.mark(
            self.originator_version,
            Mark(
                kind=MarkKind.MISSED,
                due_at=self.breached_at,
                made_at=self.timestamp,
                promise_number=self.promise_number,
            ),
        )
        aggregate.note_miss(self.promise_number)


@declared
class MissExplained(RequestEvent):
    """A supervisor said why promise `promise_number` was missed, and what is put right."""

    TOPIC: ClassVar[str] = "help-request.miss-explained"

    promise_number: int
    cause: MissCause
    action: Personal[str] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.explain_miss(self.promise_number, self.cause, self.action, self.timestamp)


@declared
class LookOverdue(RequestEvent):
    """Nobody looked in time: `told` says whose it is by now, substitute's or coordinator's."""

    TOPIC: ClassVar[str] = "help-request.look-overdue"

    told: LookTold
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.mark(
            self.originator_version,
            Mark(
                kind=MarkKind.LOOK_OVERDUE,
                due_at=self.due_at,
                made_at=self.timestamp,
                told=self.told,
            ),
        )


@declared
class AlertRepeated(RequestEvent):
    """Nobody acknowledged the alert: the duty is alerted again, for the `number`th time.

    Repetitions that a sweep came too late for are passed over: their numbers are missing.
    """

    TOPIC: ClassVar[str] = "help-request.alert-repeated"

    number: int
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.mark(
            self.originator_version,
            Mark(
                kind=MarkKind.ALERT_REPEATED,
                due_at=self.due_at,
                made_at=self.timestamp,
                repeat=self.number,
            ),
        )


ClockEvent = Reminded | Escalated | PromiseMissed | LookOverdue | AlertRepeated


@declared
class MarksRetracted(RequestEvent):
    """The clock that made the marks of these `versions` was wrong: they had not fallen due.

    Each is made again at its true moment, if it comes to that.
    """

    TOPIC: ClassVar[str] = "help-request.marks-retracted"

    versions: tuple[int, ...]

    def apply(self, aggregate: HelpRequest) -> None:
        for version in self.versions:
            aggregate.retract(version)


@declared
class PromiseRenewed(RequestEvent):
    """Nobody had the open request in hand and no promise was left: somebody takes it up by this.

    It holds staff alone. The requester is told of the promise that the own messages open.
    """

    TOPIC: ClassVar[str] = "help-request.promise-renewed"

    follow_up: Promise

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.add_promise(self.follow_up, inside=True)
