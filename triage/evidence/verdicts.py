"""Were a request's deadlines figured and enforced rightly? Everything from its events alone."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from triage.catalogue import Catalogue
from triage.codes import LookTold, Urgency
from triage.request.events import (
    AlertRepeated,
    DataRequested,
    Escalated,
    LandingAsked,
    LookOverdue,
    MarksRetracted,
    MessageReceived,
    PromiseMissed,
    PromiseRenewed,
    Reminded,
    Reopened,
    ReplyRetracted,
    RequestEvent,
    StatutoryClockDue,
    StatutoryClockMissed,
    Submitted,
    TransferOffered,
    TransferReturned,
    UrgencyAssessed,
)
from triage.request.help_request import HelpRequest
from triage.request.state.clock.alarm import Alarm
from triage.request.state.clock.open_promise import OpenPromise
from triage.time.calendar import a_month_after, end_of_day
from triage.time.deadlines import Promise
from triage.time.statutory import Statutory


class WrongVerdict(Exception):
    """A deadline is not what the events say it must be; the message says which, in few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Counts of promises and misses; `elsewhere`: not checked, their holiday table is not here."""

    promises: int = 0
    misses: int = 0
    elsewhere: int = 0

    def __add__(self, other: Judged) -> Judged:
        return Judged(
            promises=self.promises + other.promises,
            misses=self.misses + other.misses,
            elsewhere=self.elsewhere + other.elsewhere,
        )


def judge(
    recorded: Sequence[RequestEvent], catalogues: Mapping[str, Catalogue], as_of: datetime
) -> Judged:
    """Judge one request's whole stream; what fell due by `as_of` must be recorded.

    Raises:
        WrongVerdict
    """
    _require_whole(recorded)
    submitted = recorded[0]
    assert isinstance(submitted, Submitted)
    figured = [_figured_first(submitted, catalogues)]
    known = tuple(catalogues.values())
    for event in recorded:
        if isinstance(event, MessageReceived | PromiseRenewed | Reopened) and event.follow_up:
            figured.append(_figured(event.follow_up, known, arrived_at=event.timestamp))
        _require_true_look(event, known)
        _require_true_month(event)
    request = _followed(recorded, known)
    for each in request.promises:
        _require_true_verdict(each, as_of)
    return Judged(
        promises=len(request.promises),
        misses=sum(each.missed for each in request.promises),
        elsewhere=figured.count(False),
    )


def _require_whole(recorded: Sequence[RequestEvent]) -> None:
    for version, event in enumerate(recorded, start=1):
        if event.originator_version != version:
            raise WrongVerdict(f"version {version} is missing")


def _followed(recorded: Sequence[RequestEvent], catalogues: Sequence[Catalogue]) -> HelpRequest:
    """Fold the events, and check each against the state of the request before it."""
    request: HelpRequest | None = None
    for event in recorded:
        if request is not None:
            _require_true_moment(event, request)
            if isinstance(event, MarksRetracted):
                _require_wrong_marks(event, request)
            _require_true_offer(event, request, catalogues)
            if isinstance(event, ReplyRetracted):
                _require_true_retraction(event, request)
        request = event.mutate(request)
    assert request is not None
    return request


def _figured_first(submitted: Submitted, catalogues: Mapping[str, Catalogue]) -> bool:
    catalogue = catalogues.get(submitted.catalogue_version)
    if catalogue is None:
        raise WrongVerdict(f"catalogue {submitted.catalogue_version} was never published")
    pressed = submitted.danger or submitted.language_unread
    arrived_at = submitted.arrived_at
    if arrived_at > submitted.timestamp:
        raise WrongVerdict("it was entered before it arrived")
    due = catalogue.look_by(arrived_at, danger=pressed)
    figured = _figured(submitted.promise, (catalogue,), arrived_at=arrived_at)
    if figured and due != submitted.look_by:
        raise WrongVerdict(f"the look was due at {due.due_at.isoformat()}")
    return figured


def _alarm_of(event: RequestEvent) -> Alarm | None:
    """What danger set going that showed in words beside the messages."""
    alarm = getattr(event, "alarm", None)
    return alarm if isinstance(alarm, Alarm) else None


def _require_true_look(event: RequestEvent, catalogues: Sequence[Catalogue]) -> None:
    """Check the look that later words asked for, all but its `out_of_hours`."""
    alarm = _alarm_of(event)
    look_by = alarm.look_by if alarm else None
    if isinstance(event, MessageReceived):
        look_by = event.look_by
    if look_by is None:
        return
    anew = [each.look_by(event.timestamp, danger=True) for each in catalogues]
    moments = (look_by.due_at, look_by.coordinator_at)
    if moments not in [(each.due_at, each.coordinator_at) for each in anew]:
        raise WrongVerdict(f"the look at version {event.originator_version} is due otherwise")


def _require_true_month(event: RequestEvent) -> None:
    """A data request falls due a calendar month after it came."""
    if isinstance(event, DataRequested) and event.due_at != a_month_after(event.timestamp):
        raise WrongVerdict(
            f"the data request at version {event.originator_version} is due otherwise"
        )


def _figured(stored: Promise, catalogues: Sequence[Catalogue], *, arrived_at: datetime) -> bool:
    """Whether the promise could be computed again; raises where the result is another.

    An event names its holiday table. If no catalogue here has that one, only the end of the last
    counted day is checked, and the answer is False.
    """
    known = [each for each in catalogues if each.calendar.full_version == stored.calendar_version]
    if not known:
        if stored.breach_at != end_of_day(stored.counted_on[-1]):
            raise WrongVerdict("the promise does not fit the days that it counted")
        return False
    anew = [each.promise(arrived_at) for each in known]
    if stored not in anew:
        raise WrongVerdict(f"the promise ends at {anew[0].breach_at.isoformat()}")
    return True


def _require_true_moment(event: RequestEvent, request: HelpRequest) -> None:
    """A mark must name the true moment at which it fell due, and not be recorded before that."""
    match event:
        case Reminded():
            true_at = request.promises[event.promise_number].promise.remind_at
        case Escalated():
            planned_at = request.promises[event.promise_number].promise.escalate_at
            # Who was away is kept for some weeks only: its moment is the one at which it was seen.
            true_at = event.timestamp if event.uncovered else planned_at
        case AlertRepeated():
            true_at = _alert_repeated_at(event, request)
        case LookOverdue():
            true_at = _look_told_at(event, request)
        case TransferReturned():
            true_at = _offer_due_at(event, request)
        case LandingAsked():
            true_at = _landing_ask_at(event, request)
        case StatutoryClockDue():
            true_at = _clock_of(event, request, request.statutory_reminded).remind_at
        case StatutoryClockMissed():
            true_at = _clock_of(event, request, request.statutory_missed).due_at
        case PromiseMissed():
            true_at = request.promises[event.promise_number].promise.breach_at
        case _:
            return
    named_at = event.breached_at if isinstance(event, PromiseMissed) else event.due_at
    if named_at != true_at or event.timestamp < true_at:
        raise WrongVerdict(
            f"{event.kind()} (version {event.originator_version}) was due at {true_at.isoformat()}"
        )


def _require_wrong_marks(event: MarksRetracted, request: HelpRequest) -> None:
    """A retracted mark must exist, and must be dated after its retraction (a clock was ahead)."""
    for version in event.versions:
        mark = request.marks.get(version)
        if mark is None or mark.made_at <= event.timestamp:
            raise WrongVerdict(
                f"version {event.originator_version} retracts version {version} wrongly"
            )


def _require_true_retraction(event: ReplyRetracted, request: HelpRequest) -> None:
    """Just what the message kept is open again, and not where another answer stands."""
    unkept = request.kept_by(event.reply)
    stands = request.first_answer_after(event.reply) if unkept else None
    if (event.unkept, event.stands) != (unkept, stands and stands.version):
        raise WrongVerdict(f"version {event.originator_version} retracts otherwise than it may")
    if event.opens and (stands or not unkept):
        raise WrongVerdict(f"version {event.originator_version} opens what is answered")


def _require_true_offer(
    event: RequestEvent, request: HelpRequest, catalogues: Sequence[Catalogue]
) -> None:
    """The moment at which an offer falls due, by the urgency that it had when that was figured."""
    match event:
        case TransferOffered():
            figured, level = event.due_at, request.offer_level
        case UrgencyAssessed():
            figured, level = event.offer_due_at, event.level
        case MessageReceived():
            figured, level = event.offer_due_at, Urgency.EMERGENCY
        case _ if alarm := _alarm_of(event):
            figured, level = alarm.offer_due_at, Urgency.EMERGENCY
        case _:
            return
    anew = {each.offer_due_at(event.timestamp, level=level) for each in catalogues}
    calendars = {each.calendar.full_version for each in catalogues}
    if request.current.promise.calendar_version not in calendars:
        # Computed by a holiday table that no catalogue here has: it cannot be checked.
        return
    if figured is not None and figured not in anew:
        raise WrongVerdict(f"the offer at version {event.originator_version} is due otherwise")


def _offer_due_at(event: TransferReturned, request: HelpRequest) -> datetime:
    if request.offer_due_at is None or request.offered_to != event.to_unit:
        raise WrongVerdict(f"version {event.originator_version}: no such offer was pending")
    return event.timestamp if event.uncovered else request.offer_due_at


def _alert_repeated_at(event: AlertRepeated, request: HelpRequest) -> datetime:
    if request.alert is None:
        raise WrongVerdict(f"version {event.originator_version}: no alert was waited for")
    return request.alert.repeat_at(event.number)


def _landing_ask_at(event: LandingAsked, request: HelpRequest) -> datetime:
    if request.handover is None or not request.awaits_landing:
        raise WrongVerdict(f"version {event.originator_version}: no landing was waited for")
    return request.handover.ask_at


def _clock_of(
    event: StatutoryClockDue | StatutoryClockMissed,
    request: HelpRequest,
    noted: Container[str],
) -> Statutory:
    runs = request.running_clocks.get(event.clock)
    if runs is None or event.clock in noted:
        raise WrongVerdict(f"version {event.originator_version}: no such clock ran")
    return runs


def _look_told_at(event: LookOverdue, request: HelpRequest) -> datetime:
    if request.look_by is None:
        raise WrongVerdict(f"version {event.originator_version}: no look was waited for")
    look = request.look_by
    match event.told:
        case LookTold.SUBSTITUTE:
            return look.substitute_at
        case LookTold.COORDINATOR:
            return look.coordinator_at
        case _:
            assert_never(event.told)


def _require_true_verdict(each: OpenPromise, as_of: datetime) -> None:
    breach_at = each.promise.breach_at
    until_at = each.answered_at or each.settled_at
    if each.missed and until_at is not None and until_at < breach_at:
        raise WrongVerdict(f"promise {each.number} was kept and is recorded as missed")
    if not each.missed and each.miss_due_at <= as_of and each.missed_at(as_of):
        raise WrongVerdict(
            f"promise {each.number} was missed at {breach_at.isoformat()} and nothing says so"
        )
