"""When do calls that nobody answers count as an answer?"""

from datetime import datetime

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    MARIA,
    ONNI,
    REQUESTER,
    Case,
    at,
    claimed,
    submitted,
)
from triage.codes import Basis, Channel, Outcome, ReplyKind, State
from triage.errors.contact import NotTriedEnough
from triage.request.commands.dialogue import RecordContactAttempt, ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import ReleaseRequest
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.words import RequestWords


def by_phone() -> Case:
    """Aino's request of a family that wants to be called."""
    return claimed(plea=RequestWords(message="Soittakaa.", reply_by="phone"))


def call(case: Case, moment: datetime, channel: Channel = Channel.PHONE) -> None:
    case.do(AINO, RecordContactAttempt, channel=channel, reached=False, moment=moment)


def reply(case: Case, kind: ReplyKind, moment: datetime | None = None) -> None:
    case.do(AINO, ReplyToRequester, reply_kind=kind, moment=moment)


def is_answered(case: Case) -> bool:
    return case.request.first.answered_at is not None


def test_three_unreached_calls_with_a_message_left_count() -> None:
    case = by_phone()
    reply(case, ReplyKind.HOLDING, at(8, 10))
    call(case, at(8, 11))
    call(case, at(9, 11))

    call(case, at(10, 11))

    assert case.request.first.answered_at == at(10, 11)


def test_the_message_may_be_left_after_the_calls() -> None:
    case = by_phone()
    call(case, at(8, 11))
    call(case, at(9, 11))
    call(case, at(10, 11))

    reply(case, ReplyKind.HOLDING, at(10, 12))

    assert case.request.first.answered_at == at(10, 12)


def test_unreached_calls_without_a_message_left_do_not_count() -> None:
    case = by_phone()

    for day in (8, 9, 10):
        call(case, at(day, 11))

    assert not is_answered(case)


@pytest.mark.parametrize("message_first", [True, False])
def test_unreached_calls_count_only_where_the_phone_was_chosen(message_first: bool) -> None:
    case = claimed(plea=RequestWords(message="Kirjoittakaa.", reply_by="here"))
    if message_first:
        reply(case, ReplyKind.HOLDING, at(8, 10))

    for day in (8, 9, 10):
        call(case, at(day, 11))
    reply(case, ReplyKind.HOLDING, at(10, 12))

    assert not is_answered(case)


@pytest.mark.parametrize("message_first", [True, False])
def test_two_calls_on_one_day_are_one(message_first: bool) -> None:
    case = by_phone()
    if message_first:
        reply(case, ReplyKind.HOLDING, at(8, 10))

    for moment in (at(8, 11), at(8, 15), at(9, 11)):
        call(case, moment)
    reply(case, ReplyKind.HOLDING, at(9, 12))

    assert not is_answered(case)


@pytest.mark.parametrize("message_first", [True, False])
def test_a_call_on_a_day_off_does_not_count(message_first: bool) -> None:
    case = by_phone()
    if message_first:
        reply(case, ReplyKind.HOLDING, at(8, 10))

    for day in (10, 11, 12, 13):  # Thursday to Sunday
        call(case, at(day, 11))
    reply(case, ReplyKind.HOLDING, at(13, 12))

    assert not is_answered(case)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL, Channel.LETTER])
def test_only_calls_count_as_calls(channel: Channel) -> None:
    case = by_phone()
    reply(case, ReplyKind.HOLDING, at(8, 10))

    for day in (8, 9, 10):
        call(case, at(day, 11), channel)
    reply(case, ReplyKind.HOLDING, at(10, 12))

    assert not is_answered(case)


def test_another_channel_does_not_complete_the_calls() -> None:
    case = by_phone()
    reply(case, ReplyKind.HOLDING, at(8, 10))
    call(case, at(8, 11))
    call(case, at(9, 11))

    call(case, at(10, 11), Channel.SMS)

    assert not is_answered(case)


def test_the_calls_of_the_first_answer_do_not_answer_a_later_message() -> None:
    case = by_phone()
    for day in (8, 9, 10):
        call(case, at(day, 11))
    reply(case, ReplyKind.ANSWER, at(10, 12))
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    reply(case, ReplyKind.HOLDING, at(14, 10))

    assert case.request.unanswered == (1,)


def test_a_message_left_earlier_does_not_answer_a_later_message() -> None:
    case = by_phone()
    reply(case, ReplyKind.ANSWER, at(8, 12))
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    for day in (14, 15, 16):
        call(case, at(day, 11))

    assert case.request.unanswered == (1,)


def test_who_reads_the_words_may_call_and_has_what_the_call_answers() -> None:
    case = claimed(AINO)
    case.do(AINO, ReleaseRequest)

    case.do(ONNI, RecordContactAttempt, channel=Channel.PHONE, reached=True)

    assert (is_answered(case), case.request.claimed_by) == (True, "onni")


def test_a_call_that_reached_nobody_takes_nothing_in_hand() -> None:
    case = submitted()

    case.do(ONNI, RecordContactAttempt, channel=Channel.PHONE, reached=False)

    assert case.request.claimed_by is None


def test_the_coordinator_answers_what_nobody_has() -> None:
    case = submitted()

    case.do(KERTTU, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (case.request.claimed_by, case.request.state) == ("kerttu", State.ANSWERED)


# -- what is next --


def test_three_days_of_calls_lead_to_a_written_message() -> None:
    case = by_phone()
    days = []
    for moment in (at(8, 11), at(8, 15), at(9, 11), at(10, 11), at(12, 11)):
        call(case, moment)
        days.append(case.request.days_in_vain)

    assert days == [1, 1, 2, 3, 3]
    reply(case, ReplyKind.HOLDING, at(12, 12))
    assert is_answered(case)


def test_a_later_message_begins_the_count_anew() -> None:
    case = by_phone()
    for day in (8, 9, 10):
        call(case, at(day, 11))
    reply(case, ReplyKind.ANSWER, at(10, 12))
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    assert case.request.days_in_vain == 0
    call(case, at(14, 11))
    assert case.request.days_in_vain == 1


def test_a_partner_is_told_of_no_calls_from_before() -> None:
    case = by_phone()
    for day in (8, 9, 10):
        call(case, at(day, 11))
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    assert case.request.days_in_vain == 0
    case.do(MARIA, RecordContactAttempt, channel=Channel.PHONE, reached=False)
    assert case.request.days_in_vain == 0


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_nobody_who_asked_to_be_called_is_given_up_before_three_days(calls: int) -> None:
    case = by_phone()
    for day in (8, 9, 10)[:calls]:
        call(case, at(day, 11))
    reply(case, ReplyKind.ANSWER, at(10, 12))

    refusal = case.refusal(AINO, CloseRequest, outcome=Outcome.NOT_REACHED)

    assert isinstance(refusal, NotTriedEnough)


def test_nobody_is_given_up_without_a_written_message() -> None:
    case = by_phone()
    for day in (8, 9, 10):
        call(case, at(day, 11))
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True)
    refusal = case.refusal(AINO, CloseRequest, outcome=Outcome.NOT_REACHED)
    assert isinstance(refusal, NotTriedEnough)


@pytest.mark.parametrize("reply_by", ["here", "phone"])
def test_who_was_tried_enough_or_wanted_no_call_is_closed_as_not_reached(reply_by: str) -> None:
    case = claimed(plea=RequestWords(message="Apua.", reply_by=reply_by))
    if reply_by == "phone":
        for day in (8, 9, 10):
            call(case, at(day, 11))
        reply(case, ReplyKind.HOLDING, at(10, 12))
    else:
        reply(case, ReplyKind.ANSWER, at(10, 12))

    assert case.do(AINO, CloseRequest, outcome=Outcome.NOT_REACHED) == ("closed",)
