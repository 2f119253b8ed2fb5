"""What stands above what in the queue, at which moment?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from projections.views.queue.order import Place, Places
from tests.domain.given import AINO, REQUESTER, Case, at, submitted
from tests.domain.shown import row_of
from tests.followed_queue import FollowedQueue, followed_queue
from triage.codes import ReplyKind, Urgency
from triage.errors.requests import BadPlace
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.handling import AssessUrgency, ClaimRequest
from triage.request.commands.transfer import OfferTransfer

DANGER = "Mieheni uhkaa tappaa minut."
UNREAD = "Kocam beni dövüyor, çok korkuyorum."
NUMBERS = count()
# Ids fall as arrivals rise, so that no order by id passes for one by arrival.
HIGHEST = (1 << 100) - 1


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowedQueue]:
    with followed_queue(tmp_path_factory.mktemp("queue")) as queue:
        yield queue


@pytest.fixture
def queue(files: FollowedQueue) -> FollowedQueue:
    """A queue that shows only what this test puts in."""
    files.cases = {}
    return files


def came(moment: datetime, message: str = "Emme jaksa.") -> Case:
    return submitted(message, moment=moment, request_id=UUID(int=HIGHEST - next(NUMBERS)))


def looked_at(case: Case, level: Urgency, *, claim: bool = False) -> Case:
    case.do(AINO, AssessUrgency, level=level)
    if claim:
        case.do(AINO, ClaimRequest)
    return case


def writes(case: Case, moment: datetime, text: str = "Vielä yksi asia.") -> None:
    requester = replace(REQUESTER, request_id=case.id)
    case.do(requester, WriteMessage, text=text, moment=moment)


def named(queue: FollowedQueue, cases: dict[str, Case], now: datetime, **filters: str) -> list[str]:
    names = {case.id: name for name, case in cases.items()}
    return [names[each] for each in queue.in_order(now, **filters)]


def test_what_burns_first_stands_first(queue: FollowedQueue) -> None:
    cases = {
        "urgent and claimed": looked_at(came(at(14, 8)), Urgency.URGENT, claim=True),
        "time left": looked_at(came(at(14, 8, 30)), Urgency.NORMAL),
        "urgent and free": looked_at(came(at(14, 9)), Urgency.URGENT),
        "late": looked_at(came(at(8, 9)), Urgency.NORMAL, claim=True),
        "danger": came(at(14, 9, 50), DANGER),
        "danger that came later": came(at(14, 9, 57), DANGER),
        "unread, due later": came(at(14, 9, 45), UNREAD),
        "unread, due sooner": came(at(14, 9, 40), UNREAD),
        "unread and looked at": looked_at(came(at(14, 8, 40), UNREAD), Urgency.NORMAL),
        "emergency": looked_at(came(at(14, 9, 55)), Urgency.EMERGENCY, claim=True),
        "unlooked, due at eleven": came(at(14, 9)),
        "unlooked, due at ten": came(at(14, 8)),
    }
    for case in cases.values():
        queue.take(case)

    assert named(queue, cases, at(14, 10)) == [
        "emergency",
        "danger",
        "danger that came later",
        "unread, due sooner",
        "unread, due later",
        "late",
        "urgent and free",
        "unlooked, due at ten",
        "unlooked, due at eleven",
        "urgent and claimed",
        "time left",
        "unread and looked at",
    ]


def test_what_is_late_depends_on_the_moment(queue: FollowedQueue) -> None:
    cases = {
        "urgent": looked_at(came(at(9, 9)), Urgency.URGENT),
        "normal": looked_at(came(at(8, 9)), Urgency.NORMAL),
    }
    for case in cases.values():
        queue.take(case)

    assert named(queue, cases, at(10, 23)) == ["urgent", "normal"]
    assert named(queue, cases, at(11, 0)) == ["normal", "urgent"]


def test_of_danger_the_look_that_is_due_first_is_first(queue: FollowedQueue) -> None:
    cases = {
        "later": came(at(8, 9, 20), DANGER),
        "in a message": looked_at(came(at(8, 8)), Urgency.NORMAL, claim=True),
        "earlier": came(at(8, 9), DANGER),
    }
    writes(cases["in a message"], at(8, 9, 10), text=DANGER)
    for case in cases.values():
        queue.take(case)

    assert named(queue, cases, at(8, 12)) == ["earlier", "in a message", "later"]


def test_of_two_emergencies_the_one_that_waits_longer_is_first(queue: FollowedQueue) -> None:
    cases = {"second": came(at(8, 8)), "first": came(at(8, 9))}
    cases["first"].do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(8, 9, 5))
    cases["second"].do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(8, 9, 10))
    for case in cases.values():
        queue.take(case)

    assert named(queue, cases, at(8, 10)) == ["first", "second"]


def test_of_what_is_late_the_longest_is_first(queue: FollowedQueue) -> None:
    cases = {"one day": came(at(9, 9)), "two days": came(at(8, 9)), "just": came(at(10, 9))}
    for case in cases.values():
        queue.take(looked_at(case, Urgency.URGENT))

    assert named(queue, cases, at(15, 9)) == ["two days", "one day", "just"]


def test_ties_go_by_arrival_and_never_by_id(queue: FollowedQueue) -> None:
    cases = {str(number): looked_at(came(at(8, 9)), Urgency.NORMAL) for number in range(6)}
    for case in cases.values():
        queue.take(case)
    # What happens later to a row does not make it a later arrival.
    cases["2"].do(AINO, ClaimRequest)
    queue.take(cases["2"])

    assert named(queue, cases, at(8, 10)) == list("012345")


def test_what_waits_for_nobody_of_us_stands_last(queue: FollowedQueue) -> None:
    cases = {"answered": came(at(8, 8)), "waits": came(at(9, 9))}
    cases["answered"].do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)
    for case in cases.values():
        queue.take(case)

    assert named(queue, cases, at(9, 10)) == ["waits", "answered"]
    assert named(queue, cases, at(9, 10), due="any") == ["waits"]


def test_an_offer_stays_in_the_list_of_what_waits_after_an_answer(queue: FollowedQueue) -> None:
    cases = {"offered": looked_at(came(at(8, 8)), Urgency.NORMAL)}
    cases["offered"].do(AINO, OfferTransfer, unit="neuvola")
    cases["offered"].do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    queue.take(cases["offered"])

    assert named(queue, cases, at(8, 9), due="any") == ["offered"]


# -- how much time is left --


def minutes_left(case: Case, now: datetime) -> int | None:
    return row_of(case, now).minutes_left


def test_an_emergency_has_minutes_on_the_wall() -> None:
    case = came(at(12, 21))
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(12, 22))

    assert (minutes_left(case, at(12, 22)), minutes_left(case, at(12, 23, 10))) == (60, -10)


def test_an_emergency_said_again_waits_no_longer() -> None:
    case = came(at(12, 21))
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(12, 22))
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY, moment=at(12, 22, 30))

    assert minutes_left(case, at(12, 22, 30)) == 30


def test_what_is_written_in_an_emergency_has_its_own_minutes() -> None:
    case = came(at(8, 9))
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert minutes_left(case, at(8, 10)) is None

    writes(case, at(8, 12))

    assert minutes_left(case, at(8, 12)) == 60


def test_an_unread_language_stands_by_its_look_however_late_the_answer_is(
    queue: FollowedQueue,
) -> None:
    late = looked_at(came(at(8, 9)), Urgency.NORMAL)
    writes(late, at(14, 9, 50), UNREAD)
    cases = {"late, looked at later": late, "looked at sooner": came(at(14, 9, 40), UNREAD)}
    for case in cases.values():
        queue.take(case)

    assert named(queue, cases, at(14, 10)) == ["looked at sooner", "late, looked at later"]


def test_what_is_no_emergency_any_more_has_its_promise() -> None:
    case = came(at(8, 9))
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert row_of(case, at(8, 10)).due_at == at(11, 0)


def test_the_nearest_moment_is_the_look_then_the_receivers_word_then_the_promise() -> None:
    case = came(at(8, 9))
    assert minutes_left(case, at(8, 10)) == 60
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(8, 10))
    case.do(AINO, OfferTransfer, unit="neuvola", moment=at(8, 10))
    assert minutes_left(case, at(8, 10)) == 120
    case.sweep(at(8, 12))
    assert row_of(case, at(8, 12)).due_at == at(11, 0)


@pytest.mark.parametrize(
    ("message", "because"), [(DANGER, "danger"), (UNREAD, "language"), ("Emme jaksa.", None)]
)
def test_a_look_says_why_it_is_wanted(message: str, because: str | None) -> None:
    assert row_of(came(at(8, 9), message), at(8, 9)).look_because == because


def test_a_look_that_was_taken_says_nothing() -> None:
    case = looked_at(came(at(8, 9), DANGER), Urgency.URGENT)

    assert row_of(case, at(8, 10)).look_because is None


# -- places --

KEY = (4, at(9, 0), 7)


def test_a_place_comes_back_as_it_was_written() -> None:
    place = Place(as_of=at(8, 9)).after(KEY, 12).after((2, at(8, 0), 3), 15)
    places = Places(b"k" * 32)

    assert places.read(places.written(place)) == place


@pytest.mark.parametrize("text", ["", "x", "eyJhIjoxfQ==", "ää"])
def test_a_place_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(BadPlace):
        Places(b"k" * 32).read(text)


def test_a_place_tells_nothing_and_fits_no_other_key() -> None:
    written = Places(b"k" * 32).written(Place(as_of=at(8, 9)).after(KEY, 12))

    assert written != Places(b"k" * 32).written(Place(as_of=at(8, 9)).after(KEY, 12))
    with pytest.raises(BadPlace):
        Places(b"l" * 32).read(written)


def test_a_place_does_not_grow_without_end() -> None:
    place = Place(as_of=at(8, 9))
    for number in range(100):
        place = place.after((4, at(9, 0) - number * timedelta(minutes=1), 7), number)

    assert len(place.seen) <= 8
    assert len(Places(b"k" * 32).written(place)) < 1_500
