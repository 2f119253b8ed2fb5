"""How is a statutory clock started, with its true beginning?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.errors.partners import ClockStarted
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.events import StatutoryClockStarted
from triage.request.help_request import HelpRequest
from triage.time.statutory import StartedBy, StatutoryClock, statutory


@dataclass(frozen=True, kw_only=True)
class StartStatutoryClock(Command, permission="request:protect"):
    """Start a clock of the law. It runs beside the promise, which it never changes.

    It is counted from arrival where the message is itself an application or a notice, else from
    the first time that a worker opened the request; when it is recorded moves nothing.

    Raises:
        ClockStarted: this clock runs already.
    """

    clock: StatutoryClock
    is_application: bool

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if self.clock in request.statutory:
            raise ClockStarted(clock=str(self.clock))
        started_by, started_at = StartedBy.ARRIVAL, request.first.promise.arrived_at
        if not self.is_application:
            opened = (here.first_opened(), request.looked_at, here.now)
            started_by, started_at = StartedBy.FIRST_OPENING, min(filter(None, opened))
        calendar = here.catalogue.calendar
        runs = statutory(self.clock, started_by, started_at, calendar)
        here.record(
            request,
            StatutoryClockStarted,
            clock=runs.clock,
            started_by=runs.started_by,
            started_at=runs.started_at,
            counted_on=runs.counted_on,
            due_on=runs.due_on,
            calendar_version=calendar.full_version,
        )
