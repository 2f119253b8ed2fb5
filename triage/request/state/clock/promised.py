"""Which promises does a request hold, and which of them are still open?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from triage.request.state.clock.open_promise import OpenPromise
from triage.request.state.staff_words import StaffWord
from triage.time.deadlines import Promise


class Promised:
    """The promises of a request, oldest first, as the events made and answered them.

    `working_minutes`: how long the first answer took, and `answered_in` which unit. `missed_calls`
    and `left_a_message` are about the current one, `calls_in_vain` are all. `called_in_vain`: what
    the last call counted, and its version. `came_back`: an offer came back, and nobody has
    answered since.
    """

    accepted_at_version: int

    def __init__(self) -> None:
        self.promises: list[OpenPromise] = []
        self.working_minutes: int | None = None
        self.answered_in: str | None = None
        self.missed_calls: list[datetime] = []
        self.calls_in_vain: list[datetime] = []
        self.called_in_vain: tuple[int, int] = (0, 0)
        self.left_a_message = self.came_back = False

    def add_promise(self, promise: Promise, *, inside: bool = False) -> None:
        # Calls and messages before it were about the promise before.
        self.missed_calls, self.called_in_vain = [], (0, 0)
        self.left_a_message = self.came_back = False
        self._settle_inside(promise.arrived_at)
        for each in self.promises:
            each.open_again = False
        self.promises.append(OpenPromise(number=len(self.promises), promise=promise, inside=inside))

    def take_promise_over(self, promise: Promise, version: int) -> None:
        """Keep what was promised in a duplicate; what its own requester is told stays as it is."""
        self.promises.append(
            OpenPromise(number=len(self.promises), promise=promise, taken_over_at_version=version)
        )

    def give_promise_back(self, version: int, moment: datetime) -> None:
        """What was taken over at this version is kept in its own request again."""
        for each in self.promises:
            if each.taken_over_at_version == version and each.number in self.unanswered:
                each.settled_at = moment

    def call_in_vain(self, moment: datetime, days: int | None, version: int) -> None:
        self.missed_calls.append(moment)
        self.calls_in_vain.append(moment)
        self.called_in_vain = (days or 0, version)

    @property
    def days_in_vain(self) -> int:
        """Working days on which calls reached nobody, as far as whoever has it now made them."""
        days, version = self.called_in_vain
        return days if version > self.accepted_at_version else 0

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
        told = [each for each in self.promises if each.told]
        return next((each for each in told if each.waits_again), told[-1])

    @property
    def first(self) -> OpenPromise:
        return self.promises[0]

    @property
    def current(self) -> OpenPromise:
        """The promise that counts now. A new one is made only where none holds any more.

        One that is open again counts before a later one: nobody waits longer for a retraction. So
        does one that was taken over, where it falls due first.
        """
        again = next((each for each in self.promises if each.waits_again), None)
        open_ones = (self.promises[each] for each in self.unanswered)
        taken_over = (each for each in open_ones if each.taken_over)
        # One that was given back, or ended with the request, counts no more.
        counts = [each for each in self.promises if not (each.taken_over and each.settled_at)]
        first = min((counts[-1], *taken_over), key=lambda each: each.promise.breach_at)
        return again or first

    def settle_follow_ups(self, moment: datetime) -> None:
        for each in self.promises[1:]:
            each.settled_at = each.settled_at or moment

    def kept_by(self, version: int) -> tuple[int, ...]:
        """The numbers of the promises that the answer of this version kept or ended."""
        return tuple(each.number for each in self.promises if each.answered_by == version)

    def unkeep(
        self, numbers: Sequence[int], moment: datetime, *, stands: StaffWord | None, opens: bool
    ) -> None:
        """Take their answer from these promises: another one `stands`, or they wait (`opens`).

        Each keeps the moments that it was made with.
        """
        for number in numbers:
            each = self.promises[number]
            each.answered_at = stands.at if stands else None
            each.answered_by = stands.version if stands else None
            each.unkept_at = moment
            if opens:
                each.settled_at, each.open_again = None, True
        if any(not self.promises[number].inside for number in numbers) and opens:
            self._settle_inside(moment)
        if 0 in numbers:
            self.answered_in = stands.unit if stands else None

    def _settle_inside(self, moment: datetime) -> None:
        """A promise to the requester replaces an open one that was made among staff."""
        for each in self.promises:
            if each.inside and each.number in self.unanswered:
                each.settled_at = moment
