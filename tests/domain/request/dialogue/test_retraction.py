"""Can a worker's mistake be mended, without anybody waiting longer for it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from projections.figures.response_times import ResponseModel
from projections.views.breaches import breaches_shown
from projections.views.data_requests import DataRequestsModel
from projections.views.own_request import OwnState
from projections.views.request.request_shown import Message, contents
from tests.domain.given import (
    AINO,
    ANTTI,
    CATALOGUE,
    ONNI,
    REQUESTER,
    TIINA,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
)
from triage.codes import Channel, Outcome, ReplyKind, State, Urgency
from triage.errors.own_rights import BreachNotOpen
from triage.errors.replies import AlreadyRetracted, UnknownReply
from triage.errors.requests import ReasonNeeded, RequestErased
from triage.evidence.verdicts import WrongVerdict, judge
from triage.notices.telling import notices
from triage.request.commands.dialogue import (
    NoteAnswerOpened,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import CloseRequest, EraseRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.partners.guiding import GuideRequester
from triage.request.commands.retracting import AnswerBreach, RetractReply
from triage.request.events import ReplyRetracted
from triage.request.said_by_staff import asks_requester, was_answered

TIMES, LISTED = ResponseModel(), DataRequestsModel()
ANSWER, HOLDING = {"reply_kind": ReplyKind.ANSWER}, {"reply_kind": ReplyKind.HOLDING}
MISTAKE = {"reply": 1, "personal_data": False}
OF_ANOTHER = {"reply": 1, "personal_data": True}


def opened(case: Case) -> Case:
    case.do(REQUESTER, NoteAnswerOpened, reply=case.own_view().unopened_reply)
    return case


def said(case: Case) -> list[Message]:
    """What both sides are shown of the messages of staff; they are shown the same words."""
    own = [each for each in case.own_view().messages if each.sender == "worker"]
    staff = [each for each in contents(case.request, case.events).messages if each.number]
    assert [each.text for each in own] == [each.text for each in staff]
    return own


# -- what is still shown --


def test_what_nobody_has_read_is_shown_to_nobody_any_more() -> None:
    case = answered()
    assert case.do(AINO, RetractReply, **MISTAKE) == ("reply-retracted",)

    (message,) = said(case)

    assert (message.text, message.retracted_at) == (None, case.now)
    assert not case.request.answer_unopened


def test_what_was_read_stays_below_the_correction() -> None:
    case = opened(answered())
    case.do(AINO, RetractReply, **MISTAKE)

    (message,) = said(case)

    assert (message.text, message.retracted_at) == ("Some words.", case.now)


def test_anothers_data_is_hidden_though_it_was_read() -> None:
    case = opened(answered())
    case.do(AINO, RetractReply, **OF_ANOTHER)

    assert [each.text for each in said(case)] == [None]


def test_a_page_that_was_on_its_way_still_tells_that_it_was_shown() -> None:
    case = answered()
    reply = case.own_view().unopened_reply
    case.do(AINO, RetractReply, **MISTAKE)

    assert case.do(REQUESTER, NoteAnswerOpened, reply=reply) == ("answer-opened",)
    assert said(case)[0].text is None


def told_of(case: Case) -> list[str]:
    case.do(AINO, RetractReply, **MISTAKE)
    found = notices(case.events[-1], lambda: case.request, CATALOGUE)
    return [str(each.recipient) for each in found]


def test_the_requester_is_told_where_it_had_been_read() -> None:
    assert told_of(opened(answered())) == ["requester"]
    assert told_of(answered()) == []


# -- what was promised --


def test_the_same_promise_is_open_again_by_its_first_moment() -> None:
    case = answered()
    promised = case.request.first.promise
    case.do(AINO, RetractReply, **MISTAKE, moment=at(9, 12))

    request = case.request

    assert (request.state, request.unanswered) == (State.CLAIMED, (0,))
    assert request.told_promise.promise == promised
    assert case.own_view().state is OwnState.BEING_HANDLED
    assert (case.row(TIMES)["answered_at"], case.row(TIMES)["working_minutes"]) == (None, None)


def test_a_promise_that_ran_out_meanwhile_is_missed_at_once() -> None:
    case = answered()
    breach_at = case.request.first.promise.breach_at
    case.do(AINO, RetractReply, **MISTAKE, moment=breach_at + timedelta(days=3))

    judge(case.events, {CATALOGUE.version: CATALOGUE}, breach_at + timedelta(days=1))
    with pytest.raises(WrongVerdict):
        judge(case.events, {CATALOGUE.version: CATALOGUE}, case.now)
    swept = case.sweep(case.now + timedelta(minutes=1))

    assert swept == ("reminded", "escalated", "promise-missed")
    assert case.request.nearest_due_at == breach_at
    judge(case.events, {CATALOGUE.version: CATALOGUE}, case.now)


def test_another_answer_that_stands_keeps_it() -> None:
    case = answered()
    case.do(AINO, ReplyToRequester, **ANSWER, moment=at(8, 12))
    case.do(AINO, RetractReply, **MISTAKE)

    row = case.row(TIMES)

    assert (case.request.unanswered, row["answered_at"]) == ((), at(8, 12))
    assert row["working_minutes"] == 180
    judge(case.events, {CATALOGUE.version: CATALOGUE}, case.now)


def test_a_holding_message_keeps_nothing_and_a_call_does() -> None:
    case = answered()
    case.do(AINO, ReplyToRequester, **HOLDING)
    case.do(AINO, RetractReply, **MISTAKE)
    assert case.request.unanswered == (0,)

    other = answered()
    other.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=True)
    other.do(AINO, RetractReply, **MISTAKE)
    assert (other.request.unanswered, other.request.first_opened_at) == (
        (),
        other.request.first.answered_at,
    )


def test_an_answer_that_came_too_late_makes_the_promise_a_missed_one() -> None:
    case = answered()
    late = case.request.first.promise.breach_at + timedelta(hours=9)
    case.do(AINO, ReplyToRequester, **ANSWER, moment=late)
    case.do(AINO, RetractReply, **MISTAKE)

    assert case.sweep(case.now) == ("promise-missed",)


def test_both_taken_back_leave_it_open() -> None:
    case = answered()
    case.do(AINO, ReplyToRequester, **ANSWER)
    case.do(AINO, RetractReply, **MISTAKE)
    case.do(AINO, RetractReply, **MISTAKE | {"reply": 2})

    assert case.request.unanswered == (0,)
    assert case.last(ReplyRetracted).unkept == (0,)


def test_a_later_message_waits_no_longer_than_what_is_open_again() -> None:
    case = answered()
    promised = case.request.first.promise.breach_at
    case.do(REQUESTER, WriteMessage, moment=at(9, 15))
    case.do(AINO, RetractReply, **MISTAKE)
    assert case.request.unanswered == (0, 1)
    assert case.request.nearest_due_at == promised

    case.do(AINO, ReplyToRequester, **ANSWER)

    assert case.request.unanswered == ()


def test_a_closed_request_goes_on_with_the_promise_that_it_had() -> None:
    case = closed()
    promised = case.request.first.promise
    assert case.do(AINO, RetractReply, **MISTAKE) == ("reply-retracted", "reopened")

    request = case.request

    assert (request.state, request.claimed_by) == (State.CLAIMED, "aino")
    assert request.told_promise.promise == promised
    assert len(request.promises) == 1


def test_what_wanted_no_answer_stays_ended() -> None:
    case = answered()
    case.do(AINO, CloseRequest, outcome=Outcome.SPAM)
    assert case.do(AINO, RetractReply, **MISTAKE) == ("reply-retracted",)

    other = answered()
    other.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    other.do(REQUESTER, WithdrawRequest)
    assert other.do(AINO, RetractReply, **MISTAKE) == ("reply-retracted",)

    assert case.request.ended and other.request.ended


def test_a_retracted_answer_is_none_for_feedback_nor_a_question_for_the_requester() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)
    case.do(AINO, ReplyToRequester, **ANSWER)
    case.do(AINO, RetractReply, **MISTAKE | {"reply": 2})
    assert (was_answered(case.events), asks_requester(case.events)) == (False, True)
    assert case.request.last_reply_kind is ReplyKind.QUESTION


def test_a_place_that_was_named_by_mistake_is_not_named() -> None:
    case = claimed()
    case.do(AINO, GuideRequester, service="kela")
    case.do(AINO, RetractReply, **MISTAKE)
    assert not case.request.place_named


# -- what is refused --


def test_what_staff_never_wrote_and_what_is_taken_back_already_is_refused() -> None:
    case = answered()
    assert isinstance(case.refusal(AINO, RetractReply, **MISTAKE | {"reply": 2}), UnknownReply)
    assert isinstance(case.refusal(AINO, RetractReply, **MISTAKE | {"reply": 0}), UnknownReply)
    case.do(AINO, RetractReply, **MISTAKE)
    assert isinstance(case.refusal(AINO, RetractReply, **MISTAKE), AlreadyRetracted)


def test_a_colleague_without_a_reason_and_whatever_is_erased_is_refused() -> None:
    assert isinstance(answered().refusal(ONNI, RetractReply, **MISTAKE), ReasonNeeded)
    assert isinstance(erased().refusal(AINO, RetractReply, **MISTAKE), RequestErased)


# -- another's data --


def test_the_officer_has_72_hours_and_writes_what_was_done() -> None:
    case = answered()
    case.do(AINO, RetractReply, **OF_ANOTHER, because="Väärän perheen osoite.")
    due_at = case.now + timedelta(hours=72)
    number = case.request.version
    assert case.row(LISTED)["breaches"] == [[number, case.now.isoformat(), due_at.isoformat()]]
    assert case.row(LISTED)["due_at"] == due_at

    case.do(TIINA, AnswerBreach, breach=number, authority_told=True, text="Kerrottu.")

    (shown,) = breaches_shown(case.events)
    assert (shown.because, shown.answer, shown.opened) == (
        "Väärän perheen osoite.",
        "Kerrottu.",
        False,
    )
    assert case.row(LISTED)["breaches"] == []
    refused = case.refusal(TIINA, AnswerBreach, breach=number, authority_told=True)
    assert isinstance(refused, BreachNotOpen)


def test_a_breach_is_judged_after_erasure_too() -> None:
    case = answered()
    case.do(AINO, RetractReply, **OF_ANOTHER)
    number = case.request.version
    case.do(ANTTI, EraseRequest)

    case.do(TIINA, AnswerBreach, breach=number, authority_told=False, text="Ei haittaa.")

    (shown,) = breaches_shown(case.events)
    assert (shown.because, shown.answer) == (None, "Ei haittaa.")


def test_a_plain_mistake_is_no_breach() -> None:
    case = answered()
    case.do(AINO, RetractReply, **MISTAKE)
    assert case.row(LISTED)["breaches"] == []
