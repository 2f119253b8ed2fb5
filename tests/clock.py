"""What time is it in a test? What the test says, from one Monday morning on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A Monday, 10 o'clock in Helsinki: everybody is at work.
START = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(slots=True)
class HandWoundClock:
    """A clock that stands still until it is wound; `elapsed` tells how much time truly passed."""

    now: datetime = START
    passed: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.now

    def wind(self, time: timedelta) -> None:
        self.now += time
        self.passed += time

    def leap(self, time: timedelta) -> None:
        """Be set by somebody, ahead or back, while no time passes."""
        self.now += time

    def elapsed(self) -> timedelta:
        return self.passed
