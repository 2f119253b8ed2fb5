"""How is a statutory clock started, done, shown to the requester or taken back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from triage.catalogue import Side
from triage.errors.partners import (
    ClockNotRunning,
    ClockReleased,
    ClockStarted,
    ClockWithheld,
    DoneOnNotFit,
    PartnerKeepsNoClock,
)
from triage.errors.requests import NotAllowed, RequestErased
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.writer import require_known_writer
from triage.request.events import (
    StatutoryClockDone,
    StatutoryClockReleased,
    StatutoryClockStarted,
    StatutoryClockTakenBack,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import works_for_partner
from triage.text.personal import Personal
from triage.time.calendar import local_day
from triage.time.statutory import StartedBy, StatutoryClock, statutory


@dataclass(frozen=True, kw_only=True)
class StartStatutoryClock(Command, permission="request:protect"):
    """Start a clock of the law. It runs beside the promise, which it never changes.

    It is counted from arrival where the message is itself an application or a notice, else from
    the first time that a worker opened the request; when it is recorded moves nothing.

    Raises:
        NotAllowed: the law asks it of the county, and a partner is not told whether it runs.
        ClockStarted: this clock runs already.
        PartnerKeepsNoClock: a partner has the request, or is offered it.
    """

    clock: StatutoryClock
    is_application: bool

    def decide(self, request: HelpRequest, here: Situation) -> None:
        _require_county(self, here)
        require_going_on(request)
        if self.clock in request.statutory:
            raise ClockStarted(clock=str(self.clock))
        if any(_is_partners(unit, here) for unit in (request.unit, request.offered_to) if unit):
            raise PartnerKeepsNoClock()
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


@dataclass(frozen=True, kw_only=True)
class EndStatutoryClock(Command, permission="request:protect"):
    """Record what was done of what the law wants, and on which day. It may be recorded later.

    Raises:
        NotAllowed: a partner is not told whether a clock runs.
        RequestErased
        ClockNotRunning: it was not started, or it was taken back or done already.
        DoneOnNotFit: the day is before the clock's beginning, or ahead.
    """

    clock: StatutoryClock
    done_on: date
    what: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        _require_county(self, here)
        if request.erased_at:
            raise RequestErased()
        runs = request.running_clocks.get(self.clock)
        if runs is None:
            raise ClockNotRunning(clock=str(self.clock))
        if not local_day(runs.started_at) <= self.done_on <= local_day(here.now):
            raise DoneOnNotFit(day=self.done_on)
        done = {"clock": self.clock, "done_on": self.done_on, "what": self.what}
        here.record(request, StatutoryClockDone, **done)


@dataclass(frozen=True, kw_only=True)
class ReleaseStatutoryClock(Command, permission="request:protect"):
    """Let the requester see a clock beside the promise: until then it would tip off.

    Raises:
        NotAllowed: a partner is not told whether a clock runs.
        RequestErased
        ClockNotRunning: it was not started, or it was taken back.
        ClockReleased: the requester sees it already.
        ClockWithheld: a notice is withheld from the requester, or it is about another's family.
        WriterUnconfirmed: it waits until it is sure who reads there.
    """

    clock: StatutoryClock

    def decide(self, request: HelpRequest, here: Situation) -> None:
        _require_county(self, here)
        if request.erased_at:
            raise RequestErased()
        if self.clock not in request.statutory:
            raise ClockNotRunning(clock=str(self.clock))
        if self.clock in request.statutory_released:
            raise ClockReleased(clock=str(self.clock))
        if request.withheld_from or request.concerns_others:
            raise ClockWithheld()
        require_known_writer(request, here, confirmed=False)
        here.record(request, StatutoryClockReleased, clock=self.clock)


@dataclass(frozen=True, kw_only=True)
class TakeClockBack(Command, permission="request:protect"):
    """Take back a clock that was started wrongly, with the reason; it may be started anew.

    Raises:
        NotAllowed: a partner is not told whether a clock runs.
        RequestErased
        ClockNotRunning: it was not started, or it was taken back or done already.
    """

    clock: StatutoryClock
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        _require_county(self, here)
        if request.erased_at:
            raise RequestErased()
        if self.clock not in request.running_clocks:
            raise ClockNotRunning(clock=str(self.clock))
        here.record(request, StatutoryClockTakenBack, clock=self.clock, because=self.because)


def _require_county(command: Command, here: Situation) -> None:
    if works_for_partner(here.actor, here.catalogue):
        raise NotAllowed(role=str(here.actor.role), permission=command.permission)


def _is_partners(code: str, here: Situation) -> bool:
    unit = here.catalogue.units.get(code)
    return unit is not None and unit.side is not Side.COUNTY
