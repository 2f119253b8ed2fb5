"""What is said about the request: both sides' messages, notes, calls."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import Channel, NoteFor, OwnRecord, ReplyKind
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.staff_words import SPOKEN, StaffWord
from triage.text.personal import Personal
from triage.time.deadlines import LookBy, Promise

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class MessageReceived(RequestEvent):
    """The requester wrote on. `follow_up` is the promise it opened, where one was due.

    Words that show danger, or (`language_unread`) that no list of danger reads, want a human look
    anew, by the moments of `look_by` or those of a look that is due sooner. Danger brings the
    moment of a pending offer forward, to `offer_due_at`. Where `urgency_lapses`, what a human said
    of the urgency before does not count any more. Writing on takes a withdrawal back.
    """

    TOPIC: ClassVar[str] = "help-request.message-received"

    text: Personal[str] | None
    danger: bool = False
    follow_up: Promise | None = None
    look_by: LookBy | None = None
    offer_due_at: datetime | None = None
    urgency_lapses: bool | None = None
    language_unread: bool = False

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.show(danger=self.danger, language_unread=self.language_unread)
        lapses = self.urgency_lapses
        if lapses or (lapses is None and self.danger and not aggregate.pressing):
            aggregate.urgency = None
        aggregate.withdrawn_at = None
        aggregate.taken_back_at = None
        aggregate.leave_record()
        aggregate.last_reply_kind = None
        aggregate.heard_at_version = self.originator_version
        aggregate.messages_waiting += 1
        aggregate.messages_received += 1
        aggregate.hear_words(self.timestamp)
        aggregate.hear_message(self.text)
        aggregate.written_on.append(self.text)
        aggregate.went_on = False
        aggregate.hasten_offer(self.offer_due_at)
        if self.look_by:
            aggregate.await_look(self.look_by, self.timestamp)
        if self.follow_up:
            aggregate.add_promise(self.follow_up)


@declared
class Replied(RequestEvent):
    """A human wrote to the requester.

    `answers` lists the numbers of the promises that this reply kept or ended: 0 is the first
    answer, 1 and on are follow-ups.
    `working_minutes` counts the opening minutes from arrival to the first answer.
    `language`: of the text, where it was told.
    """

    TOPIC: ClassVar[str] = "help-request.replied"
    NAMES_PLACE: ClassVar[bool] = False

    reply_kind: ReplyKind
    text: Personal[str] | None
    answers: tuple[int, ...] = ()
    working_minutes: int | None = None
    # Sealed: a rare language names somebody in a small place.
    language: Personal[str] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.last_reply_kind = self.reply_kind
        aggregate.newest_reply = self.originator_version
        aggregate.left_a_message = True
        aggregate.messages_waiting = 0
        aggregate.details_added_at = None
        aggregate.answer_heard()
        aggregate.went_on = True
        word = StaffWord(
            version=self.originator_version,
            at=self.timestamp,
            unit=aggregate.unit,
            counts=self.reply_kind is not ReplyKind.HOLDING or bool(self.answers),
            kind=self.reply_kind,
            names_place=self.NAMES_PLACE,
        )
        aggregate.mark_answered(self.answers, word, working_minutes=self.working_minutes)


@declared
class AnswerOpened(RequestEvent):
    """The requester was shown what staff had written up to the event of version `reply`."""

    TOPIC: ClassVar[str] = "help-request.answer-opened"
    IS_QUIET: ClassVar[bool] = True

    reply: int

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.newest_opened = self.reply
        aggregate.quiet_events += 1
        if aggregate.first.answered_at:
            aggregate.note_opened(self.timestamp)


@declared
class ContactAttempted(RequestEvent):
    """Staff tried to reach the requester by `channel`; a reached call is an answer."""

    TOPIC: ClassVar[str] = "help-request.contact-attempted"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    channel: Channel
    reached: bool
    text: Personal[str] | None = None
    answers: tuple[int, ...] = ()
    working_minutes: int | None = None
    left_message: bool = False
    despite: Personal[str] | None = None
    # On how many working days calls have reached nobody since the promise, this one included.
    days_in_vain: int | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        if 0 in self.answers and (self.reached or not aggregate.answer_unopened):
            aggregate.note_opened(self.timestamp)
        if self.reached:
            aggregate.messages_waiting = 0
            aggregate.answer_heard()
        elif self.channel is Channel.PHONE:
            # No other's unanswered attempts may count as an answer (section 6.4 of the domain).
            aggregate.call_in_vain(self.timestamp, self.days_in_vain, self.originator_version)
        word = StaffWord(
            version=self.originator_version,
            at=self.timestamp,
            unit=aggregate.unit,
            counts=bool(self.answers) or (self.reached and self.channel in SPOKEN),
        )
        aggregate.mark_answered(self.answers, word, working_minutes=self.working_minutes)


@declared
class Noted(RequestEvent):
    """Staff wrote a note; `visibility` tells who reads it. Before it could be told: the team."""

    TOPIC: ClassVar[str] = "help-request.noted"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    text: Personal[str] | None
    visibility: NoteFor = NoteFor.TEAM
