"""What is said, and does it count as an answer? Messages, notes, calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from triage.catalogue.signs import Signs
from triage.codes import Channel, NoteFor, ReplyKind, State, Urgency
from triage.errors.replies import NoteWithheld
from triage.errors.requests import (
    RequestClosed,
    RequestErased,
    TooManyMessages,
)
from triage.request.commands.alarming import begin_alert, room
from triage.request.commands.claiming import claim_where_free, wake_merged
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.transfer import hastened
from triage.request.commands.writer import require_known_writer
from triage.request.events import (
    AnswerOpened,
    ContactAttempted,
    MessageReceived,
    Noted,
    Replied,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import works_for_partner
from triage.request.safe_contact import days_of, enough_calls, require_safe
from triage.request.state.staff_words import SPOKEN
from triage.text.personal import Personal, revealed

# Nobody reads more at once, and every write loads the whole stream.
MESSAGES_THAT_MAY_WAIT = 50


@dataclass(frozen=True, kw_only=True)
class WriteMessage(Command, permission="own-request:write"):
    """The requester writes on. What waits for an answer opens a follow-up promise.

    Words that show danger flag the request anew; they never lower anything. Words that no list of
    danger reads want a look as soon. Writing on after a withdrawal takes it back, and what was
    merged into another request waits for an answer of its own.

    `seen` is how many messages of their own the person was shown: the same words again from the
    same page are one message, however often the button was pressed, and even where the request
    was closed meanwhile. After a reply they are another one.

    Raises:
        RequestClosed, RequestErased, TooManyMessages
    """

    text: Personal[str]
    seen: int | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if self._came_already(request):
            return
        wake_merged(request, here)
        require_not_closed(request)
        signs = here.catalogue.signs_in([self.text.reveal()])
        require_few_waiting(request, signs)
        receive(request, self.text, here, signs)

    def _came_already(self, request: HelpRequest) -> bool:
        if self.seen is None or self.seen != request.messages_received - 1:
            return False
        stands = request.state is State.CLOSED or not request.went_on
        return stands and revealed(request.last_message) == self.text.reveal()


def require_not_closed(request: HelpRequest) -> None:
    """Raises RequestErased or RequestClosed; a withdrawn request still takes words."""
    if request.erased_at:
        raise RequestErased()
    if request.state is State.CLOSED:
        raise RequestClosed(outcome=request.outcome)


def require_few_waiting(request: HelpRequest, signs: Signs) -> None:
    """Raises TooManyMessages where nobody could read more at once; what presses gets in longer."""
    limit = room(MESSAGES_THAT_MAY_WAIT, signs)
    if request.messages_waiting >= limit:
        raise TooManyMessages(limit=limit)


def receive(request: HelpRequest, text: Personal[str], here: Situation, signs: Signs) -> None:
    """Record what the requester wrote, with the promise and the look that it wants."""
    catalogue = here.catalogue
    opens = request.lacks_promise(here.now)
    look = catalogue.look_by(here.now, danger=True) if signs.press else None
    here.record(
        request,
        MessageReceived,
        text=text,
        danger=signs.danger,
        language_unread=signs.language_unread,
        follow_up=catalogue.promise(here.now) if opens else None,
        look_by=look,
        offer_due_at=hastened(request, here, Urgency.EMERGENCY) if signs.danger else None,
        urgency_lapses=signs.danger and request.urgency is Urgency.NORMAL,
    )
    if look and look.out_of_hours:
        begin_alert(request, here)


@dataclass(frozen=True, kw_only=True)
class ReplyToRequester(Command, permission="request:reply"):
    """Write to the requester. Replying to an unclaimed request claims it too.

    `writer_confirmed`: where the receipt was replaced or the contact compromised, that the one who
    replies has made sure who writes. A question may be the only way to make sure, so it and a
    message that the request is in hand go without. `language` is that of the text, where it is
    known, so that it is shown and read aloud right.

    Raises:
        WriterUnconfirmed: an answer goes only to somebody who is confirmed.
    """

    text: Personal[str]
    reply_kind: ReplyKind
    writer_confirmed: bool = False
    language: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if self.writer_confirmed or self.reply_kind is ReplyKind.ANSWER:
            require_known_writer(request, here, confirmed=self.writer_confirmed)
        claim_where_free(request, here)
        here.record(
            request,
            Replied,
            reply_kind=self.reply_kind,
            text=self.text,
            language=self.language,
            **answering(request, self._answers(request, here), here),
        )

    def _answers(self, request: HelpRequest, here: Situation) -> tuple[int, ...]:
        holding = self.reply_kind is ReplyKind.HOLDING
        if holding and not _calls_count(request, request.missed_calls, here):
            return ()
        return request.unanswered


@dataclass(frozen=True, kw_only=True)
class NoteAnswerOpened(Command, permission="own-request:read"):
    """Record that the requester was shown what staff wrote, up to the version `reply`.

    Idempotent: what was opened before is not recorded again.
    """

    reply: int

    def decide(self, request: HelpRequest, here: Situation) -> None:
        is_new = request.newest_opened < self.reply <= request.newest_reply
        if is_new and not request.erased_at:
            here.record(request, AnswerOpened, reply=self.reply)


@dataclass(frozen=True, kw_only=True)
class AddNote(Command, permission="request:note"):
    """Write a note; allowed after the end as well. The requester sees it only where it says so.

    Raises:
        WriterUnconfirmed: what is for the requester waits until it is sure who reads there.
        NoteWithheld: a protection notice is withheld, and the note with it, until it is released.
    """

    text: Personal[str]
    visibility: NoteFor = NoteFor.TEAM

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if self.visibility is NoteFor.REQUESTER:
            require_known_writer(request, here, confirmed=False)
            # A partner is not even told that anything is withheld.
            if request.withheld_from and not works_for_partner(here.actor, here.catalogue):
                raise NoteWithheld()
        here.record(request, Noted, text=self.text, visibility=self.visibility)


@dataclass(frozen=True, kw_only=True)
class RecordContactAttempt(Command, permission="request:contact"):
    """Record a call, a meeting, a letter. A reached call or meeting is an answer.

    Answering an unclaimed request claims it too. What reached nobody is logged, and the clock
    runs on.

    Unreached calls count only when the requester chose the phone, calls were made on three
    separate working days and a written message was left in the service.

    `safe_now`: that it is a time which the requester called safe. `left_message`: with whoever or
    whatever answered. `despite`: why it was done although the requester ruled it out.

    Raises:
        ChannelRuledOut: the requester does not want this channel.
        SafeTimeUnconfirmed: the requester told safe times.
        MessageRuledOut: no message may be left.
    """

    channel: Channel
    reached: bool
    text: Personal[str] | None = None
    safe_now: bool = False
    left_message: bool = False
    despite: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if self.despite is None:
            require_safe(
                self.channel,
                revealed(request.plea),
                read_by_others=request.read_by_others,
                safe_now=self.safe_now,
                left_message=self.left_message,
            )
        answers = self._answers(request, here)
        if answers:
            claim_where_free(request, here)
        here.record(
            request,
            ContactAttempted,
            channel=self.channel,
            reached=self.reached,
            text=self.text,
            left_message=self.left_message,
            despite=self.despite,
            days_in_vain=self._days_in_vain(request, here),
            **answering(request, answers, here),
        )

    def _days_in_vain(self, request: HelpRequest, here: Situation) -> int | None:
        """None for a partner: what was tried before it accepted is not told."""
        if self.reached or self.channel is not Channel.PHONE:
            return None
        if works_for_partner(here.actor, here.catalogue):
            return None
        return days_of([*request.missed_calls, here.now], here.catalogue.calendar)

    def _answers(self, request: HelpRequest, here: Situation) -> tuple[int, ...]:
        if self.reached:
            return request.unanswered if self.channel in SPOKEN else ()
        if self.channel is not Channel.PHONE or not request.left_a_message:
            return ()
        calls = [*request.missed_calls, here.now]
        return request.unanswered if _calls_count(request, calls, here) else ()


def answering(request: HelpRequest, answers: tuple[int, ...], here: Situation) -> dict[str, object]:
    """What an answering event records: the promises it answers, and how long the first took."""
    if 0 not in answers:
        return {"answers": answers}
    hours = here.catalogue.opening
    minutes = hours.open_minutes_between(request.submitted_at, here.now, here.catalogue.calendar)
    return {"answers": answers, "working_minutes": minutes}


def _calls_count(request: HelpRequest, calls: Iterable[datetime], here: Situation) -> bool:
    """Whether unreached calls may count: the phone was chosen, enough working days were tried."""
    return enough_calls(revealed(request.plea), calls, here.catalogue.calendar)
