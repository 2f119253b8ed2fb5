"""Which statutory clock was started, and which one's last day has come?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.time.statutory import StartedBy, Statutory, StatutoryClock

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class StatutoryClockStarted(RequestEvent):
    """Somebody found that the law sets a time; it is counted from `started_at`, not from now."""

    TOPIC: ClassVar[str] = "help-request.statutory-clock-started"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    clock: StatutoryClock
    started_by: StartedBy
    started_at: datetime
    counted_on: tuple[date, ...]
    due_on: date
    calendar_version: str

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.start_clock(
            Statutory(
                clock=self.clock,
                started_by=self.started_by,
                started_at=self.started_at,
                counted_on=self.counted_on,
                due_on=self.due_on,
            )
        )


@declared
class StatutoryClockDue(RequestEvent):
    """The last day of a statutory clock has come."""

    TOPIC: ClassVar[str] = "help-request.statutory-clock-due"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    clock: StatutoryClock
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.note_clock_due(self.clock, self.timestamp)
