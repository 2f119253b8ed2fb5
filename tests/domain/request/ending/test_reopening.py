"""Who takes a request up again, and what is promised then?"""

from collections.abc import Callable

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    OLLI,
    ONNI,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    staff,
    submitted,
    withdrawn,
)
from tests.domain.lives import closed_as
from triage.actors import Actor, Role
from triage.codes import Outcome, ReplyKind, State, Urgency
from triage.errors.requests import NotAllowed, ReasonNeeded, RequestErased, RequestOpen
from triage.request.commands.dialogue import MESSAGES_THAT_MAY_WAIT, ReplyToRequester, WriteMessage
from triage.request.commands.ending import (
    CloseRequest,
    ReopenOwnRequest,
    ReopenRequest,
    WithdrawRequest,
)
from triage.request.commands.handling import AssessUrgency, OpenRequest, ReleaseRequest
from triage.request.need_to_know import Standing


def test_what_staff_reopen_waits_for_an_answer_anew() -> None:
    case = closed()

    case.do(AINO, ReopenRequest, moment=at(14, 9))

    request = case.request
    assert (request.state, request.outcome, request.waiting_for) == (State.CLAIMED, None, "us")
    assert (request.unanswered, request.current.promise.breach_at) == ((1,), at(17, 0))


def test_what_staff_reopen_is_enforced() -> None:
    case = closed()
    case.do(AINO, ReopenRequest, moment=at(14, 9))

    assert case.sweep(at(17, 9)) == ("reminded", "escalated", "promise-missed")


def closed_by(closer: Actor) -> Case:
    """What Aino answered, and somebody closed."""
    case = answered()
    if closer != AINO:
        case.do(AINO, ReleaseRequest)
    case.do(closer, CloseRequest, outcome=Outcome.ADVICE)
    return case


@pytest.mark.parametrize(
    ("closer", "reopener", "holder"),
    [
        (AINO, AINO, "aino"),
        (AINO, KERTTU, "aino"),
        (ONNI, AINO, "onni"),
        (KERTTU, ONNI, "kerttu"),
        # Nobody whom a request may be given: a worker who has left, for one.
        (staff("gone", Role.WORKER, "perhesosiaalityo"), AINO, None),
        (staff("olli", Role.WORKER, "perhesosiaalityo"), AINO, None),
    ],
)
def test_what_staff_reopen_comes_back_to_who_closed_it(
    closer: Actor, reopener: Actor, holder: str | None
) -> None:
    case = closed_by(closer)
    if case.standing(reopener) is Standing.COLLEAGUE:
        case.do(reopener, OpenRequest)

    case.do(reopener, ReopenRequest)

    assert (case.request.claimed_by, case.request.waiting_for) == (holder, "us")


def test_what_the_requester_reopens_is_back_for_whoever_claims_it() -> None:
    case = closed()

    case.do(REQUESTER, ReopenOwnRequest)

    assert (case.request.claimed_by, case.standing(ONNI)) == (None, Standing.TRIAGE)


def test_what_was_closed_as_spam_waits_for_its_answer_again() -> None:
    case = closed_as(Outcome.SPAM)

    case.do(AINO, ReopenRequest)

    assert (case.request.waiting_for, case.request.unanswered) == ("us", (0,))


def test_a_withdrawn_request_may_be_taken_up_again() -> None:
    case = withdrawn()

    case.do(AINO, ReopenRequest)

    assert (case.request.state, case.request.withdrawn_at) == (State.CLAIMED, None)


@pytest.mark.parametrize("case", [submitted, claimed, answered])
def test_what_goes_on_is_not_reopened(case: Callable[[], Case]) -> None:
    assert type(case().refusal(AINO, ReopenRequest)) is RequestOpen


def test_what_was_withdrawn_unseen_is_still_open() -> None:
    case = submitted()
    case.do(REQUESTER, WithdrawRequest)

    assert type(case.refusal(AINO, ReopenRequest)) is RequestOpen


def test_what_is_erased_is_not_reopened() -> None:
    assert type(erased().refusal(AINO, ReopenRequest)) is RequestErased


def test_a_colleague_does_not_reopen_without_opening() -> None:
    assert type(closed().refusal(ONNI, ReopenRequest)) is ReasonNeeded


def test_another_unit_reopens_nothing() -> None:
    assert closed().standing(OLLI) is Standing.NONE


def test_the_coordinator_reopens_what_nobody_has() -> None:
    case = submitted()
    case.do(KERTTU, CloseRequest, outcome=Outcome.SPAM)

    assert case.do(KERTTU, ReopenRequest) == ("reopened",)


def test_the_requesters_reopening_waits_for_an_answer_anew() -> None:
    case = closed()

    case.do(REQUESTER, ReopenOwnRequest, moment=at(14, 9))

    assert (case.request.unanswered, case.request.current.promise.breach_at) == ((1,), at(17, 0))


def test_a_reopened_request_that_was_never_answered_keeps_its_first_promise() -> None:
    case = closed_as(Outcome.SPAM)

    case.do(REQUESTER, ReopenOwnRequest)

    assert case.request.unanswered == (0,)


def test_one_whose_first_promise_ran_out_is_promised_an_answer_anew() -> None:
    case = closed_as(Outcome.SPAM)
    case.sweep(at(11, 0))

    case.do(REQUESTER, ReopenOwnRequest, moment=at(21, 9))

    assert (case.request.unanswered, case.request.current.promise.breach_at) == ((0, 1), at(24, 0))
    assert case.sweep(at(22, 14)) == ("reminded",)


def test_a_promise_that_the_end_settled_is_none_for_who_takes_it_up_again() -> None:
    case = closed_as(Outcome.SPAM)
    case.do(AINO, ReopenRequest, moment=at(21, 9))
    case.do(AINO, CloseRequest, outcome=Outcome.SPAM)

    case.do(AINO, ReopenRequest)

    assert case.request.current.number == 2
    assert case.sweep(at(24, 0)) == ("promise-missed", "reminded", "escalated", "promise-missed")


def test_whoever_writes_on_after_a_withdrawal_is_promised_an_answer_anew() -> None:
    case = withdrawn()

    case.do(REQUESTER, WriteMessage, moment=at(28, 9))

    assert case.request.current.number == 1


def test_an_answer_keeps_the_new_promise_and_the_old_one_stays_missed() -> None:
    case = closed_as(Outcome.SPAM)
    case.sweep(at(11, 0))
    case.do(REQUESTER, ReopenOwnRequest, moment=at(28, 9))

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(28, 10))

    assert [each.missed_at(at(28, 11)) for each in case.request.promises] == [True, False]


def test_the_requester_takes_a_withdrawal_back() -> None:
    case = withdrawn()

    case.do(REQUESTER, ReopenOwnRequest, text=None)

    assert (case.request.state, case.request.claimed_by) == (State.CLAIMED, "aino")


def test_taking_back_a_withdrawal_that_never_took_effect_leaves_the_worker() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    case.do(REQUESTER, WithdrawRequest)

    case.do(REQUESTER, ReopenOwnRequest)

    assert (case.request.claimed_by, case.request.withdrawn_at) == ("aino", None)


def test_what_is_written_with_a_reopening_is_a_message() -> None:
    case = closed()

    kinds = case.do(REQUESTER, ReopenOwnRequest, text="Mieheni uhkaa tappaa minut.")

    assert (kinds, case.request.flagged) == (("reopened", "message-received"), True)


def test_a_reopening_without_words_is_no_message() -> None:
    assert closed().do(REQUESTER, ReopenOwnRequest, text=None) == ("reopened",)


def test_a_full_dialogue_can_still_be_withdrawn_with_words_of_danger() -> None:
    case = answered()
    for number in range(MESSAGES_THAT_MAY_WAIT):
        case.do(REQUESTER, WriteMessage, text=f"Viesti {number}.")

    kinds = case.do(REQUESTER, WithdrawRequest, because="Mieheni uhkaa tappaa minut.")

    assert kinds[0] == "message-received" and "withdrawn" in kinds


def test_a_full_dialogue_is_closed_and_reopened_with_words() -> None:
    case = answered()
    for number in range(MESSAGES_THAT_MAY_WAIT):
        case.do(REQUESTER, WriteMessage, text=f"Viesti {number}.")
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert case.do(REQUESTER, ReopenOwnRequest) == ("reopened", "message-received")


@pytest.mark.parametrize("text", [None, "Ei auttanut."])
@pytest.mark.parametrize("ended", [closed, withdrawn])
def test_taking_it_up_twice_is_taking_it_up_once(
    ended: Callable[[], Case], text: str | None
) -> None:
    case = ended()
    case.do(REQUESTER, ReopenOwnRequest, text=text)

    assert case.do(REQUESTER, ReopenOwnRequest, text=text) == ()


def test_other_words_than_those_it_was_taken_up_with_are_not_dropped() -> None:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest, text="Ei auttanut.")

    assert type(case.refusal(REQUESTER, ReopenOwnRequest, text="Apua.")) is RequestOpen


def test_the_same_words_after_a_reply_are_not_dropped() -> None:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest, text="Ei auttanut.")
    case.do(ONNI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert type(case.refusal(REQUESTER, ReopenOwnRequest, text="Ei auttanut.")) is RequestOpen


def test_what_staff_took_up_is_not_the_requesters_doing() -> None:
    case = closed()
    case.do(AINO, ReopenRequest)

    assert type(case.refusal(REQUESTER, ReopenOwnRequest, text=None)) is RequestOpen


def test_what_ended_again_is_taken_up_again() -> None:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest, text=None)
    case.do(REQUESTER, WithdrawRequest)

    assert case.do(REQUESTER, ReopenOwnRequest, text=None)[0] == "reopened"


def test_the_requester_reopens_nothing_that_goes_on() -> None:
    assert type(answered().refusal(REQUESTER, ReopenOwnRequest)) is RequestOpen


def test_the_requester_reopens_nothing_that_is_erased() -> None:
    assert type(erased().refusal(REQUESTER, ReopenOwnRequest)) is RequestErased


def test_staff_do_not_reopen_as_the_requester() -> None:
    assert type(closed().refusal(AINO, ReopenOwnRequest)) is NotAllowed


def test_a_reopened_request_takes_messages_again() -> None:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest)

    assert case.do(REQUESTER, WriteMessage) == ("message-received",)
