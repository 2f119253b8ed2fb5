"""Does a heap ever put off a look or a promise, whatever happens to a request?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.given import KERTTU, MINUTE, Case
from tests.properties.histories import History, acts, histories, lived, tried
from triage.request.commands.together.heaps import CloseTogether, TakeBackClosing, closes_together
from triage.request.help_request import HelpRequest
from triage.request.state.heaps import Burst

BURST = Burst(heap=UUID(int=1), key=b"k" * 32)
TOGETHER = UUID(int=2)
bounded = settings(max_examples=60)


def told(request: HelpRequest) -> tuple[object, ...]:
    """What decides when somebody looks and answers, and who."""
    return (
        request.state,
        request.unit,
        request.flagged,
        request.look_by,
        request.nearest_due_at,
        request.unanswered,
        [each.promise for each in request.promises],
        request.outcome,
    )


@bounded
@given(histories)
def test_a_request_of_a_heap_lives_as_one_of_none(history: History) -> None:
    marked, plain = lived(history, burst=BURST), lived(history)
    assert marked.kinds == plain.kinds
    assert told(marked.request) == told(plain.request)


def due(request: HelpRequest) -> list[datetime | None]:
    return [request.look_due_at, request.emergency_due_at, request.nearest_due_at]


def closed_and_taken_back(case: Case, gap: timedelta) -> None:
    """Where the rules let it be closed with others, it is, and the clock goes on meanwhile."""
    before = case.request
    heaped = before.heaped
    assert heaped is not None
    given_ = {"heap": BURST.heap, "words_mac": heaped.words_mac or "", "together": TOGETHER}
    was_closed = tried(case, KERTTU, CloseTogether, given_, MINUTE)
    # A coordinator who stepped aside knows of none.
    assert closes_together(before) or not was_closed
    if not was_closed:
        return
    assert not before.pressing
    case.sweep(case.now + gap)
    case.do(KERTTU, TakeBackClosing, together=TOGETHER)
    after = case.request
    assert told(after) == told(before)
    assert due(after) == due(before)


@bounded
@given(histories, st.lists(acts, max_size=2), st.sampled_from([1, 600, 5_000, 40_000]))
def test_taking_back_gives_every_moment_back(
    history: History, few: list[object], minutes: int
) -> None:
    moment, plea, _ = history
    short: History = (moment, plea, few)  # type: ignore[assignment]
    closed_and_taken_back(lived(short, burst=BURST), minutes * MINUTE)
