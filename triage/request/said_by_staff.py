"""Did staff answer the requester, or do they wait for what the requester says to a question?

A question keeps the promise of an answer, but nobody was helped by it yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triage.codes import ReplyKind
from triage.request.events import (
    ContactAttempted,
    MessageReceived,
    Replied,
    ReplyRetracted,
    RequestEvent,
)
from triage.request.state.staff_words import SPOKEN


def retracted_replies(recorded: Sequence[RequestEvent]) -> Mapping[int, ReplyRetracted]:
    """The retractions by the version of the message that each takes back."""
    return {each.reply: each for each in recorded if isinstance(each, ReplyRetracted)}


def _standing(recorded: Sequence[RequestEvent]) -> Sequence[RequestEvent]:
    retracted = retracted_replies(recorded)
    return [each for each in recorded if each.originator_version not in retracted]


def asks_requester(recorded: Sequence[RequestEvent]) -> bool:
    """Whether staff asked something last; a holding message after it changes nothing."""
    for event in reversed(_standing(recorded)):
        match event:
            case Replied(reply_kind=ReplyKind.HOLDING):
                continue
            case Replied():
                return event.reply_kind is ReplyKind.QUESTION
            case MessageReceived():
                return False
            case ContactAttempted() if _is_spoken(event):
                return False
    return False


def was_answered(recorded: Sequence[RequestEvent]) -> bool:
    """Whether a human has answered what the requester asked, whatever came of it since."""
    return any(_is_answer(event) for event in _standing(recorded))


def _is_answer(event: RequestEvent) -> bool:
    match event:
        case Replied(reply_kind=ReplyKind.ANSWER):
            return True
        case Replied(reply_kind=ReplyKind.HOLDING):
            # One that follows enough calls in vain counts.
            return bool(event.answers)
        case ContactAttempted():
            return bool(event.answers) or _is_spoken(event)
    return False


def _is_spoken(event: ContactAttempted) -> bool:
    return event.reached and event.channel in SPOKEN
