"""What counts as an answer? Replies of three kinds, calls that reach, calls that do not."""

from datetime import datetime, timedelta

import pytest

from tests.domain.given import (
    AINO,
    ENDINGS,
    REFUSED_AFTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    submitted,
)
from triage.codes import Channel, ReplyKind, State
from triage.errors.requests import RequestErased
from triage.request.commands.dialogue import AddNote, RecordContactAttempt, ReplyToRequester
from triage.request.events import ContactAttempted, Noted, PromiseMissed, Replied

MOMENT_BEFORE = timedelta(microseconds=1)
BREACH = at(11, 0)


def reply(case: Case, kind: ReplyKind, moment: datetime | None = None) -> None:
    case.do(AINO, ReplyToRequester, reply_kind=kind, moment=moment)


def is_answered(case: Case) -> bool:
    return case.request.first.answered_at is not None


# -- replies --


@pytest.mark.parametrize("kind", [ReplyKind.ANSWER, ReplyKind.QUESTION])
def test_an_answer_or_a_question_keeps_the_promise(kind: ReplyKind) -> None:
    case = claimed()

    reply(case, kind, at(9, 10))

    assert case.request.first.answered_at == at(9, 10)


def test_a_holding_reply_never_keeps_the_promise() -> None:
    case = claimed()

    reply(case, ReplyKind.HOLDING)

    assert (is_answered(case), case.request.state) == (False, State.CLAIMED)


def test_after_a_question_it_is_the_requesters_turn() -> None:
    case = claimed()

    reply(case, ReplyKind.QUESTION)

    assert case.request.waiting_for == "requester"


def test_after_an_answer_nothing_waits() -> None:
    assert answered().request.waiting_for is None


def test_the_first_answer_holds_its_opening_minutes() -> None:
    case = claimed(moment=at(8, 15))

    reply(case, ReplyKind.ANSWER, at(9, 9, 30))

    assert case.last(Replied).working_minutes == 60 + 90


def test_a_second_answer_leaves_the_moment_and_minutes_of_the_first() -> None:
    case = claimed()
    reply(case, ReplyKind.ANSWER, at(8, 10))

    reply(case, ReplyKind.ANSWER, at(8, 12))

    assert (case.request.first.answered_at, case.request.working_minutes) == (at(8, 10), 60)


@pytest.mark.parametrize(("moment", "missed"), [(BREACH - MOMENT_BEFORE, False), (BREACH, True)])
def test_the_promise_is_kept_until_midnight_and_not_at_it(moment: datetime, missed: bool) -> None:
    case = claimed()
    reply(case, ReplyKind.ANSWER, moment)

    kinds = case.sweep(at(14, 9))

    assert (PromiseMissed.kind() in kinds) is missed


def test_replying_to_what_nobody_has_takes_it_in_hand() -> None:
    case = submitted()

    kinds = case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)

    assert (kinds, case.request.claimed_by) == (("claimed", "replied"), "aino")


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_takes_no_reply(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert type(refusal) is REFUSED_AFTER[ending]


def test_the_unit_that_answered_is_remembered() -> None:
    assert answered().request.answered_in == "perhesosiaalityo"


# -- notes --


def test_a_note_is_no_answer() -> None:
    case = claimed()

    case.do(AINO, AddNote)

    assert not is_answered(case)


def test_a_note_may_be_added_after_the_end() -> None:
    case = closed()

    case.do(AINO, AddNote, text="Soitto koululta.")

    text = case.last(Noted).text
    assert text is not None and text.reveal() == "Soitto koululta."


def test_an_erased_request_takes_no_note() -> None:
    assert type(ENDINGS["erased"]().refusal(AINO, AddNote)) is RequestErased


# -- calls that reach --


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.MEETING, Channel.VIDEO])
def test_a_reached_call_or_meeting_is_an_answer(channel: Channel) -> None:
    case = claimed()

    case.do(AINO, RecordContactAttempt, channel=channel, reached=True, moment=at(9, 9))

    assert (case.request.first.answered_at, case.request.working_minutes) == (at(9, 9), 8 * 60)


def test_a_call_may_be_recorded_without_a_word() -> None:
    case = claimed()

    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True, text=None)

    assert case.last(ContactAttempted).text is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_takes_no_call(ending: str) -> None:
    case = ENDINGS[ending]()

    refusal = case.refusal(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True)

    assert type(refusal) is REFUSED_AFTER[ending]


@pytest.mark.parametrize("channel", [Channel.LETTER, Channel.SMS, Channel.EMAIL])
def test_what_was_delivered_is_no_conversation_and_no_answer(channel: Channel) -> None:
    case = claimed()

    case.do(AINO, RecordContactAttempt, channel=channel, reached=True)

    assert (is_answered(case), case.request.waiting_for) == (False, "us")
