"""What have both sides said? The dialogue, as staff and its requester read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.actors import By
from triage.codes import ReplyKind, Sender
from triage.request.events import (
    MessageReceived,
    Replied,
    ReplyRetracted,
    RequestEvent,
    Submitted,
)
from triage.request.said_by_staff import retracted_replies
from triage.request.words import RequestWords
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the dialogue; `kind` is a reply's kind, `number` tells it from other replies.

    One that staff took back at `retracted_at` has no text where nobody may read it any more.
    `language` is that of a reply's text, where it was told. `place` is that of the requester's
    message among those of theirs, from 0 (the first one, with which they came).
    """

    sender: Sender
    text: str | None
    sent_at: datetime
    kind: ReplyKind | None = None
    by: By | None = None
    number: int | None = None
    retracted_at: datetime | None = None
    language: str | None = None
    place: int | None = None


def messages(recorded: Sequence[RequestEvent], plea: RequestWords) -> tuple[Message, ...]:
    """The dialogue from the first message on, oldest first."""
    found: list[Message] = []
    retracted = retracted_replies(recorded)
    number = place = 0
    if plea.message:
        sent_at = next(each.arrived_at for each in recorded if isinstance(each, Submitted))
        found.append(Message(sender=Sender.REQUESTER, text=plea.message, sent_at=sent_at, place=0))
    for event in recorded:
        match event:
            case MessageReceived():
                place += 1
                found.append(_from_requester(event, place))
            case Replied():
                number += 1
                found.append(_reply(event, number, retracted.get(event.originator_version)))
    return tuple(found)


def _from_requester(event: MessageReceived, place: int) -> Message:
    text, sent_at = revealed(event.text), event.timestamp
    return Message(sender=Sender.REQUESTER, text=text, sent_at=sent_at, place=place)


def _reply(event: Replied, number: int, taken_back: ReplyRetracted | None) -> Message:
    return Message(
        sender=Sender.WORKER,
        text=None if taken_back and taken_back.hides_text else revealed(event.text),
        sent_at=event.timestamp,
        kind=event.reply_kind,
        by=event.by,
        number=number,
        retracted_at=taken_back.timestamp if taken_back else None,
        language=revealed(event.language),
    )
