"""How is a worker's mistake mended? A message is taken back, and what it kept waits again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.codes import Outcome, State
from triage.errors.own_rights import BreachNotOpen
from triage.errors.replies import AlreadyRetracted, UnknownReply
from triage.errors.requests import RequestErased
from triage.request.commands.claiming import closer
from triage.request.commands.command import Command, Situation
from triage.request.commands.ending import UNANSWERED_OUTCOMES
from triage.request.events import BreachAnswered, Reopened, ReplyRetracted
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.request.state.staff_words import StaffWord
from triage.text.personal import Personal

# GDPR, article 33(1): hours of the wall clock, on any day.
BREACH_WITHIN = timedelta(hours=72)
WANT_NO_ANSWER = frozenset(map(str, UNANSWERED_OUTCOMES | {Outcome.WITHDRAWN}))


@dataclass(frozen=True, kw_only=True)
class RetractReply(Command, permission="request:reply"):
    """Take back a message to the requester; also after the end, until erasure.

    `reply` is its number among the messages of staff. One that was read stays in sight, struck,
    below the correction. One that nobody has read is shown to nobody any more; nor is one that
    holds another's personal data (`personal_data`), and the data protection officer has 72 hours
    for that. What it had kept is promised still, by the same day, unless another answer stands. A
    closed request goes on then.

    Raises:
        UnknownReply
        AlreadyRetracted
    """

    reply: int
    because: Personal[str]
    personal_data: bool

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        word = self._word(request)
        unkept = request.kept_by(word.version)
        stands = request.first_answer_after(word.version) if unkept else None
        opens = bool(unkept) and stands is None and _wants_answer(request)
        reopens = opens and request.ended
        here.record(
            request,
            ReplyRetracted,
            reply=word.version,
            opened=request.was_opened(word),
            personal_data=self.personal_data,
            because=self.because,
            unkept=unkept,
            stands=stands and stands.version,
            opens=opens,
            working_minutes=_minutes(request, stands, here) if stands and 0 in unkept else None,
            breach_due_at=here.now + BREACH_WITHIN if self.personal_data else None,
        )
        if reopens:
            here.record(request, Reopened, because=self.because, worker=closer(request, here))

    def _word(self, request: HelpRequest) -> StaffWord:
        replies = request.replies
        if not 0 < self.reply <= len(replies):
            raise UnknownReply(reply=self.reply)
        word = replies[self.reply - 1]
        if word.retracted:
            raise AlreadyRetracted(reply=self.reply)
        return word


def _wants_answer(request: HelpRequest) -> bool:
    """Whether somebody still waits for what was promised: not where they took it back."""
    if request.state is State.CLOSED:
        return request.outcome not in WANT_NO_ANSWER and request.withdrawn_at is None
    return not request.ended


def _minutes(request: HelpRequest, answer: StaffWord, here: Situation) -> int:
    until: datetime = answer.at
    catalogue = here.catalogue
    return catalogue.opening.open_minutes_between(request.submitted_at, until, catalogue.calendar)


@dataclass(frozen=True, kw_only=True)
class AnswerBreach(Command, permission="data-request:answer"):
    """Record what was done about another's data that went to a requester.

    `breach` is the number that it is listed by, `authority_told` whether the supervisory authority
    was notified. Possible after erasure.

    Raises:
        BreachNotOpen: there is no such one, or it is answered.
    """

    breach: int
    authority_told: bool
    text: Personal[str]

    def admit(self, ground: Standing) -> None:
        """The data protection officer answers without ever seeing the request."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        breach = request.breaches.get(self.breach)
        if breach is None or breach.answered_at:
            raise BreachNotOpen(breach=self.breach)
        here.record(
            request,
            BreachAnswered,
            breach=self.breach,
            authority_told=self.authority_told,
            text=self.text,
        )
