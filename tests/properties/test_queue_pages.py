"""Does who pages through the queue see every row that is open throughout, whatever moves?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from uuid import UUID, uuid5

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from projections.views.queue.order import Place
from tests.domain.given import AINO, MINUTE, REQUEST_ID, REQUESTER, Case, at, submitted
from tests.followed_queue import FollowedQueue, followed_queue
from tests.properties.histories import DANGEROUS, Act, acts, tried
from triage.codes import Outcome, Urgency
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency

NUMBERS = count()
REQUESTS = 6
BEGUN_AT = at(8, 12)
# Between two pages these things happen to these requests, by their numbers.
moves = st.lists(st.tuples(st.integers(0, REQUESTS - 1), acts), max_size=4)
messages = st.lists(
    st.sampled_from(("Emme jaksa.", DANGEROUS)), min_size=REQUESTS, max_size=REQUESTS
)
Moves = list[tuple[int, Act]]


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowedQueue]:
    with followed_queue(tmp_path_factory.mktemp("queue")) as opened:
        yield opened


def begun(queue: FollowedQueue, texts: list[str]) -> list[Case]:
    """Fresh requests, a quarter of an hour apart, in a queue that shows them alone."""
    queue.cases = {}
    return [
        queue.take(
            submitted(
                text,
                moment=at(8, 9) + number * 15 * MINUTE,
                request_id=uuid5(REQUEST_ID, str(next(NUMBERS))),
            )
        )
        for number, text in enumerate(texts)
    ]


def happens(queue: FollowedQueue, case: Case, act: Act) -> None:
    actor, command, fields, gap = act
    actor = replace(actor, request_id=case.id) if actor == REQUESTER else actor
    tried(case, actor, command, fields, gap)
    queue.take(case)


# Not shrunk: with a log on a disk that takes longer than a test may.
@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(texts=messages, limit=st.integers(1, 3), between=st.lists(moves, min_size=2, max_size=8))
def test_a_row_that_is_open_throughout_is_on_some_page(
    queue: FollowedQueue, texts: list[str], limit: int, between: list[Moves]
) -> None:
    cases = begun(queue, texts)
    open_throughout = set(queue.cases)
    seen: set[UUID] = set()
    place: Place | None = Place(as_of=BEGUN_AT)
    pages = 0
    while place is not None:
        page, place = queue.page(place, limit=limit)
        assert len(page) == len(set(page)) <= limit
        seen.update(page)
        for number, act in between[pages] if pages < len(between) else ():
            happens(queue, cases[number], act)
        open_throughout -= {each.id for each in cases if each.request.ended and place}
        pages += 1
        assert pages <= len(between) + REQUESTS + 1, "once nothing moves, the pages end"

    assert open_throughout <= seen


def test_what_becomes_an_emergency_meanwhile_is_on_top_of_the_next_page(
    queue: FollowedQueue,
) -> None:
    cases = begun(queue, ["Emme jaksa."] * REQUESTS)
    first, place = queue.page(Place(as_of=BEGUN_AT), limit=2)
    assert place is not None

    cases[4].do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    queue.take(cases[4])

    assert first == [cases[0].id, cases[1].id]
    assert queue.page(place, limit=2)[0] == [cases[4].id, cases[2].id]


def test_more_than_a_page_may_move_ahead(queue: FollowedQueue) -> None:
    cases = begun(queue, ["Emme jaksa."] * REQUESTS)
    _, place = queue.page(Place(as_of=BEGUN_AT), limit=1)
    for case in cases[2:]:
        case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
        queue.take(case)

    seen: list[UUID] = []
    while place is not None:
        page, place = queue.page(place, limit=1)
        seen += page

    assert seen == [each.id for each in (*cases[2:], cases[1])]


def test_time_moves_no_row_between_two_pages(queue: FollowedQueue) -> None:
    cases = begun(queue, ["Emme jaksa."] * 2)
    for case in cases:
        case.do(AINO, AssessUrgency, level=Urgency.URGENT)
        queue.take(case)
    late_at = at(11, 0)

    first, place = queue.page(Place(as_of=late_at - MINUTE), limit=1)
    assert place is not None

    assert (first, queue.page(place, limit=1)[0]) == ([cases[0].id], [cases[1].id])
    assert place.as_of == late_at - MINUTE


def test_what_ends_while_it_is_read_is_not_waited_for(queue: FollowedQueue) -> None:
    cases = begun(queue, ["Emme jaksa."] * 3)
    _, place = queue.page(Place(as_of=BEGUN_AT), limit=1)
    assert place is not None
    cases[1].do(AINO, CloseRequest, outcome=Outcome.SPAM)
    queue.take(cases[1])

    assert queue.page(place, limit=5) == ([cases[2].id], None)
