"""Does the request stand in the county's client record, since when, and must it stay here?"""

from __future__ import annotations

from datetime import date

from triage.text.personal import Personal


class OnRecord:
    """What was put on record elsewhere; a part of the request's state.

    What is said afterwards does not stand there, so new words take it back. `legal_hold` is the
    ground on which the content stays here whatever its retention says.
    """

    def __init__(self) -> None:
        self.recorded_on: date | None = None
        self.recorded_system: Personal[str] | None = None
        self.legal_hold: str | None = None

    def put_on_record(self, system: Personal[str] | None, day: date) -> None:
        self.recorded_on, self.recorded_system = day, system

    def leave_record(self) -> None:
        """Something was said that does not stand there."""
        self.recorded_on = self.recorded_system = None
