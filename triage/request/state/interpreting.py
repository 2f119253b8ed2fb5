"""How far is an interpreter for a request?"""

from __future__ import annotations

from datetime import datetime

from triage.codes import Interpreting


class Interpreted:
    """Where an interpreter is asked for, booked, held or cancelled; a part of the state.

    `interpreting_at` is when the booked meeting is.
    """

    def __init__(self) -> None:
        self.interpreting: Interpreting | None = None
        self.interpreting_at: datetime | None = None
