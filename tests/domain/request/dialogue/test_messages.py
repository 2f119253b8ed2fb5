"""What does a later message of the requester set going?"""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.domain.given import (
    AINO,
    ENDINGS,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    submitted,
    withdrawn,
)
from triage.actors import Actor, Role
from triage.codes import Channel, Outcome, ReplyKind, State, Urgency
from triage.errors.requests import (
    NotAllowed,
    RequestClosed,
    RequestErased,
    RequestUnknown,
    TooManyMessages,
)
from triage.request.commands.dialogue import (
    MESSAGES_THAT_MAY_WAIT,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import CloseRequest, ReopenRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.events import Closed, MessageReceived, Replied
from triage.text.personal import Personal


def waiting_again() -> Case:
    """Answered on Tuesday; on Monday the requester wrote on."""
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    return case


def test_a_message_after_the_answer_opens_a_follow_up_of_the_same_length() -> None:
    case = answered()

    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    follow_up = case.last(MessageReceived).follow_up
    assert follow_up is not None
    assert follow_up.counted_on == (date(2026, 9, 15), date(2026, 9, 16))


def test_a_message_that_waits_for_an_answer_makes_it_our_turn() -> None:
    assert waiting_again().request.waiting_for == "us"


def test_a_message_before_the_answer_opens_no_promise_of_its_own() -> None:
    case = claimed()

    case.do(REQUESTER, WriteMessage)

    assert (case.last(MessageReceived).follow_up, case.request.unanswered) == (None, (0,))


def test_a_second_message_opens_no_second_follow_up() -> None:
    case = waiting_again()

    case.do(REQUESTER, WriteMessage, moment=at(15, 9))

    assert case.request.unanswered == (1,)


def test_the_reply_to_a_question_opens_a_follow_up() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)

    case.do(REQUESTER, WriteMessage)

    assert (case.request.unanswered, case.request.waiting_for) == ((1,), "us")


def test_a_reply_answers_the_follow_up_and_leaves_the_first_answer_alone() -> None:
    case = waiting_again()
    first = case.request.first.answered_at

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(15, 9))

    promises = case.request.promises
    assert [each.answered_at for each in promises] == [first, at(15, 9)]


def test_a_holding_reply_answers_no_follow_up() -> None:
    case = waiting_again()

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)

    assert case.request.unanswered == (1,)


def test_a_reached_call_answers_a_follow_up() -> None:
    case = waiting_again()

    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True)

    assert case.request.unanswered == ()


def test_a_follow_up_leaves_the_opening_minutes_of_the_first_answer() -> None:
    case = waiting_again()
    minutes = case.request.working_minutes

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(16, 9))

    assert (case.last(Replied).working_minutes, case.request.working_minutes) == (None, minutes)


def test_a_follow_up_is_enforced_like_the_first_promise() -> None:
    case = waiting_again()

    assert case.sweep(at(17, 9)) == ("reminded", "escalated", "promise-missed")


def test_a_thank_you_does_not_keep_a_request_from_being_closed() -> None:
    case = waiting_again()

    assert case.do(AINO, CloseRequest, outcome=Outcome.ADVICE) == ("closed",)


def test_closing_settles_a_follow_up_before_it_is_missed() -> None:
    case = waiting_again()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert case.sweep(at(21, 9)) == ()


def test_closing_does_not_undo_a_follow_up_that_was_missed() -> None:
    case = waiting_again()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, moment=at(18, 9))

    assert case.sweep(at(18, 10)) == ("promise-missed",)


def test_a_follow_up_settled_by_closing_stays_settled_after_reopening() -> None:
    case = waiting_again()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    case.do(AINO, ReopenRequest)

    assert 1 not in case.request.unanswered


def test_a_message_is_the_requesters_with_no_name() -> None:
    by = waiting_again().last(MessageReceived).by

    assert (by.role, by.username) == (Role.REQUESTER, None)


def test_another_receipt_does_not_write_here() -> None:
    stranger = Actor(role=Role.REQUESTER, request_id=UUID(int=8))

    assert type(answered().refusal(stranger, WriteMessage)) is RequestUnknown


def test_staff_do_not_write_as_the_requester() -> None:
    assert type(claimed(AINO).refusal(AINO, WriteMessage)) is NotAllowed


def test_a_closed_request_takes_no_message_and_says_with_what_it_closed() -> None:
    refusal = ENDINGS["closed"]().refusal(REQUESTER, WriteMessage)

    assert (type(refusal), refusal.details) == (RequestClosed, {"outcome": "advice"})


def test_an_erased_request_takes_no_message() -> None:
    assert type(ENDINGS["erased"]().refusal(REQUESTER, WriteMessage)) is RequestErased


def buried() -> Case:
    """As many messages wait as anybody could read at once."""
    case = submitted()
    for _ in range(MESSAGES_THAT_MAY_WAIT):
        case.do(REQUESTER, WriteMessage)
    return case


def test_one_message_more_than_anybody_could_read_is_refused() -> None:
    refusal = buried().refusal(REQUESTER, WriteMessage)

    assert (type(refusal), refusal.details) == (TooManyMessages, {"limit": 50})


def test_after_a_reply_the_requester_writes_on() -> None:
    case = buried()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)

    assert case.do(REQUESTER, WriteMessage) == ("message-received",)


def test_after_a_reached_call_the_requester_writes_on() -> None:
    case = buried()
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True)

    assert case.do(REQUESTER, WriteMessage) == ("message-received",)


def test_a_call_that_reaches_nobody_makes_no_room() -> None:
    case = buried()
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False)

    assert type(case.refusal(REQUESTER, WriteMessage)) is TooManyMessages


# -- a message after a withdrawal --


def test_writing_on_after_a_withdrawal_takes_it_back() -> None:
    case = withdrawn()

    case.do(REQUESTER, WriteMessage)

    assert (case.request.state, case.request.waiting_for) == (State.CLAIMED, "us")


def test_writing_on_keeps_a_later_look_from_withdrawing_the_request() -> None:
    case = withdrawn()
    case.do(REQUESTER, WriteMessage)

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.state is State.CLAIMED


def test_a_message_is_sealed_in_the_store() -> None:
    case = answered()

    case.do(REQUESTER, WriteMessage, text="salaisuus")

    assert (b"salaisuus" in case.stored[-1].state, case.last(MessageReceived).text) == (
        False,
        Personal("salaisuus"),
    )


def test_the_moment_of_closing_is_what_settles() -> None:
    case = waiting_again()
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    settled_at = case.request.promises[1].settled_at
    assert settled_at == case.last(Closed).timestamp == at(14, 9) + timedelta(minutes=1)


def test_a_message_that_is_sent_twice_from_one_page_is_one() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=0)

    assert case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=0) == ()


def test_the_same_words_from_a_page_that_shows_them_are_another_message() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=0)

    assert case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=1) == ("message-received",)


@pytest.mark.parametrize("since", ["reply", "withdrawal"])
def test_the_same_words_after_something_else_happened_are_another_message(since: str) -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text="Tulkaa apuun.", seen=0)
    if since == "reply":
        case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    else:
        case.do(REQUESTER, WithdrawRequest)

    kinds = case.do(REQUESTER, WriteMessage, text="Tulkaa apuun.", seen=0)

    assert kinds[0] == "message-received"


@pytest.mark.parametrize("answered_first", [False, True])
def test_a_message_that_came_before_the_end_is_not_refused_after_it(answered_first: bool) -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=0)
    if answered_first:
        case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=0) == ()
    assert type(case.refusal(REQUESTER, WriteMessage, text="Apua.", seen=0)) is RequestClosed
    assert type(case.refusal(REQUESTER, WriteMessage, text="Kiitos.", seen=1)) is RequestClosed


def test_a_page_that_shows_too_much_hides_no_message() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=0)

    assert case.do(REQUESTER, WriteMessage, text="Kiitos.", seen=999) == ("message-received",)


def test_words_of_danger_get_in_where_others_wait_already() -> None:
    case = answered()
    for number in range(MESSAGES_THAT_MAY_WAIT):
        case.do(REQUESTER, WriteMessage, text=f"Viesti {number}.")

    kinds = case.do(REQUESTER, WriteMessage, text="Mieheni uhkaa tappaa minut.")

    assert kinds[0] == "message-received"
