"""What do staff see of an emergency: is the alert acknowledged, and what was done?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.actors import By
from triage.codes import EmergencyStep
from triage.request.events import EmergencyStepTaken, RequestEvent
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertShown:
    """An alert to the duty that nobody has acknowledged, and when it is repeated next."""

    alerted_at: datetime
    repeats_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """A step of an emergency that somebody has done."""

    step: EmergencyStep
    note: str | None
    at: datetime
    by: By


def steps_shown(recorded: Sequence[RequestEvent]) -> tuple[StepShown, ...]:
    """The steps that were done, oldest first."""
    return tuple(
        StepShown(step=event.step, note=revealed(event.note), at=event.timestamp, by=event.by)
        for event in recorded
        if isinstance(event, EmergencyStepTaken)
    )


def alert_shown(request: HelpRequest) -> AlertShown | None:
    """The alert that waits to be acknowledged."""
    if request.alert is None:
        return None
    return AlertShown(
        alerted_at=request.alert.since, repeats_at=request.alert.repeat_at(request.next_repeat)
    )
