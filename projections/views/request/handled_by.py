"""Which unit has a request, and what of it may its requester be told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.actors import Role
from triage.request.events import (
    Assigned,
    AvoidanceMatched,
    Claimed,
    Recused,
    Released,
    Reopened,
    Replied,
    RequestEvent,
    Routed,
    TransferAccepted,
)
from triage.request.help_request import HelpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class HandledBy:
    """Which unit has the request, and in which role somebody does; never a name."""

    unit: str
    role: str | None


def tellable(request: HelpRequest, recorded: Sequence[RequestEvent]) -> Sequence[RequestEvent]:
    """The events up to the protection notice whose traces are still withheld."""
    withheld_from = request.withheld_from
    if withheld_from is None:
        return recorded
    return [event for event in recorded if event.originator_version < withheld_from]


def handled_by(request: HelpRequest, recorded: Sequence[RequestEvent]) -> HandledBy | None:
    """The unit and the role, as far as they may be told; who has answered since does handle it."""
    unit, holder, role = None, None, None
    for event in tellable(request, recorded):
        match event:
            case Routed():
                unit = event.unit
            case Claimed() | Assigned():
                holder, role = event.worker, _role_of_holder(event)
            case Reopened() if event.worker:
                holder, role = event.worker, _role_of_holder(event)
            case Released() | Reopened():
                holder, role = None, None
            case Recused() if event.worker == holder:
                holder, role = None, None
            case AvoidanceMatched() if holder in event.workers:
                holder, role = None, None
            case TransferAccepted():
                unit, holder, role = event.to_unit, event.worker, str(event.by.role)
    for reply in answers_withheld_from(request, recorded):
        role = role or str(reply.by.role)
    return HandledBy(unit=unit, role=role) if unit else None


def _role_of_holder(event: Claimed | Assigned | Reopened) -> str:
    """The event knows the role of whoever acted; an assignment is made by somebody else."""
    return str(event.by.role if event.by.username == event.worker else Role.WORKER)


def answers_withheld_from(
    request: HelpRequest, recorded: Sequence[RequestEvent]
) -> Sequence[Replied]:
    """The replies since the notice whose other traces are withheld."""
    told = len(tellable(request, recorded))
    return [event for event in recorded[told:] if isinstance(event, Replied)]
