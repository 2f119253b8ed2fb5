"""What is said to the requester, and noted beside? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, MaybeReason, MaybeTongue, MaybeWords, Words
from api.v1.verbs.card import BecauseBody, Place, Verb
from api.v1.verbs.fitting import reads, reads_and_goes_on
from projections.views.request.request_shown import Contents, Happening
from triage.codes import Channel, NoteFor, ReplyKind
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
)
from triage.request.commands.writer import MarkContactCompromised
from triage.request.events import (
    ContactAttempted,
    ContactCompromised,
    Noted,
    Replied,
)

WriterConfirmed = Annotated[
    bool,
    Field(
        description="That you made sure who writes; an answer wants it where "
        "`writer_unconfirmed` is told of the request."
    ),
]


class ReplyBody(Incoming):
    """What is written to the requester. A holding reply never counts as an answer."""

    text: Words
    reply_kind: Annotated[ReplyKind, Field(alias="kind")]
    writer_confirmed: WriterConfirmed = False
    language: Annotated[
        MaybeTongue,
        Field(description="In which language the text is (BCP 47), where you know; sealed."),
    ] = None


class NoteBody(Incoming):
    """A note, and who reads it: the team, the unit that writes it, or the requester as well."""

    text: Words
    visibility: NoteFor = NoteFor.TEAM


class ContactAttemptBody(Incoming):
    """A call or a meeting that was tried; reached counts as an answer."""

    channel: Channel
    reached: bool
    text: MaybeWords = None
    safe_now: Annotated[
        bool, Field(description="That it is a time which the requester called safe.")
    ] = False
    left_message: Annotated[
        bool, Field(description="That a message was left with whoever or whatever answered.")
    ] = False
    despite: Annotated[
        MaybeReason,
        Field(description="Why it was done although the requester ruled it out; sealed."),
    ] = None


def last_message(inside: Contents, _: Happening) -> str | None:
    """The words that whatever is said to the requester leaves behind."""
    return inside.messages[-1].text


def _last_note(inside: Contents, _: Happening) -> str | None:
    return inside.notes[-1].text if inside.notes else None


def _last_attempt(inside: Contents, _: Happening) -> str | None:
    return inside.contact_attempts[-1].text


REPLY = Verb(
    name="reply",
    summary="Write to the requester",
    command=ReplyToRequester,
    body=ReplyBody,
    fits=reads_and_goes_on,
    leaves=Replied,
    words_left=last_message,
    place=Place.OWN,
)
NOTE = Verb(
    name="note",
    summary="Add a note",
    command=AddNote,
    body=NoteBody,
    fits=reads,
    leaves=Noted,
    words_left=_last_note,
    place=Place.OWN,
)
CONTACT_ATTEMPT = Verb(
    name="contact-attempt",
    summary="Record a call or a meeting",
    command=RecordContactAttempt,
    body=ContactAttemptBody,
    fits=reads_and_goes_on,
    leaves=ContactAttempted,
    words_left=_last_attempt,
    place=Place.DAILY,
)
CONTACT_COMPROMISED = Verb(
    name="contact-compromised",
    summary="Record that somebody else may read what goes to the requester",
    command=MarkContactCompromised,
    body=BecauseBody,
    fits=reads,
    leaves=ContactCompromised,
)
