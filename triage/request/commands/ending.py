"""How may a request end and go on again? Withdrawing, closing, reopening, erasing."""

from __future__ import annotations

from dataclasses import dataclass

from triage.catalogue.signs import NO_SIGNS
from triage.codes import Outcome, ReplyBy, RetentionClass, State
from triage.errors.contact import NotTriedEnough
from triage.errors.partners import ClockRuns, NotLanded, PlaceNotNamed
from triage.errors.requests import (
    ErasureRefused,
    NotAnswered,
    NotLookedAt,
    OutcomeNotFit,
    RequestErased,
    RequestOpen,
    TransferPending,
)
from triage.request.commands.claiming import closer, part, wake_unanswered, who_goes_on
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.dialogue import receive, require_few_waiting, require_not_closed
from triage.request.events import Closed, Erased, PromiseRenewed, Reopened, Withdrawn
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.request.safe_contact import days_of, enough_calls
from triage.text.personal import Personal, revealed

# Section 6.4 of the domain: nothing else may be closed before a human has answered.
UNANSWERED_OUTCOMES = frozenset({Outcome.DUPLICATE, Outcome.SPAM})
# The ground for keeping a cry for help that nobody has ended.
PRESSING, LEGAL_HOLD = "pressing", "legal-hold"
# Act 703/2023, annex: 30 years from closing, 2 years after death, 120 years from birth.
KEPT_BY_LAW = frozenset(
    {
        RetentionClass.FAMILY_SERVICES,
        RetentionClass.CHILD_PROTECTION,
        RetentionClass.FAMILY_LAW,
    }
)


@dataclass(frozen=True, kw_only=True)
class WithdrawRequest(Command, permission="own-request:write"):
    """The requester takes the request back; a human still looks first.

    A reason that shows danger, or that no list of danger reads, is a message too, and is looked at
    like one.
    """

    because: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        signs = here.catalogue.signs_in([self.because.reveal()]) if self.because else NO_SIGNS
        if self._came_already(request, is_message=signs.press):
            return
        require_not_closed(request)
        if self.because and signs.press:
            require_few_waiting(request, signs)
            receive(request, self.because, here, signs)
        takes_effect = not request.awaits_look and not request.pressing
        wake_unanswered(request, here)
        here.record(request, Withdrawn, because=self.because, takes_effect=takes_effect)

    def _came_already(self, request: HelpRequest, *, is_message: bool) -> bool:
        if request.withdrawn_at is None or request.erased_at:
            return False
        return not is_message or request.last_message == self.because


@dataclass(frozen=True, kw_only=True)
class CloseRequest(Command, permission="request:close"):
    """Close the request with an outcome.

    A statutory clock runs on until what the law wants is recorded as done, and reminds as before.

    Raises:
        NotAnswered: nobody has answered, and the outcome is neither duplicate nor spam.
        OutcomeNotFit: withdrawn, though the requester did not withdraw.
        NotLookedAt: nobody has looked since it was withdrawn, or since danger showed in a message.
        TransferPending: an offer waits.
        NotTriedEnough: not reached, though who chose the phone was not called on three working
            days, or no written message was left.
        NotLanded: handed over, and no side has said that the family is in good hands.
        PlaceNotNamed: out of the area, and the requester was not told of the right place.
        ClockRuns: a statutory clock runs, and it is not said (`clock_runs_on`).
    """

    outcome: Outcome
    retention_class: RetentionClass | None = None
    clock_runs_on: bool = False

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.state is not State.WITHDRAWN:
            require_going_on(request)
        if request.offered_to:
            raise TransferPending(unit=request.offered_to)
        self._require_fit(request)
        if self.outcome is Outcome.NOT_REACHED:
            _require_tried(request, here)
        if request.running_clocks and not self.clock_runs_on:
            raise ClockRuns(clocks=[*request.running_clocks])
        wake_unanswered(request, here)
        here.record(
            request,
            Closed,
            outcome=str(self.outcome),
            retention_class=str(self._retention_class(request)),
        )

    def _require_fit(self, request: HelpRequest) -> None:
        if self.outcome is Outcome.WITHDRAWN:
            if request.withdrawn_at is None:
                raise OutcomeNotFit(outcome=str(self.outcome))
            if request.awaits_look:
                raise NotLookedAt()
            return
        if request.first.answered_at is None and self.outcome not in UNANSWERED_OUTCOMES:
            raise NotAnswered(outcome=str(self.outcome))
        if request.awaits_look and self.outcome not in UNANSWERED_OUTCOMES:
            raise NotLookedAt()
        # Act 13/2003, section 15: whoever came to the wrong place is told of the right one.
        if self.outcome is Outcome.OUT_OF_AREA and not request.place_named:
            raise PlaceNotNamed()
        if self.outcome is Outcome.HANDED_OVER and not request.has_landed:
            raise NotLanded()

    def _retention_class(self, request: HelpRequest) -> RetentionClass:
        if request.protection_notices:
            return RetentionClass.CHILD_PROTECTION
        return self.retention_class or RetentionClass.ADVICE


def _require_tried(request: HelpRequest, here: Situation) -> None:
    """Let nobody who asked to be called be given up before three days and a written message."""
    plea = revealed(request.plea)
    if plea is None or plea.reply_by != ReplyBy.PHONE:
        return
    calls, calendar = request.calls_in_vain, here.catalogue.calendar
    written = any(not each.retracted for each in request.replies)
    if not written or not enough_calls(plea, calls, calendar):
        raise NotTriedEnough(days=days_of(calls, calendar))


@dataclass(frozen=True, kw_only=True)
class ReopenRequest(Command, permission="request:reopen"):
    """Take a closed or withdrawn request up again, with a promise where none is left.

    What was closed comes back to who closed it, or to the unit's queue where they cannot have it.
    What was merged into another request goes on by itself, with all that it brought there.

    Raises:
        RequestOpen, RequestErased
    """

    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if not request.ended:
            raise RequestOpen()
        self._part(request, here)
        opens = request.lacks_promise(here.now)
        here.record(
            request,
            Reopened,
            because=self.because,
            follow_up=here.catalogue.promise(here.now) if opens else None,
            worker=closer(request, here),
            look_by=request.heaped.look_before if request.heaped else None,
        )

    def _part(self, request: HelpRequest, here: Situation) -> None:
        into = request.merged_into
        there = here.find_beside(into.reference) if into else None
        if there is None or there.request.erased_at:
            return
        other = there.request
        part(request, other, here, by=here.by(request))
        if other.is_adrift:
            here.record(other, PromiseRenewed, follow_up=here.catalogue.promise(here.now))


@dataclass(frozen=True, kw_only=True)
class ReopenOwnRequest(Command, permission="own-request:write"):
    """The requester takes a closed or withdrawn request up again: it waits for an answer anew.

    What the requester writes with it is a message like any other. Taking it up twice with the same
    words, or with none, is taking it up once.

    Raises:
        RequestOpen, RequestErased, TooManyMessages
    """

    text: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if not request.ended and request.withdrawn_at is None:
            if self._came_already(request):
                return
            raise RequestOpen()
        signs = here.catalogue.signs_in([self.text.reveal()]) if self.text else NO_SIGNS
        require_few_waiting(request, signs)
        opens = request.lacks_promise(here.now)
        follow_up = here.catalogue.promise(here.now) if opens else None
        look_by = request.heaped.look_before if request.heaped else None
        here.record(
            request,
            Reopened,
            because=None,
            follow_up=follow_up,
            worker=who_goes_on(request, here),
            look_by=look_by,
        )
        if self.text:
            receive(request, self.text, here, signs)

    def _came_already(self, request: HelpRequest) -> bool:
        said = self.text is None or (self.text == request.last_message and not request.went_on)
        return request.taken_up_again and said


@dataclass(frozen=True, kw_only=True)
class EraseRequest(Command, permission="request:erase"):
    """Destroy the keys of words and profile. The door destroys them with the event.

    Raises:
        RequestErased: the keys are destroyed already.
        ErasureRefused: it is pressing and goes on, or the retention class forbids it, and no
            second reason is given.
    """

    because: Personal[str]
    despite_class_because: Personal[str] | None = None
    # Not where the key that would seal the reasons is damaged: that must keep nobody's words.
    keeps_reasons: bool = True

    def admit(self, ground: Standing) -> None:
        """The administrator erases without ever seeing the request."""

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        ground = _kept_because(request)
        if ground and self.despite_class_because is None:
            raise ErasureRefused(ground=ground)
        if not request.ended:
            wake_unanswered(request, here)
        here.record(
            request,
            Erased,
            because=self.because if self.keeps_reasons else None,
            despite_class_because=self.despite_class_because if self.keeps_reasons else None,
        )


def _kept_because(request: HelpRequest) -> str | None:
    """Why the words may not go: a class that the law keeps, or a cry for help that still waits."""
    if request.protection_notices:
        return str(RetentionClass.CHILD_PROTECTION)
    if request.retention_class in KEPT_BY_LAW:
        return request.retention_class
    if request.legal_hold is not None:
        return LEGAL_HOLD
    return PRESSING if request.pressing and not request.ended else None
