"""How is the clock's demand recorded? Each step once, with its true moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from triage.codes import LookTold
from triage.request.commands.command import Command, Situation
from triage.request.enforcement import Due, Step, premature, undone
from triage.request.events import (
    AlertRepeated,
    ConsentGone,
    Escalated,
    LandingAsked,
    LookOverdue,
    MarksRetracted,
    PromiseMissed,
    PromiseRenewed,
    Reminded,
    StatutoryClockDue,
    StatutoryClockMissed,
    TransferReturned,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing


@dataclass(frozen=True, kw_only=True)
class EnforceClock(Command, permission="request:enforce"):
    """Record everything that has fallen due on this request by `until`, or by now.

    Idempotent: what is recorded, answered or not yet due is left alone. `until` is the last
    moment at which the clock was trusted.
    """

    until: datetime | None = None

    def admit(self, ground: Standing) -> None:
        """Only the service itself has the permission."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        until = min(self.until or here.now, here.now)
        fallen = [due for due in undone(request) if due.due_at <= until]
        for due in sorted(fallen, key=lambda due: due.due_at):
            _record(request, due, here, until)


@dataclass(frozen=True, kw_only=True)
class RetractMarks(Command, permission="request:retract-marks"):
    """Retract every mark that has not fallen due by `until` (now plus the tolerated skew).

    The caller has checked that the present clock is right. Idempotent.
    """

    until: datetime

    def admit(self, ground: Standing) -> None:
        """The service itself has the permission, and the administrator at the machine."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        versions = premature(request, self.until)
        # Past `until` a mark may be right by now: then do nothing, and the caller looks again.
        if versions and here.now < self.until:
            here.record(request, MarksRetracted, versions=versions)


def _record(request: HelpRequest, due: Due, here: Situation, until: datetime) -> None:
    number = due.promise_number
    match due.step:
        case Step.TELL_SUBSTITUTE:
            here.record(request, LookOverdue, told=LookTold.SUBSTITUTE, due_at=due.due_at)
        case Step.TELL_COORDINATOR:
            here.record(request, LookOverdue, told=LookTold.COORDINATOR, due_at=due.due_at)
        case Step.REMIND:
            here.record(request, Reminded, promise_number=number, due_at=due.due_at)
        case Step.ESCALATE:
            here.record(request, Escalated, promise_number=number, due_at=due.due_at)
        case Step.MISS:
            here.record(request, PromiseMissed, promise_number=number, breached_at=due.due_at)
        case Step.ASK_LANDING:
            here.record(request, LandingAsked, due_at=due.due_at)
        case Step.REMIND_OF_STATUTE:
            here.record(request, StatutoryClockDue, clock=due.clock, due_at=due.due_at)
        case Step.MISS_STATUTE:
            here.record(request, StatutoryClockMissed, clock=due.clock, due_at=due.due_at)
        case Step.END_CONSENT:
            here.record(request, ConsentGone, unit=request.unit, due_at=due.due_at)
        case Step.RETURN_OFFER:
            units = {"from_unit": request.unit, "to_unit": request.offered_to}
            here.record(request, TransferReturned, due_at=due.due_at, **units)
        case Step.REPEAT_ALERT:
            _repeat_alert(request, here, until)
        case Step.RENEW:
            here.record(request, PromiseRenewed, follow_up=here.catalogue.promise(here.now))
        case _:
            assert_never(due.step)


def _repeat_alert(request: HelpRequest, here: Situation, until: datetime) -> None:
    """Alert the duty once, however many repetitions a sweep came too late for."""
    assert request.alert is not None
    number = request.alert.last_due(until)
    due_at = request.alert.repeat_at(number)
    here.record(request, AlertRepeated, number=number, due_at=due_at)
