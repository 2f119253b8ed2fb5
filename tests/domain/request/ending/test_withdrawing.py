"""May a request be taken back, and can whoever holds the phone make a cry for help disappear?"""

import pytest

from projections.views.own_request import OwnState
from tests.domain.given import (
    AINO,
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
from triage.codes import Outcome, ReplyKind, State, Urgency
from triage.errors.requests import (
    NotAllowed,
    NotLookedAt,
    OutcomeNotFit,
    RequestClosed,
    RequestErased,
    TooManyMessages,
)
from triage.request.commands.dialogue import MESSAGES_THAT_MAY_WAIT, ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest, ReopenOwnRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.events import MessageReceived, PromiseMissed, UrgencyAssessed, Withdrawn

DANGEROUS = "Mieheni uhkaa tappaa minut."
PRESSING = [Urgency.URGENT, Urgency.EMERGENCY]


def looked_at(level: Urgency) -> Case:
    case = claimed()
    case.do(AINO, AssessUrgency, level=level)
    return case


def unseen_and_withdrawn() -> Case:
    case = submitted()
    case.do(REQUESTER, WithdrawRequest)
    return case


# -- before anybody has looked --


def test_a_withdrawal_before_the_look_leaves_the_request_in_the_queue() -> None:
    assert unseen_and_withdrawn().request.state is State.NEW


def test_the_requester_sees_it_withdrawn_at_once() -> None:
    assert unseen_and_withdrawn().own_view().state is OwnState.WITHDRAWN


def test_the_clock_still_asks_for_a_look() -> None:
    assert unseen_and_withdrawn().sweep(at(8, 14)) == ("look-overdue", "look-overdue")


def test_a_calm_look_lets_the_withdrawal_take_effect() -> None:
    case = unseen_and_withdrawn()

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.state is State.WITHDRAWN


@pytest.mark.parametrize("level", PRESSING)
def test_a_look_that_finds_it_pressing_keeps_it_in_hand(level: Urgency) -> None:
    case = unseen_and_withdrawn()

    case.do(AINO, AssessUrgency, level=level)

    assert (case.request.state, case.own_view().state) == (
        State.LOOKED_AT,
        OwnState.WITHDRAWN,
    )


@pytest.mark.parametrize("takes_effect", [True, False])
def test_a_withdrawal_stays_what_it_was_decided_to_be(takes_effect: bool) -> None:
    """Whatever a later release would decide, the past is as it was told."""
    request = submitted().request

    request.trigger_event(
        Withdrawn, timestamp=at(8, 12), by=REQUESTER.by(), takes_effect=takes_effect
    )

    assert (request.state is State.WITHDRAWN) is takes_effect


@pytest.mark.parametrize("ends_withdrawn", [True, False])
def test_a_look_stays_what_it_was_decided_to_be(ends_withdrawn: bool) -> None:
    request = unseen_and_withdrawn().request

    request.trigger_event(
        UrgencyAssessed,
        timestamp=at(8, 12),
        by=AINO.by("perhesosiaalityo"),
        level="normal",
        because=None,
        ends_withdrawn=ends_withdrawn,
    )

    assert (request.state is State.WITHDRAWN) is ends_withdrawn


@pytest.mark.parametrize("urgency_lapses", [True, False])
def test_a_message_stays_what_it_was_decided_to_be(urgency_lapses: bool) -> None:
    request = looked_at(Urgency.NORMAL).request

    request.trigger_event(
        MessageReceived,
        timestamp=at(8, 12),
        by=REQUESTER.by(),
        text=None,
        danger=True,
        urgency_lapses=urgency_lapses,
    )

    assert (request.urgency is None) is urgency_lapses


def test_a_request_kept_in_hand_ends_with_a_later_calm_look() -> None:
    case = unseen_and_withdrawn()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.state is State.WITHDRAWN


def test_a_request_kept_in_hand_may_be_answered() -> None:
    case = unseen_and_withdrawn()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert case.request.state is State.ANSWERED


def test_what_nobody_has_looked_at_is_not_closed_as_withdrawn() -> None:
    refusal = unseen_and_withdrawn().refusal(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    assert type(refusal) is NotLookedAt


# -- after somebody has looked --


def test_a_withdrawal_after_a_calm_look_takes_effect_at_once() -> None:
    assert withdrawn().request.state is State.WITHDRAWN


@pytest.mark.parametrize("level", PRESSING)
def test_a_withdrawal_after_a_pressing_look_leaves_it_in_hand(level: Urgency) -> None:
    case = looked_at(level)

    case.do(REQUESTER, WithdrawRequest)

    assert (case.request.state, case.own_view().state) == (State.CLAIMED, OwnState.WITHDRAWN)


def test_an_answered_request_is_withdrawn_at_once() -> None:
    case = answered()

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.state is State.WITHDRAWN


def test_danger_that_nobody_has_judged_stays_in_hand_though_it_was_answered() -> None:
    case = answered(message=DANGEROUS)

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.state is State.ANSWERED


def test_danger_written_after_a_calm_look_stays_in_hand() -> None:
    case = looked_at(Urgency.NORMAL)
    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.state is State.CLAIMED


def test_danger_that_was_judged_calm_may_be_withdrawn() -> None:
    case = claimed(message=DANGEROUS)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.state is State.WITHDRAWN


def test_a_withdrawal_that_keeps_it_in_hand_settles_no_follow_up() -> None:
    case = answered(message=DANGEROUS)
    case.do(REQUESTER, WriteMessage)

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.unanswered == (1,)


def test_a_withdrawal_that_takes_effect_settles_the_follow_up() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage)

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.unanswered == ()


# -- afterwards --


def test_nothing_waits_in_a_withdrawn_request() -> None:
    assert withdrawn().request.waiting_for is None


def test_nobody_is_reminded_of_a_withdrawn_request_but_the_miss_is_counted() -> None:
    assert withdrawn().sweep(at(14, 9)) == (PromiseMissed.kind(),)


def test_a_withdrawn_request_may_be_closed_as_withdrawn_without_an_answer() -> None:
    case = withdrawn()

    case.do(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    assert (case.request.state, case.request.outcome) == (State.CLOSED, "withdrawn")


def test_only_a_withdrawn_request_is_closed_as_withdrawn() -> None:
    refusal = answered().refusal(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    assert (type(refusal), refusal.details) == (OutcomeNotFit, {"outcome": "withdrawn"})


def test_withdrawing_twice_records_it_once() -> None:
    assert withdrawn().do(REQUESTER, WithdrawRequest) == ()


def test_withdrawing_twice_with_words_of_danger_is_one_message() -> None:
    case = claimed()
    case.do(REQUESTER, WithdrawRequest, because="Mieheni uhkaa tappaa minut.")

    assert case.do(REQUESTER, WithdrawRequest, because="Mieheni uhkaa tappaa minut.") == ()


@pytest.mark.parametrize("because", [None, "En tarvitse enää.", "Mieheni uhkaa tappaa minut."])
def test_a_withdrawal_that_came_before_the_end_is_not_refused_after_it(because: str | None) -> None:
    case = answered()
    case.do(REQUESTER, WithdrawRequest, because=because)
    if case.request.awaits_look:
        case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    assert case.do(REQUESTER, WithdrawRequest, because=because) == ()


def test_danger_in_a_withdrawal_after_the_end_is_not_dropped() -> None:
    case = withdrawn()
    case.do(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    refusal = case.refusal(REQUESTER, WithdrawRequest, because="Mieheni uhkaa tappaa minut.")
    assert type(refusal) is RequestClosed


def test_a_reason_may_be_left_out() -> None:
    case = submitted()

    case.do(REQUESTER, WithdrawRequest, because=None)

    assert case.last(Withdrawn).because is None


def test_a_closed_request_is_not_withdrawn() -> None:
    assert type(closed().refusal(REQUESTER, WithdrawRequest)) is RequestClosed


def test_an_erased_request_is_not_withdrawn() -> None:
    assert type(erased().refusal(REQUESTER, WithdrawRequest)) is RequestErased


def test_staff_do_not_withdraw_for_the_requester() -> None:
    assert type(claimed().refusal(AINO, WithdrawRequest)) is NotAllowed


def test_danger_in_a_second_withdrawal_is_not_dropped() -> None:
    case = withdrawn()

    kinds = case.do(REQUESTER, WithdrawRequest, because="Mieheni uhkaa tappaa minut.")

    assert kinds[0] == "message-received"
    assert case.request.state is not State.WITHDRAWN


def test_withdrawing_and_reopening_goes_on_only_until_somebody_has_to_read_it() -> None:
    case = withdrawn()
    for _ in range(MESSAGES_THAT_MAY_WAIT):
        case.do(REQUESTER, ReopenOwnRequest, text=None)
        case.do(REQUESTER, WithdrawRequest)

    assert type(case.refusal(REQUESTER, ReopenOwnRequest, text=None)) is TooManyMessages


def test_a_withdrawal_that_is_taken_back_leaves_the_request_in_hand() -> None:
    case = withdrawn()

    case.do(REQUESTER, ReopenOwnRequest, text=None)

    assert case.request.claimed_by == "aino"
