"""Is a deadline that was figured or enforced wrongly found, from the events alone?"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.domain.given import (
    AINO,
    CATALOGUE,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.actors import SYSTEM
from triage.catalogue import Catalogue
from triage.codes import ReplyKind, Urgency
from triage.evidence.verdicts import Judged, WrongVerdict, judge
from triage.request.commands.clock.marking import RetractMarks
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import ReopenOwnRequest, ReopenRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.own.details import AddDetails
from triage.request.commands.transfer import OfferTransfer
from triage.request.details import Details
from triage.request.events import (
    DetailsAdded,
    Escalated,
    LookOverdue,
    MarksRetracted,
    MessageReceived,
    PromiseMissed,
    Reminded,
    Reopened,
    RequestEvent,
    Submitted,
    TransferOffered,
    TransferReturned,
    UrgencyAssessed,
)
from triage.request.words import RequestWords
from triage.time.deadlines import Promise

KNOWN = {CATALOGUE.version: CATALOGUE}
MUCH_LATER = at(25, 9)
HOUR = timedelta(hours=1)
DANGEROUS = "Mieheni uhkaa tappaa minut."
UNREAD = "Kocam beni dövüyor, çok korkuyorum."


def missed() -> Case:
    """A request that nobody answered, with everything that the clock demanded recorded."""
    case = submitted()
    case.sweep(at(15, 9))
    return case


def judged(case: Case, as_of: datetime = MUCH_LATER) -> Judged:
    return judge(case.events, KNOWN, as_of)


def altered(case: Case, event_class: type[RequestEvent], **fields: object) -> list[RequestEvent]:
    """The stream as if the latest event of a class had said something else."""
    events = copy.deepcopy(case.events)
    target = [event for event in events if isinstance(event, event_class)][-1]
    vars(target).update(fields)
    return events


def without(case: Case, event_class: type[RequestEvent]) -> list[RequestEvent]:
    """The stream as if an event of a class had never been, with its versions closed up."""
    events = [each for each in copy.deepcopy(case.events) if not isinstance(each, event_class)]
    for version, event in enumerate(events, start=1):
        vars(event)["originator_version"] = version
    return events


def wrong(events: list[RequestEvent], as_of: datetime = MUCH_LATER) -> str:
    with pytest.raises(WrongVerdict) as raised:
        judge(events, KNOWN, as_of)
    return str(raised.value)


def late() -> Case:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(14, 10))
    case.sweep(at(15, 9))
    return case


def followed_up() -> Case:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    case.sweep(at(17, 9))
    return case


def reopened() -> Case:
    case = closed()
    case.do(AINO, ReopenRequest, moment=at(20, 9))
    case.sweep(at(24, 9))
    return case


@pytest.mark.parametrize(
    ("lived", "expected"),
    [
        (answered, Judged(promises=1)),
        (closed, Judged(promises=1)),
        (erased, Judged(promises=1)),
        (reopened, Judged(promises=2, misses=1)),
        (missed, Judged(promises=1, misses=1)),
        (late, Judged(promises=1, misses=1)),
        (followed_up, Judged(promises=2, misses=1)),
    ],
)
def test_what_was_done_rightly_is_found_right(lived: Callable[[], Case], expected: Judged) -> None:
    assert judged(lived()) == expected


def test_a_miss_that_nobody_recorded_is_found() -> None:
    assert "missed" in wrong(submitted().events)


@pytest.mark.parametrize("lived", [withdrawn, submitted])
def test_a_miss_stays_one_however_the_request_ended(lived: Callable[[], Case]) -> None:
    assert "missed" in wrong(lived().events)


def test_a_late_answer_does_not_hide_the_miss() -> None:
    assert "missed" in wrong(without(late(), PromiseMissed))


@pytest.mark.parametrize(
    ("as_of", "is_due"), [(at(11, 0) - timedelta(microseconds=1), False), (at(11, 0), True)]
)
def test_a_miss_is_due_from_the_breach_on(as_of: datetime, is_due: bool) -> None:
    case = submitted()
    case.sweep(at(10, 13))

    if is_due:
        assert "missed" in wrong(case.events, as_of)
    else:
        assert judge(case.events, KNOWN, as_of) == Judged(promises=1)


def test_a_miss_of_a_kept_promise_is_found() -> None:
    case = answered()
    promise = case.request.first.promise
    invented = PromiseMissed(
        originator_id=case.id,
        originator_version=len(case.events) + 1,
        timestamp=promise.breach_at,
        by=case.events[0].by,
        promise_number=0,
        breached_at=promise.breach_at,
    )

    assert "kept" in wrong([*case.events, invented])


@pytest.mark.parametrize(
    ("event_class", "field"),
    [
        (LookOverdue, "due_at"),
        (Reminded, "due_at"),
        (Escalated, "due_at"),
        (PromiseMissed, "breached_at"),
    ],
)
@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["later", "earlier"])
def test_another_moment_than_the_true_one_is_found(
    event_class: type[RequestEvent], field: str, by: timedelta
) -> None:
    case = missed()
    true_at: datetime = getattr(case.last(event_class), field)

    assert event_class.kind() in wrong(altered(case, event_class, **{field: true_at + by}))


def test_a_step_recorded_before_it_was_due_is_found() -> None:
    assert "escalated" in wrong(altered(missed(), Escalated, timestamp=at(9, 9)))


def moved(promise: Promise) -> Promise:
    return replace(promise, breach_at=promise.breach_at + timedelta(days=1))


def test_a_promise_figured_otherwise_is_found() -> None:
    case = answered()
    other = moved(case.request.first.promise)

    assert "promise ends at" in wrong(altered(case, Submitted, promise=other))


def test_a_follow_up_figured_otherwise_is_found() -> None:
    case = followed_up()
    other = moved(case.request.promises[1].promise)

    assert "promise ends at" in wrong(altered(case, MessageReceived, follow_up=other))


def test_a_promise_of_another_arrival_is_found() -> None:
    case = answered(moment=at(10, 9))
    other = answered(moment=at(9, 9)).request.first.promise

    assert "promise ends at" in wrong(altered(case, Submitted, promise=other))


def test_a_look_figured_otherwise_is_found() -> None:
    case = answered()
    other = replace(case.last(Submitted).look_by, due_at=at(8, 15))

    assert "look" in wrong(altered(case, Submitted, look_by=other))


def test_the_look_at_a_dangerous_message_is_judged_by_the_message() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(9, 10))
    case.sweep(at(9, 12))

    assert judged(case, at(9, 12)).promises == 2


@pytest.mark.parametrize("message", ["Emme jaksa.", UNREAD, DANGEROUS])
def test_the_look_at_a_request_is_judged_by_what_its_words_showed(message: str) -> None:
    case = submitted(message)
    case.do(REQUESTER, WriteMessage, text=UNREAD)

    assert judged(case, at(8, 9, 30)) == Judged(promises=1)


def test_a_look_that_an_unread_language_does_not_explain_is_found() -> None:
    events = altered(submitted(UNREAD), Submitted, language_unread=False)

    assert "the look was due at" in wrong(events, at(8, 10))


def endangered(**before: object) -> Case:
    """Details that show danger, with an offer that waits where `before` says so."""
    case = claimed()
    if before:
        case.do(AINO, OfferTransfer, **before)  # type: ignore[arg-type]
    details = Details(plea=RequestWords(avoid=DANGEROUS))
    case.do(REQUESTER, AddDetails, details=details)
    return case


def test_the_look_at_dangerous_details_is_judged_by_the_details() -> None:
    assert judged(endangered(unit="neuvola"), at(8, 10)) == Judged(promises=1)


@pytest.mark.parametrize("field", ["look_by", "offer_due_at"])
def test_what_danger_in_details_set_going_otherwise_is_found(field: str) -> None:
    case = endangered(unit="neuvola")
    alarm = case.last(DetailsAdded).alarm
    assert alarm and alarm.offer_due_at
    later = {
        "look_by": replace(alarm.look_by, due_at=alarm.look_by.due_at + HOUR),
        "offer_due_at": alarm.offer_due_at + HOUR,
    }

    events = altered(case, DetailsAdded, alarm=replace(alarm, **{field: later[field]}))

    assert "is due otherwise" in wrong(events, at(8, 10))


def test_a_look_at_a_message_figured_otherwise_is_found() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(9, 10))
    look = case.last(MessageReceived).look_by
    assert look is not None

    assert "look" in wrong(altered(case, MessageReceived, look_by=replace(look, due_at=at(9, 15))))


def test_the_promise_of_a_reopening_is_judged() -> None:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest, moment=at(14, 9))
    other = answered(moment=at(10, 9)).request.first.promise

    assert "promise ends at" in wrong(altered(case, Reopened, follow_up=other))


def test_a_look_told_late_that_nobody_waited_for_is_found() -> None:
    case = submitted()
    case.sweep(at(8, 11))
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    events = case.events
    told = replace(case.last(LookOverdue), originator_version=len(events) + 1)

    assert "no look" in wrong([*events, told])


def test_a_catalogue_that_was_never_published_is_found() -> None:
    assert "lappi-0" in wrong(altered(answered(), Submitted, catalogue_version="lappi-0"))


def test_an_event_that_was_taken_out_is_found() -> None:
    events = answered().events

    assert "version 2 is missing" in wrong([events[0], *events[2:]])


# -- another holiday table --


def by_another_table(case: Case, **fields: object) -> list[RequestEvent]:
    promise = replace(
        case.request.first.promise, calendar_version="fi-holidays-9.9+lapland-1", **fields
    )
    return altered(case, Submitted, promise=promise)


def test_a_promise_by_a_table_that_is_gone_stands() -> None:
    assert judge(by_another_table(answered()), KNOWN, MUCH_LATER).elsewhere == 1


def test_a_promise_by_a_table_that_is_gone_still_fits_its_days() -> None:
    events = by_another_table(answered(), breach_at=at(12, 0))

    assert "days that it counted" in wrong(events)


def test_every_published_catalogue_may_have_counted() -> None:
    case = followed_up()
    newer: Catalogue = replace(CATALOGUE, version="lappi-newer")

    known = {newer.version: newer, **KNOWN}
    assert judge(case.events, known, MUCH_LATER).promises == 2


def offered_in_danger() -> Case:
    """Offered, hastened by an emergency, and back by itself."""
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola", moment=at(8, 10))
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(8, 10, 30))
    case.sweep(at(8, 11))
    return case


def test_an_offers_moments_are_found_right() -> None:
    judge(offered_in_danger().events, KNOWN, at(8, 12))


@pytest.mark.parametrize(
    ("event_class", "field"),
    [
        (TransferOffered, "due_at"),
        (UrgencyAssessed, "offer_due_at"),
        (TransferReturned, "due_at"),
    ],
)
def test_an_offer_that_falls_due_at_another_moment_is_found(
    event_class: type[RequestEvent], field: str
) -> None:
    events = altered(offered_in_danger(), event_class, **{field: at(8, 10, 44)})

    assert "due" in wrong(events, at(8, 12))


def test_an_offer_that_came_back_before_its_moment_is_found() -> None:
    events = altered(offered_in_danger(), TransferReturned, timestamp=at(8, 10, 40))

    assert "transfer-returned" in wrong(events, at(8, 12))


def test_what_was_never_offered_does_not_come_back() -> None:
    events = without(offered_in_danger(), TransferOffered)

    assert "no such offer" in wrong(events, at(8, 12))


# -- marks that a wrong clock made --


def retracted() -> Case:
    """What a clock six days ahead marked is retracted by a right one, and comes at its time."""
    case = submitted()
    case.sweep(at(14, 9))
    case.do(SYSTEM, RetractMarks, moment=at(8, 10), until=at(8, 10, 2))
    case.sweep(at(15, 9))
    return case


def test_marks_that_were_retracted_and_made_again_are_right() -> None:
    assert judged(retracted()).misses == 1


@pytest.mark.parametrize(
    "fields", [{"timestamp": at(14, 9)}, {"versions": (2,)}], ids=["later", "no mark"]
)
def test_a_retraction_of_what_stands_is_found(fields: dict[str, object]) -> None:
    assert "wrongly" in wrong(altered(retracted(), MarksRetracted, **fields))
