"""Does a retraction at any moment lose nothing, lengthen no promise and spoil no figure?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.figures.response_times import ResponseModel
from projections.views.request.messages import messages
from tests.domain.given import AINO, CATALOGUE, KERTTU, MINUTE, Case
from tests.properties.histories import History, histories, lived, tried
from triage.codes import ReplyKind
from triage.evidence.verdicts import judge
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.retracting import RetractReply
from triage.request.events import Replied, ReplyRetracted
from triage.request.words import RequestWords

bounded = settings(max_examples=60)
TIMES = ResponseModel()
retractions = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3), st.booleans()), max_size=4)


def with_retractions(history: History, wanted: list[tuple[int, int, bool]]) -> History:
    """The history with a first answer in it, and retractions at random moments."""
    moment, plea, acts = history
    said = {"reply_kind": ReplyKind.ANSWER, "writer_confirmed": True}
    mixed = [(AINO, ReplyToRequester, said, MINUTE), *acts]
    for place, number, personal in wanted:
        fields = {"reply": number, "personal_data": personal}
        mixed.insert(1 + place % len(mixed), (AINO, RetractReply, fields, MINUTE))
    return moment, plea, mixed


def retracts_rightly(case: Case) -> None:
    """What holds after every act, whatever was retracted."""
    request, events = case.request, case.events
    taken_back = {each.reply for each in events if isinstance(each, ReplyRetracted)}
    for promise in request.promises:
        assert promise.answered_by not in taken_back
        answered = promise.answered_by and request.words_of_staff[promise.answered_by].at
        assert promise.answered_at == (answered or None)
    standing = {each.at for each in request.standing if each.counts}
    row = case.row(TIMES)
    assert row["answered_at"] is None or row["answered_at"] in standing
    assert (row["answered_at"] is None) == (row["working_minutes"] is None)
    # Nothing is lost: each message of staff keeps its place, its words where they may be read.
    shown = [each for each in messages(events, RequestWords()) if each.number]
    assert len(shown) == sum(isinstance(each, Replied) for each in events)


@bounded
@given(histories, retractions)
def test_nothing_that_was_taken_back_keeps_a_promise_or_counts(
    history: History, wanted: list[tuple[int, int, bool]]
) -> None:
    lived(with_retractions(history, wanted), after_each=retracts_rightly)


@bounded
@given(histories, st.integers(1, 3))
def test_no_promise_is_longer_after_a_retraction(history: History, number: int) -> None:
    case = lived(with_retractions(history, []))
    before = case.request
    if not tried(case, KERTTU, RetractReply, {"reply": number, "personal_data": True}, MINUTE):
        return
    after = case.request

    promised = [each.promise for each in before.promises]
    assert [each.promise for each in after.promises] == promised
    for each in case.events[before.version :]:
        if isinstance(each, ReplyRetracted) and each.opens:
            first = min(after.promises[number].promise.breach_at for number in each.unkept)
            assert after.nearest_due_at is not None and after.nearest_due_at <= first
            assert after.unanswered


@bounded
@given(histories, retractions)
def test_the_verdict_of_any_such_history_is_right_once_it_is_swept(
    history: History, wanted: list[tuple[int, int, bool]]
) -> None:
    case = lived(with_retractions(history, wanted))
    case.sweep(case.now + MINUTE)

    judge(case.events, {CATALOGUE.version: CATALOGUE}, case.now)
