"""What was another unit asked about a request, and what did it say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from triage.actors import By
from triage.request.events import (
    ConsultationAnswered,
    ConsultationAsked,
    ConsultationWithdrawn,
    RequestEvent,
    TransferAccepted,
)
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationShown:
    """A question to a unit and its advice, for those who read the request.

    `warnings` are the kinds of what in the summary may tell whom it is about. It is withdrawn by
    whoever asked, or with the transfer that took the request from them.
    """

    unit: str
    summary: str | None
    warnings: tuple[str, ...]
    asked_at: datetime
    by: By
    answer: str | None = None
    answered_at: datetime | None = None
    answered_by: By | None = None
    withdrawn_at: datetime | None = None


def consultations_shown(recorded: Sequence[RequestEvent]) -> tuple[ConsultationShown, ...]:
    """Every question, oldest first. What became of one that is not shown is not shown either."""
    shown: dict[int, ConsultationShown] = {}
    for event in recorded:
        match event:
            case ConsultationAsked():
                shown[event.originator_version] = ConsultationShown(
                    unit=event.to_unit,
                    summary=revealed(event.summary),
                    warnings=event.warnings,
                    asked_at=event.timestamp,
                    by=event.by,
                )
            case ConsultationAnswered() if event.number in shown:
                shown[event.number] = replace(
                    shown[event.number],
                    answer=revealed(event.text),
                    answered_at=event.timestamp,
                    answered_by=event.by,
                    withdrawn_at=None,
                )
            case ConsultationWithdrawn() if event.number in shown:
                shown[event.number] = replace(shown[event.number], withdrawn_at=event.timestamp)
            case TransferAccepted():
                shown = {key: _over(each, event.timestamp) for key, each in shown.items()}
    return tuple(shown.values())


def _over(asked: ConsultationShown, moment: datetime) -> ConsultationShown:
    """The question, which nobody waits for any more."""
    is_over = asked.answered_at or asked.withdrawn_at
    return asked if is_over else replace(asked, withdrawn_at=moment)
