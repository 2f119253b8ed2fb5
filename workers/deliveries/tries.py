"""When is a failed delivery tried again, and when is a whole line left alone for a while?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=15)
# Doubling longer than this changes nothing.
DOUBLINGS: Final = 10
FAILURES_THAT_OPEN: Final = 5
PAUSE: Final = timedelta(minutes=1)


def wait_before_next(
    attempts: int, chance: float, *, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """How long to wait after so many failed attempts; `chance` lies in [0, 1).

    Doubling with full jitter: whoever failed together does not come back together.
    """
    doublings: int = 2 ** min(max(attempts - 1, 0), DOUBLINGS)
    return chance * min(longest, FIRST_WAIT * doublings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """A circuit breaker: after failures in a row it opens and rests, then lets one try through."""

    failures: int = 0
    rests_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.failures >= FAILURES_THAT_OPEN

    def rests(self, now: datetime) -> bool:
        """Whether nothing may be tried at `now`."""
        return self.is_open and self.rests_until is not None and now < self.rests_until

    def tried(self, ends_at: datetime) -> Circuit:
        """One try of an open line is under way and ends by then: until it does, no other."""
        return replace(self, rests_until=ends_at) if self.is_open else self

    def not_tried(self) -> Circuit:
        """The try that was to come did not: another one may."""
        return replace(self, rests_until=None) if self.is_open else self

    def failed(self, now: datetime) -> Circuit:
        return Circuit(failures=self.failures + 1, rests_until=now + PAUSE)

    def answered(self) -> Circuit:
        """The other end answered, whatever it said: the line works."""
        return Circuit()
