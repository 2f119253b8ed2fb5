"""What do staff see of an emergency: is the alert acknowledged?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.request.help_request import HelpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertShown:
    """An alert to the duty that nobody has acknowledged, and when it is repeated next."""

    alerted_at: datetime
    repeats_at: datetime


def alert_shown(request: HelpRequest) -> AlertShown | None:
    """The alert that waits to be acknowledged."""
    if request.alert is None:
        return None
    return AlertShown(
        alerted_at=request.alert.since, repeats_at=request.alert.repeat_at(request.next_repeat)
    )
