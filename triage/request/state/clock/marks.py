"""What has the clock marked on a request, and what does a mark say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.codes import LookTold, MarkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark: on promise `promise_number`, of a look who was `told`, or a `repeat` of an alert.

    `due_at` is the true moment at which it fell due, `made_at` the moment at which it was noticed.
    """

    kind: MarkKind
    due_at: datetime
    made_at: datetime
    promise_number: int = 0
    told: LookTold | None = None
    repeat: int | None = None

    @property
    def step(self) -> tuple[object, ...]:
        """What was marked; marks of one step are equal in this."""
        if self.told is not None:
            return (self.kind, self.told, self.due_at)
        if self.repeat is not None:
            return (self.kind, self.due_at)
        return (self.kind, self.promise_number)
