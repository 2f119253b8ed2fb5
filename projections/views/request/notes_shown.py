"""What has staff noted on a request, and who reads which of it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from triage.actors import Actor, By, Role
from triage.codes import NoteFor
from triage.request.events import Noted, RequestEvent
from triage.text.personal import revealed

# Whoever has nobody's unit and must know all of it: intake, and the duty in danger.
READ_EVERY_UNITS: Final = frozenset({Role.COORDINATOR, Role.DUTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of staff, and for whom it is."""

    text: str | None
    at: datetime
    by: By
    visibility: NoteFor


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNote:
    """A note as its requester reads it: by no name."""

    text: str | None
    at: datetime


def notes_shown(recorded: Sequence[RequestEvent]) -> tuple[Note, ...]:
    """Every note, oldest first; who reads it is asked by `notes_for`."""
    return tuple(
        Note(
            text=revealed(event.text),
            at=event.timestamp,
            by=event.by,
            visibility=event.visibility,
        )
        for event in recorded
        if isinstance(event, Noted)
    )


def notes_for(notes: Iterable[Note], actor: Actor) -> tuple[Note, ...]:
    """Those that this reader of the request may read.

    A unit's own stay with it when the request moves on. They are part of the record all the same.
    """
    return tuple(
        each
        for each in notes
        if each.visibility is not NoteFor.UNIT
        or each.by.unit in actor.units
        or actor.role in READ_EVERY_UNITS
    )


def own_notes(told: Sequence[RequestEvent]) -> tuple[OwnNote, ...]:
    """Those for the requester, of the events that may be told."""
    return tuple(
        OwnNote(text=each.text, at=each.at)
        for each in notes_shown(told)
        if each.visibility is NoteFor.REQUESTER and each.text is not None
    )
