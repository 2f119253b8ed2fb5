"""Which statutory clock was started, done, released or taken back, and whose last day has come?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal
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


@declared
class StatutoryClockMissed(RequestEvent):
    """The last day of a statutory clock is over, and nobody has recorded that it was done."""

    TOPIC: ClassVar[str] = "help-request.statutory-clock-missed"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    clock: StatutoryClock
    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.note_clock_missed(self.clock, self.timestamp)


@declared
class StatutoryClockDone(RequestEvent):
    """What the law wanted was done, on a day that may lie before the recording.

    Whether that was in time follows from the day.
    """

    TOPIC: ClassVar[str] = "help-request.statutory-clock-done"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    clock: StatutoryClock
    done_on: date
    what: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.end_clock(self.clock, self.done_on)


@declared
class StatutoryClockReleased(RequestEvent):
    """The requester may be shown this clock beside the promise."""

    TOPIC: ClassVar[str] = "help-request.statutory-clock-released"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    clock: StatutoryClock

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.release_clock(self.clock)


@declared
class StatutoryClockTakenBack(RequestEvent):
    """The clock had been started wrongly."""

    TOPIC: ClassVar[str] = "help-request.statutory-clock-taken-back"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    clock: StatutoryClock
    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.take_clock_back(self.clock)
