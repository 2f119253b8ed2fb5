"""What does the clock demand of a request, and from which moment on?"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from triage.codes import LookTold, MarkKind
from triage.request.help_request import HelpRequest
from triage.request.state.clock.marks import Mark
from triage.request.state.clock.open_promise import OpenPromise
from triage.time.deadlines import LookBy

# How long a request that was answered may lie in somebody's hand without anything happening.
LIES_AT_MOST = timedelta(days=30)


class Step(StrEnum):
    """What falls due."""

    TELL_SUBSTITUTE = "tell-substitute"
    TELL_COORDINATOR = "tell-coordinator"
    REMIND = "remind"
    ESCALATE = "escalate"
    MISS = "miss"
    RENEW = "renew"
    RETURN_OFFER = "return-offer"
    REPEAT_ALERT = "repeat-alert"
    ASK_LANDING = "ask-landing"
    REMIND_OF_STATUTE = "remind-of-statute"
    MISS_STATUTE = "miss-statute"
    END_CONSENT = "end-consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step that is not done yet and the true moment when it falls due."""

    step: Step
    due_at: datetime
    promise_number: int = 0
    clock: str | None = None


def undone(request: HelpRequest) -> Iterator[Due]:
    """Every step that the clock has not recorded yet, due or not.

    A missed promise is recorded even after the request has ended, and what the law wants until it
    is erased; the other steps are not.
    """
    if request.is_adrift:
        # Old streams only: commands now renew the promise at once. Due since the last event.
        yield Due(step=Step.RENEW, due_at=request.modified_on)
    elif request.lies_since:
        # Or it would lie for ever: who has it goes on with it, or closes it.
        yield Due(step=Step.RENEW, due_at=request.lies_since + LIES_AT_MOST)
    if request.offer_due_at:
        yield Due(step=Step.RETURN_OFFER, due_at=request.offer_due_at)
    if request.handover and request.awaits_landing and not request.landing_asked:
        yield Due(step=Step.ASK_LANDING, due_at=request.handover.ask_at)
    if not request.erased_at:
        yield from _statutory(request)
    if request.consent_ends_at and not request.ended:
        yield Due(step=Step.END_CONSENT, due_at=request.consent_ends_at)
    if request.look_by:
        yield from _looks(request.look_by, request.look_told)
    if request.alert:
        yield Due(step=Step.REPEAT_ALERT, due_at=request.alert.repeat_at(request.next_repeat))
    for each in request.promises:
        # Only the current promise: an older one may have run out before a reopening.
        if each is request.current and each.number in request.unanswered and not request.ended:
            yield from _nudges(each)
        if not each.missed and each.missed_at(each.promise.breach_at):
            yield Due(step=Step.MISS, due_at=each.promise.breach_at, promise_number=each.number)


def next_due_at(request: HelpRequest) -> datetime | None:
    """When the earliest step falls due; None where no step is left."""
    return min((due.due_at for due in undone(request)), default=None)


def _statutory(request: HelpRequest) -> Iterator[Due]:
    for clock, runs in request.running_clocks.items():
        if clock not in request.statutory_reminded:
            yield Due(step=Step.REMIND_OF_STATUTE, due_at=runs.remind_at, clock=clock)
        if clock not in request.statutory_missed:
            yield Due(step=Step.MISS_STATUTE, due_at=runs.due_at, clock=clock)


def _looks(look_by: LookBy, told: Container[LookTold]) -> Iterator[Due]:
    if LookTold.SUBSTITUTE not in told:
        yield Due(step=Step.TELL_SUBSTITUTE, due_at=look_by.substitute_at)
    if LookTold.COORDINATOR not in told:
        yield Due(step=Step.TELL_COORDINATOR, due_at=look_by.coordinator_at)


def _nudges(each: OpenPromise) -> Iterator[Due]:
    if MarkKind.REMINDED not in each.marked:
        yield Due(step=Step.REMIND, due_at=each.promise.remind_at, promise_number=each.number)
    if MarkKind.ESCALATED not in each.marked:
        yield Due(step=Step.ESCALATE, due_at=each.promise.escalate_at, promise_number=each.number)


def premature(request: HelpRequest, moment: datetime) -> tuple[int, ...]:
    """The versions of the marks whose step has not fallen due by `moment`: a wrong clock's."""
    return tuple(
        version for version, mark in request.marks.items() if _holds_from(mark, request) > moment
    )


def marks_hold_from(request: HelpRequest) -> datetime | None:
    """The first moment at which no mark is premature; None where there are no marks."""
    return max((_holds_from(mark, request) for mark in request.marks.values()), default=None)


def _holds_from(mark: Mark, request: HelpRequest) -> datetime:
    """The moment from which on the mark is valid: when its step truly fell due.

    For a promise that was answered in time the step never did. There it is the moment at which
    the mark was made: after that, a wrong clock cannot be told from a right one.
    """
    if mark.told is not None or mark.repeat is not None:
        return mark.due_at
    promise = request.promises[mark.promise_number]
    kept_at = promise.answered_at or promise.settled_at
    return mark.made_at if kept_at and kept_at < mark.due_at else mark.due_at


def made_before(mark: Mark, request: HelpRequest) -> frozenset[int]:
    """The versions of the retracted marks that were made for the same step."""
    return frozenset(
        version for version, other in request.retracted.items() if other.step == mark.step
    )
