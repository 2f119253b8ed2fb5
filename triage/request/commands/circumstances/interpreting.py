"""How is an interpreter arranged? Asked for, booked, held; or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.codes import Interpreting
from triage.errors.contact import InterpreterOutOfOrder, InterpreterWithoutMoment
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.events import InterpreterArranged
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal, revealed

# What must be so before: an interpreter is held who was booked, and cancelled who was to come.
AFTER = {
    Interpreting.HELD: frozenset({Interpreting.BOOKED}),
    Interpreting.CANCELLED: frozenset({Interpreting.ASKED, Interpreting.BOOKED}),
}


@dataclass(frozen=True, kw_only=True)
class ArrangeInterpreter(Command, permission="request:contact"):
    """Record how far an interpreter is: `asked` for, `booked`, `held` or `cancelled`.

    Without a `language` it is the one that the requester wished for.

    Raises:
        InterpreterOutOfOrder: nobody was booked who could be held, or asked for who could be
            cancelled.
        InterpreterWithoutMoment: a booking says when.
    """

    step: Interpreting
    language: Personal[str] | None = None
    meets_at: datetime | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        before = AFTER.get(self.step)
        if before is not None and request.interpreting not in before:
            raise InterpreterOutOfOrder()
        is_booking = self.step is Interpreting.BOOKED
        if is_booking and self.meets_at is None:
            raise InterpreterWithoutMoment()
        here.record(
            request,
            InterpreterArranged,
            step=self.step,
            language=self.language or _wished(request),
            meets_at=self.meets_at if is_booking else None,
        )


def _wished(request: HelpRequest) -> Personal[str] | None:
    profile = revealed(request.profile)
    wished = profile and (profile.interpreter or profile.language)
    return Personal(wished) if wished else None
