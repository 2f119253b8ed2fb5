"""When does an answer count as opened?"""

from __future__ import annotations

import pytest

from projections.figures.response_times import ResponseModel
from projections.views.queue.waiting import QueueModel
from projections.views.request.request_shown import contents
from tests.domain.given import AINO, REQUESTER, Case, answered, at, claimed, submitted
from triage.codes import Channel, ReplyKind
from triage.request.commands.dialogue import (
    AddNote,
    NoteAnswerOpened,
    RecordContactAttempt,
    ReplyToRequester,
)

QUEUE, TIMES = QueueModel(), ResponseModel()


def opened(case: Case) -> Case:
    """The requester reads what there is, as the routes note it."""
    reply = case.own_view().unopened_reply
    assert reply is not None
    case.do(REQUESTER, NoteAnswerOpened, reply=reply)
    return case


def unopened(case: Case) -> object:
    return case.row(QUEUE)["answer_unopened"]


def test_an_answer_is_unopened_until_the_requester_reads_it() -> None:
    case = answered()
    assert unopened(case) is True

    opened(case)

    assert unopened(case) is False
    assert case.own_view().unopened_reply is None


@pytest.mark.parametrize("begin", [submitted, claimed])
def test_where_nothing_was_written_nothing_is_unopened(begin: type[Case]) -> None:
    assert unopened(begin()) is False


def test_a_further_message_of_staff_is_unopened_again() -> None:
    case = opened(answered())
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)

    assert unopened(case) is True


def test_reading_again_records_nothing_more() -> None:
    case = answered()
    reply = case.own_view().unopened_reply
    case.do(REQUESTER, NoteAnswerOpened, reply=reply)

    assert case.do(REQUESTER, NoteAnswerOpened, reply=reply) == ()


def test_what_was_written_after_the_reading_stays_unopened() -> None:
    """The note of a reading may come after the next message."""
    case = answered()
    reply = case.own_view().unopened_reply
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)
    case.do(REQUESTER, NoteAnswerOpened, reply=reply)

    assert unopened(case) is True


def test_a_message_that_staff_never_wrote_is_not_opened() -> None:
    case = answered()

    assert case.do(REQUESTER, NoteAnswerOpened, reply=case.request.version + 1) == ()


# -- what is counted: the first answer --


def test_the_first_answer_is_opened_when_it_is_read_first() -> None:
    case = answered()
    assert case.row(TIMES)["opened_at"] is None
    reply = case.own_view().unopened_reply
    case.do(REQUESTER, NoteAnswerOpened, reply=reply, moment=at(10, 9))
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION, moment=at(10, 10))
    opened(case)

    assert case.row(TIMES)["opened_at"] == at(10, 9)


def test_a_holding_reply_that_was_read_is_no_answer_that_was() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)
    opened(case)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert case.row(TIMES)["opened_at"] is None


def test_a_spoken_answer_has_reached_its_requester() -> None:
    case = claimed()
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True, moment=at(8, 12))

    assert case.row(TIMES)["opened_at"] == at(8, 12)


# -- who is told --


def test_an_act_on_what_staff_saw_is_not_stale_because_somebody_read_the_answer() -> None:
    case = answered()
    seen = case.row(QUEUE)["version"]
    opened(case)

    assert case.row(QUEUE)["version"] == seen
    case.do(AINO, AddNote, expected_version=seen)


def test_the_history_that_staff_read_has_a_line_for_each_version() -> None:
    case = opened(answered())
    shown = contents(case.request, case.events)

    assert len(shown.history) == case.row(QUEUE)["version"]
