"""What is asked about the own data, and what the data protection officer answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import DataRequestKind, DataRequestOutcome
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.clock.alarm import Alarm
from triage.request.state.own.data_request import DataRequest
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class DataRequested(RequestEvent):
    """The requester asked for a copy, the log or a correction, objected, or asked to erase.

    It is to be answered before `due_at`, a clock of its own (GDPR, Article 12(3)).
    """

    TOPIC: ClassVar[str] = "help-request.data-requested"

    number: int
    request_kind: DataRequestKind
    due_at: datetime
    text: Personal[str] | None = None
    alarm: Alarm | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.data_requests[self.number] = DataRequest(
            number=self.number,
            kind=self.request_kind,
            asked_at=self.timestamp,
            due_at=self.due_at,
            text=self.text,
        )
        if self.alarm:
            aggregate.raise_alarm(self.alarm, self.timestamp)


@declared
class DataRequestAnswered(RequestEvent):
    """The data protection officer answered, or a worker decided; the requester reads the text."""

    TOPIC: ClassVar[str] = "help-request.data-request-answered"

    number: int
    outcome: DataRequestOutcome
    text: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        answered = aggregate.data_requests.get(self.number)
        if answered:
            answered.answered_at = self.timestamp
            answered.outcome = self.outcome
            answered.answer = self.text
            answered.answered_by = self.by.role
