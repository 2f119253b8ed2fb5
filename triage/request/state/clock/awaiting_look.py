"""What did the words of a request show, and which human look is waited for because of it?"""

from __future__ import annotations

from datetime import datetime

from triage.catalogue.signs import NO_SIGNS, Signs
from triage.codes import LookTold
from triage.time.deadlines import LookBy, sooner


class AwaitingLook:
    """The look that a request waits for, and what it is for.

    `look_by` is None once somebody looked, answered or ended it. `danger_shown` stays whatever
    anybody says, `danger_carried` as long as the duplicates are merged that brought it, at these
    versions; `unseen` is what showed since a human last looked. `look_told`: who was told of a late
    look, with the version of that mark.
    """

    def __init__(self) -> None:
        self.look_by: LookBy | None = None
        self.look_told: dict[LookTold, int] = {}
        self.danger_shown = False
        self.danger_carried: set[int] = set()
        self.unseen = NO_SIGNS

    @property
    def danger(self) -> bool:
        """Whether danger showed, here or in what was merged into this request."""
        return self.danger_shown or bool(self.danger_carried)

    def show(self, *, danger: bool, language_unread: bool) -> None:
        """Words showed something; it only adds to what showed before."""
        self.danger_shown = self.danger_shown or danger
        self.unseen |= Signs(danger=danger, language_unread=language_unread)

    def carry_danger(self, version: int) -> None:
        """Danger showed in what was merged at this version; a human has looked at it there."""
        if not self.danger:
            self.unseen |= Signs(danger=True)
        self.danger_carried.add(version)

    def give_danger_back(self, version: int) -> None:
        """What showed there is that request's own again."""
        self.danger_carried.discard(version)
        if not self.danger:
            self.unseen = Signs(language_unread=self.unseen.language_unread)

    def end_look(self) -> None:
        """A human looked, or nothing is left to look at."""
        self.look_by = None
        self.unseen = NO_SIGNS

    def await_look(self, look_by: LookBy, moment: datetime) -> None:
        """Wait for a look. One that is already waited for may become due sooner, never later."""
        if self.look_by:
            look_by = sooner(self.look_by, look_by, moment)
        self.look_by = look_by
        self.look_told = {}

    def give_look_back(self, look_by: LookBy, moment: datetime) -> None:
        """Wait again for a look that a closing ended; who was told that it is late stays told."""
        self.look_by = sooner(self.look_by, look_by, moment) if self.look_by else look_by

    @property
    def awaits_look(self) -> bool:
        """Whether a human must look at its urgency; until then nothing may vanish."""
        return self.look_by is not None

    @property
    def look_due_at(self) -> datetime | None:
        """By when that look is due; None where none is waited for."""
        return self.look_by.due_at if self.look_by else None

    @property
    def awaits_danger_look(self) -> bool:
        """Whether danger showed that no human has looked at."""
        return self.unseen.danger and self.awaits_look

    @property
    def awaits_language_look(self) -> bool:
        """Whether words that no list of danger reads wait for a human, and no danger was seen."""
        return self.unseen.language_unread and self.awaits_look and not self.awaits_danger_look
