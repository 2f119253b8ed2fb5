"""What became of one promise of a request?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from triage.codes import MarkKind
from triage.time.deadlines import Promise


@dataclass(slots=True)
class OpenPromise:
    """A promise of this request and what became of it; number 0 is the first answer's.

    One that is `inside` was made among staff, where nobody had the request in hand: the requester
    is not told of it, and no figure counts it.
    """

    number: int
    promise: Promise
    inside: bool = False
    answered_at: datetime | None = None
    settled_at: datetime | None = None
    marked: set[MarkKind] = field(default_factory=set)

    @property
    def missed(self) -> bool:
        """Whether the clock has marked that nobody answered in time."""
        return MarkKind.MISSED in self.marked

    def missed_at(self, now: datetime) -> bool:
        """Whether no human answered before the breach moment, as can be told at `now`.

        Ending the request settles its follow-ups, never the first answer's promise.
        """
        return (self.answered_at or self.settled_at or now) >= self.promise.breach_at
