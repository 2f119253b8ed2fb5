"""Which statutory clocks run on a request, which are done, and of which of them was reminded?"""

from __future__ import annotations

from datetime import date, datetime

from triage.time.statutory import Statutory


class StatutoryClocks:
    """The clocks that were started and not taken back; a part of the request's state."""

    def __init__(self) -> None:
        self.statutory: dict[str, Statutory] = {}
        self.statutory_reminded: dict[str, datetime] = {}
        self.statutory_missed: dict[str, datetime] = {}
        self.statutory_done: dict[str, date] = {}
        # Those that the requester may be shown.
        self.statutory_released: set[str] = set()

    @property
    def ended(self) -> bool:
        raise NotImplementedError

    @property
    def running_clocks(self) -> dict[str, Statutory]:
        """The clocks that are not done, in the order in which they were started."""
        done = self.statutory_done
        return {clock: runs for clock, runs in self.statutory.items() if clock not in done}

    @property
    def statute_due_at(self) -> datetime | None:
        """When a clock's last day is over, once that day has come; the first of several."""
        come = [
            runs.due_at
            for clock, runs in self.running_clocks.items()
            if clock in self.statutory_reminded
        ]
        return None if self.ended else min(come, default=None)

    def start_clock(self, started: Statutory) -> None:
        self.statutory[started.clock] = started

    def note_clock_due(self, clock: str, moment: datetime) -> None:
        self.statutory_reminded[clock] = moment

    def note_clock_missed(self, clock: str, moment: datetime) -> None:
        self.statutory_missed[clock] = moment

    def end_clock(self, clock: str, day: date) -> None:
        self.statutory_done[clock] = day

    def release_clock(self, clock: str) -> None:
        self.statutory_released.add(clock)

    def take_clock_back(self, clock: str) -> None:
        """Let it be as if it had never been started."""
        for kept in (
            self.statutory,
            self.statutory_reminded,
            self.statutory_missed,
            self.statutory_done,
        ):
            kept.pop(clock, None)
        self.statutory_released.discard(clock)
