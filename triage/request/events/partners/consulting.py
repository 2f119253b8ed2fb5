"""Whom do staff ask for advice, without telling about whom? Asked, answered, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.partners.consulted import Consultation
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class ConsultationAsked(RequestEvent):
    """A unit is asked for advice; the summary is all that it ever sees of the request.

    `warnings` are the kinds of what may tell whom it is about, as they were found when it was sent.
    """

    TOPIC: ClassVar[str] = "help-request.consultation-asked"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    to_unit: str
    summary: Personal[str] | None
    warnings: tuple[str, ...] = ()

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.last_warnings = self.warnings
        aggregate.ask(
            Consultation(
                version=self.originator_version,
                number=len(aggregate.consultations) + 1,
                unit=self.to_unit,
                from_unit=self.by.unit,
                asked_at=self.timestamp,
            )
        )


@declared
class ConsultationAnswered(RequestEvent):
    """The unit gave its advice, once; `number` is the version of the question."""

    TOPIC: ClassVar[str] = "help-request.consultation-answered"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    number: int
    to_unit: str
    text: Personal[str] | None

    @property
    def kept_with(self) -> int:
        return self.number

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_question(self.number)


@declared
class ConsultationWithdrawn(RequestEvent):
    """Whoever asked took the question back before it was answered."""

    TOPIC: ClassVar[str] = "help-request.consultation-withdrawn"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    number: int
    to_unit: str

    @property
    def kept_with(self) -> int:
        return self.number

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_question(self.number)
