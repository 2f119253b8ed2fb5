"""What did the requester say last, and has anybody of staff acted since?

Unread is told by acts, not by reads: a read is no event, and no table of who read what is kept for
it. So a mark goes when somebody who has the request does something with it, and stays while it was
only looked at.
"""

from __future__ import annotations

from datetime import datetime

from triage.actors import By, Role
from triage.request.words import Contact
from triage.text.personal import Personal

HAVE_REQUESTS = frozenset({Role.WORKER, Role.COORDINATOR, Role.DUTY})


class Heard:
    """What came from the requester after arrival; a part of the request's state.

    `wrote_at`: the last message, until somebody replies. `unread_since`: the first word, detail or
    changed contact that nobody has acted on; while somebody holds the request, only that worker's
    acts count, and those of the substitute. `contact_changed_at`: the last such change, as long.
    `details_added_at`: the last details that nobody has replied to since. `said_before`: the
    requester's words that stand neither in what was told (`plea`) nor in `last_message`, as
    somebody wrote them: earlier messages and contacts.
    """

    def __init__(self) -> None:
        self.last_message: Personal[str] | None = None
        self.said_before: tuple[Personal[str] | Personal[Contact], ...] = ()
        self.details_added_at: datetime | None = None
        self.wrote_at: datetime | None = None
        self.unread_since: datetime | None = None
        self.contact_changed_at: datetime | None = None

    def hear(self, moment: datetime) -> None:
        """Something came from the requester."""
        self.unread_since = self.unread_since or moment

    def hear_message(self, text: Personal[str] | None) -> None:
        """This is the last message now; the one before is not forgotten."""
        if self.last_message:
            self.said_before += (self.last_message,)
        self.last_message = text

    def hear_words(self, moment: datetime) -> None:
        """The requester wrote on."""
        self.wrote_at = moment
        self.hear(moment)

    def hear_of_contact(self, moment: datetime) -> None:
        """The requester changed how to be reached."""
        self.contact_changed_at = moment
        self.hear(moment)

    def take_in(self) -> None:
        """Somebody took in what came."""
        self.unread_since = self.contact_changed_at = None

    def answer_heard(self) -> None:
        """Somebody replied, reached the requester, or ended it."""
        self.wrote_at = None
        self.take_in()

    def note_act(self, by: By, *, holder: str | None) -> None:
        """Somebody did something; `holder` has the request afterwards.

        A substitute acts for the absent holder.
        """
        if by.role in HAVE_REQUESTS and holder in (None, by.username, by.instead_of):
            self.take_in()
