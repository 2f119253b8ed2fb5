"""Has the requester seen what staff wrote? What a request knows of answers that were opened."""

from __future__ import annotations

from datetime import datetime


class OpenedAnswers:
    """The newest message of staff and the newest one that was shown; a part of the state.

    Both by the version of their event, 0 for none. `first_opened_at`: when the first answer reached
    its requester, read or spoken. `quiet_events`: events that no version that staff are told counts
    (an act on what they saw is not stale because somebody read the answer).
    """

    def __init__(self) -> None:
        self.newest_reply = self.newest_opened = self.quiet_events = 0
        self.first_opened_at: datetime | None = None

    @property
    def answer_unopened(self) -> bool:
        """Whether staff wrote something that the requester has not been shown yet."""
        return self.newest_opened < self.newest_reply

    def note_opened(self, moment: datetime) -> None:
        """Keep when the first answer was opened first."""
        self.first_opened_at = self.first_opened_at or moment
