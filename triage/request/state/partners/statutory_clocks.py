"""Which statutory clocks run on a request, and of which of them was reminded?"""

from __future__ import annotations

from datetime import datetime

from triage.time.statutory import Statutory


class StatutoryClocks:
    """The clocks that were started; a part of the request's state."""

    def __init__(self) -> None:
        self.statutory: dict[str, Statutory] = {}
        self.statutory_reminded: dict[str, datetime] = {}

    def start_clock(self, started: Statutory) -> None:
        self.statutory[started.clock] = started

    def note_clock_due(self, clock: str, moment: datetime) -> None:
        self.statutory_reminded[clock] = moment
