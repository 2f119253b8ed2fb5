"""Has the requester seen what staff wrote? What a request knows of answers that were opened."""

from __future__ import annotations

from datetime import datetime

from triage.request.state.staff_words import StaffWord, StaffWords


class OpenedAnswers(StaffWords):
    """The newest message of staff and the newest one that was shown; a part of the state.

    Both by the version of their event, 0 for none; a retracted message stays the newest, so that
    a page that was on its way can still tell that it was shown. `first_opened_at`: when the first
    answer reached its requester, read or spoken. `quiet_events`: events that no version that staff
    are told counts (an act on what they saw is not stale because somebody read the answer).
    """

    def __init__(self) -> None:
        StaffWords.__init__(self)
        self.newest_reply = self.newest_opened = self.quiet_events = 0
        self.first_opened_at: datetime | None = None

    @property
    def answer_unopened(self) -> bool:
        """Whether staff wrote something that stands and that the requester has not been shown."""
        return any(not each.retracted and not self.was_opened(each) for each in self.replies)

    def was_opened(self, word: StaffWord) -> bool:
        """Whether the requester was shown this message."""
        return word.version <= self.newest_opened

    def note_opened(self, moment: datetime) -> None:
        """Keep when the first answer was opened first."""
        self.first_opened_at = self.first_opened_at or moment

    def reopen_first(self, answer: StaffWord | None) -> None:
        """Let another answer be the first one, or none; a call reached its requester at once."""
        opened_at, self.first_opened_at = self.first_opened_at, None
        if answer and answer.kind is None:
            self.first_opened_at = answer.at
        elif answer and opened_at and self.was_opened(answer):
            self.first_opened_at = max(opened_at, answer.at)
