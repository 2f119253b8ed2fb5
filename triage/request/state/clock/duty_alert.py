"""Who was alerted, has anybody acknowledged it, and when is the duty alerted again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST_PAUSE: Final = timedelta(minutes=30)
"""Pauses grow up to this and no further: an alert that nobody acknowledged never falls silent."""

# Which repetition tells whom beside the duty's first line.
SECOND_LINE_FROM: Final = 1
COORDINATOR_FROM: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAlert:
    """An alert that nobody has acknowledged yet; `pause` is how long the first answer may take."""

    since: datetime
    pause: timedelta

    def repeat_at(self, number: int) -> datetime:
        """The moment of a repetition, counted from 1: each pause is twice the one before."""
        moment, pause = self.since, self.pause
        while number and pause < self._longest:
            moment, number = moment + pause, number - 1
            pause = min(2 * pause, self._longest)
        return moment + number * pause

    def last_due(self, moment: datetime) -> int:
        """The number of the last repetition due by `moment`; 0 where none is."""
        number, due_at, pause = 0, self.since, self.pause
        while pause < self._longest and due_at + pause <= moment:
            due_at, number = due_at + pause, number + 1
            pause = min(2 * pause, self._longest)
        return number + max(0, (moment - due_at) // pause)

    @property
    def _longest(self) -> timedelta:
        return max(self.pause, LONGEST_PAUSE)


class AlertedDuty:
    """The alert that waits to be acknowledged; `alert_repeats`: its repetitions, by number.

    Each is kept with its version: a wrong clock's are taken back.
    """

    def __init__(self) -> None:
        self.alert: DutyAlert | None = None
        self.alert_repeats: dict[int, int] = {}

    def begin_alert(self, alert: DutyAlert) -> None:
        """Wait for an acknowledgement; one that is waited for already goes on as it began."""
        if self.alert is None:
            self.alert = alert
            self.alert_repeats = {}

    def end_alert(self) -> None:
        """Somebody has seen it, or nothing is left to see."""
        self.alert = None

    @property
    def next_repeat(self) -> int:
        """The number of the repetition that comes next."""
        return max(self.alert_repeats, default=0) + 1
