"""What has been said about a request, and what was translated of it? As JSON."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import NoteForCode, ReplyKindCode, SenderCode, TellingCode
from api.v1.staff.requests.sorting_answers import ByAnswer


class MessageAnswer(Outgoing):
    """One message of the dialogue. `kind`, `number` and `retracted_at` are a reply's own.

    `place`: of the requester's messages, from 0 (the one with which they came).
    """

    sender: SenderCode = Field(serialization_alias="from")
    text: str | None
    sent_at: datetime
    kind: ReplyKindCode | None
    by: ByAnswer | None
    number: int | None
    retracted_at: datetime | None
    language: str | None
    place: int | None


class NoteAnswer(Outgoing):
    """A note of staff, and who reads it."""

    text: str | None
    at: datetime
    by: ByAnswer
    visibility: NoteForCode


class TranslationAnswer(Outgoing):
    """What a translator was asked, and the translation: never the requester's own words.

    `messages` are the places of the requester's messages, or `text` is what a worker was about to
    write. `ended_at`: when the link ended before `ends_at`.
    """

    number: int
    translator: str | None
    language: str | None
    from_language: str | None
    messages: list[int]
    text: str | None
    because: str | None
    warnings: list[TellingCode]
    asked_at: datetime
    by: ByAnswer
    ends_at: datetime
    opened_at: datetime | None
    ended_at: datetime | None
    translation: str | None
    delivered_at: datetime | None
    code: str | None = Field(
        default=None,
        description="What opens it for the translator (`/kaannos#` and this): told to whoever"
        " asked, until the translator has opened it.",
    )
