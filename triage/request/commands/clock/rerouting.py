"""What becomes of an open request whose unit is gone or has nobody, or whose holder left?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.catalogue.routing import NOBODY_LEFT, UNIT_GONE
from triage.codes import MarkKind
from triage.request.commands.command import Command, Situation, bring_to_intake, has_nobody
from triage.request.commands.routing import still_reads
from triage.request.events import Escalated, Released, TransferRefused, TransferReturned
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.time.calendar import local_day


@dataclass(frozen=True, kw_only=True)
class RouteAnew(Command, permission="request:enforce"):
    """Bring to the intake what lies with a unit that is gone or that has nobody left for it.

    Offers to a unit that is gone end.

    Whoever has it in hand keeps it, as long as they may still go on. No promise and no look is
    put off. Safe to run any number of times.
    """

    def admit(self, ground: Standing) -> None:
        """Only the service itself has the permission."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        units = here.catalogue.units
        if request.ended:
            return
        if request.offered_to and request.offered_to not in units:
            here.record(
                request,
                TransferRefused,
                from_unit=request.unit,
                to_unit=request.offered_to,
                because=None,
            )
        is_gone = request.unit not in units
        if not (is_gone or has_nobody(request, here)) or _is_in_hand(request, here):
            return
        if request.claimed_by:
            here.record(request, Released, worker=request.claimed_by, because=None)
        bring_to_intake(request, here, UNIT_GONE if is_gone else NOBODY_LEFT)


@dataclass(frozen=True, kw_only=True)
class TakeFromLeaver(Command, permission="request:enforce"):
    """Put back into its unit's queue what `worker` holds and can't go on with any more.

    Safe to run any number of times.
    """

    worker: str

    def admit(self, ground: Standing) -> None:
        """Only the service itself has the permission."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if not request.ended and request.claimed_by == self.worker:
            here.record(request, Released, worker=self.worker, because=None)


@dataclass(frozen=True, kw_only=True)
class EscalateUncovered(Command, permission="request:enforce"):
    """Let the coordinator know at once of what waits where everybody who could answer is away.

    The promise's own moment would be days later. An offer to such a unit comes back before its
    own. Safe to run any number of times.
    """

    def admit(self, ground: Standing) -> None:
        """Only the service itself has the permission."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.offered_to and _takes_nothing(request.offered_to, request, here):
            units = {"from_unit": request.unit, "to_unit": request.offered_to}
            here.record(request, TransferReturned, due_at=here.now, uncovered=True, **units)
        current = request.current
        waits = current.number in request.unanswered and not request.ended
        if waits and MarkKind.ESCALATED not in current.marked and _is_uncovered(request, here):
            marked = {"promise_number": current.number, "due_at": here.now}
            here.record(request, Escalated, uncovered=True, **marked)


def _is_uncovered(request: HelpRequest, here: Situation) -> bool:
    """Whether nobody is at work who holds it, stands in or could take it; a closed unit opens."""
    unit, holder, cover = request.unit, request.claimed_by, here.cover
    if unit == here.catalogue.intake_unit or has_nobody(request, here):
        return False
    if holder is None:
        return _takes_nothing(unit, request, here)
    if unit in here.catalogue.closed_units(local_day(here.now)):
        return False
    return holder in cover.away and not cover.substitutes(holder, unit, request.recused)


def _takes_nothing(unit: str, request: HelpRequest, here: Situation) -> bool:
    """Whether everybody of the unit who could take it is away; a closed one opens again."""
    is_closed = unit in here.catalogue.closed_units(local_day(here.now))
    if is_closed or unit == here.catalogue.intake_unit:
        return False
    return not here.takers_of(unit) - request.recused


def _is_in_hand(request: HelpRequest, here: Situation) -> bool:
    """Whether the one who claimed it may still read it."""
    return request.claimed_by is not None and still_reads(request.claimed_by, request.unit, here)
