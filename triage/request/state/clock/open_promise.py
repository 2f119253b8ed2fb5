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
    is not told of it, and no figure counts it. One that was taken over, at a version, was made to
    the requester of a duplicate, and only that one is told of it. `answered_by`: the version of the
    answer. Where that was retracted at `unkept_at` and no other answer stands, it is `open_again`.
    """

    number: int
    promise: Promise
    inside: bool = False
    taken_over_at_version: int | None = None
    answered_at: datetime | None = None
    answered_by: int | None = None
    unkept_at: datetime | None = None
    open_again: bool = False
    settled_at: datetime | None = None
    marked: set[MarkKind] = field(default_factory=set)

    @property
    def taken_over(self) -> bool:
        return self.taken_over_at_version is not None

    @property
    def told(self) -> bool:
        """Whether the requester of this request knows of it."""
        return not (self.inside or self.taken_over)

    @property
    def missed(self) -> bool:
        """Whether the clock has marked that nobody answered in time."""
        return MarkKind.MISSED in self.marked

    @property
    def miss_due_at(self) -> datetime:
        """From when on a miss can be known: a retraction may come after the breach."""
        return max(self.promise.breach_at, self.unkept_at or self.promise.breach_at)

    @property
    def waits_again(self) -> bool:
        """Whether it is open again, and nobody has answered since."""
        return self.open_again and self.answered_at is None and self.settled_at is None

    def missed_at(self, now: datetime) -> bool:
        """Whether no human answered before the breach moment, as can be told at `now`.

        Ending the request settles its follow-ups, never the first answer's promise.
        """
        return (self.answered_at or self.settled_at or now) >= self.promise.breach_at
