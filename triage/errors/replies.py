"""What may be refused where something that staff wrote is taken back?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class UnknownReply(TriageError):
    """Staff wrote no such message."""

    code = "unknown-reply"


class NoteWithheld(TriageError):
    """The requester would not see the note: write it for the team, or release what is withheld."""

    code = "note-withheld"


class AlreadyRetracted(TriageError):
    """That message was taken back before."""

    code = "already-retracted"
