"""Which promises does a request hold, and which of them are still open?"""

from __future__ import annotations

from datetime import datetime

from triage.request.open_promise import OpenPromise
from triage.time.deadlines import Promise


class Promised:
    """The promises of a request, oldest first, as the events made and answered them.

    `working_minutes`: how long the first answer took, and `answered_in` which unit. `missed_calls`
    and `left_a_message` are about the current one. `came_back`: an offer came back, and nobody has
    answered since.
    """

    def __init__(self) -> None:
        self.promises: list[OpenPromise] = []
        self.working_minutes: int | None = None
        self.answered_in: str | None = None
        self.missed_calls: list[datetime] = []
        self.left_a_message = self.came_back = False

    def add_promise(self, promise: Promise, *, inside: bool = False) -> None:
        # Calls and messages before it were about the promise before.
        self.missed_calls = []
        self.left_a_message = self.came_back = False
        for each in self.promises:
            # A promise to the requester replaces an open one that was made among staff.
            if each.inside and each.number in self.unanswered:
                each.settled_at = promise.arrived_at
        self.promises.append(OpenPromise(number=len(self.promises), promise=promise, inside=inside))

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The numbers of the promises that nobody has answered yet, oldest first."""
        return tuple(
            each.number
            for each in self.promises
            if each.answered_at is None and each.settled_at is None
        )

    @property
    def told_promise(self) -> OpenPromise:
        """The promise that counts now, of those that the requester is told."""
        return [each for each in self.promises if not each.inside][-1]

    @property
    def first(self) -> OpenPromise:
        return self.promises[0]

    @property
    def current(self) -> OpenPromise:
        """The promise that counts now. A new one is made only where none holds any more."""
        return self.promises[-1]

    def settle_follow_ups(self, moment: datetime) -> None:
        for each in self.promises[1:]:
            each.settled_at = each.settled_at or moment
