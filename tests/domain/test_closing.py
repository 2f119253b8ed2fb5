"""How does a request end, and how does it go on again?"""

from collections.abc import Callable

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    OLLI,
    ONNI,
    REFUSED_AFTER,
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
from triage.commands.dialogue import (
    MESSAGES_THAT_MAY_WAIT,
    Channel,
    RecordContactAttempt,
    RecordProtectionNotice,
    ReplyKind,
    ReplyToRequester,
    WriteMessage,
)
from triage.commands.ending import (
    UNANSWERED_OUTCOMES,
    CloseRequest,
    Outcome,
    ReopenOwnRequest,
    ReopenRequest,
    RetentionClass,
    WithdrawRequest,
)
from triage.commands.intake import AssessUrgency, Urgency
from triage.errors import NotAllowed, NotAnswered, ReasonNeeded, RequestErased, RequestOpen
from triage.events import Closed, PromiseMissed, Reopened
from triage.help_request import State
from triage.need_to_know import Standing
from triage.words import Plea

NEED_AN_ANSWER = sorted(set(Outcome) - UNANSWERED_OUTCOMES - {Outcome.WITHDRAWN})


def closed_as(outcome: Outcome) -> Case:
    case = claimed()
    case.do(AINO, CloseRequest, outcome=outcome)
    return case


# -- outcomes --


def test_only_a_duplicate_or_spam_may_end_without_an_answer() -> None:
    assert {Outcome.DUPLICATE, Outcome.SPAM} == UNANSWERED_OUTCOMES


@pytest.mark.parametrize("outcome", NEED_AN_ANSWER)
def test_an_unanswered_request_is_not_closed(outcome: Outcome) -> None:
    refusal = claimed().refusal(AINO, CloseRequest, outcome=outcome)

    assert (type(refusal), refusal.details) == (NotAnswered, {"outcome": str(outcome)})


@pytest.mark.parametrize("outcome", NEED_AN_ANSWER)
def test_an_answered_request_is_closed_with_any_outcome_of_the_list(outcome: Outcome) -> None:
    case = answered()

    case.do(AINO, CloseRequest, outcome=outcome)

    assert (case.request.state, case.request.outcome) == (State.CLOSED, str(outcome))


@pytest.mark.parametrize("outcome", sorted(UNANSWERED_OUTCOMES))
def test_a_duplicate_or_spam_is_closed_unanswered(outcome: Outcome) -> None:
    assert closed_as(outcome).request.state is State.CLOSED


@pytest.mark.parametrize("outcome", sorted(UNANSWERED_OUTCOMES))
def test_a_duplicate_or_spam_still_misses_its_promise(outcome: Outcome) -> None:
    case = closed_as(outcome)

    assert case.sweep(at(14, 9)) == (PromiseMissed.kind(),)


def test_a_holding_reply_is_not_enough_to_close() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)

    assert type(case.refusal(AINO, CloseRequest, outcome=Outcome.ADVICE)) is NotAnswered


def test_who_was_not_reached_in_three_calls_is_closed_as_not_reached() -> None:
    case = claimed(plea=Plea(message="Soittakaa.", reply_by="phone"))
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING, moment=at(8, 10))
    for day in (8, 9, 10):
        moment = at(day, 11)
        case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False, moment=moment)

    assert case.do(AINO, CloseRequest, outcome=Outcome.NOT_REACHED) == ("closed",)


def test_a_withdrawn_request_needs_an_answer_for_any_other_outcome() -> None:
    assert type(withdrawn().refusal(AINO, CloseRequest, outcome=Outcome.ADVICE)) is NotAnswered


def test_a_colleague_does_not_close_without_opening() -> None:
    refusal = answered().refusal(ONNI, CloseRequest, outcome=Outcome.ADVICE)

    assert type(refusal) is ReasonNeeded


@pytest.mark.parametrize("case", [closed, erased])
def test_what_is_closed_is_not_closed_again(case: Callable[[], Case]) -> None:
    refusal = case().refusal(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert type(refusal) is REFUSED_AFTER[case.__name__]


def test_a_closed_request_stays_with_who_closed_it() -> None:
    assert (closed().standing(AINO), closed().standing(ONNI)) == (
        Standing.OWN,
        Standing.COLLEAGUE,
    )


# -- retention --


def test_without_a_word_a_request_is_kept_as_advice() -> None:
    assert closed().last(Closed).retention_class == "advice"


def test_the_chosen_retention_class_is_kept() -> None:
    case = answered()

    case.do(
        AINO,
        CloseRequest,
        outcome=Outcome.CONTINUES_HERE,
        retention_class=RetentionClass.FAMILY_SERVICES,
    )

    assert case.request.retention_class == "family-services"


def test_a_protection_notice_makes_the_class_child_protection() -> None:
    case = answered()
    case.do(AINO, RecordProtectionNotice, family_told=False)

    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, retention_class=RetentionClass.ADVICE)

    assert case.request.retention_class == "child-protection"


# -- reopening by staff --


def test_a_reopened_request_goes_on_as_answered() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert (case.request.state, case.request.outcome) == (State.ANSWERED, None)


def test_a_reopened_request_is_back_for_whoever_claims_it() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert (case.request.claimed_by, case.standing(ONNI)) == (None, Standing.TRIAGE)


def test_what_was_closed_as_spam_waits_for_its_answer_again() -> None:
    case = closed_as(Outcome.SPAM)

    case.do(AINO, ReopenRequest)

    assert (case.request.waiting_for, case.request.unanswered) == ("us", (0,))


def test_a_withdrawn_request_may_be_taken_up_again() -> None:
    case = withdrawn()

    case.do(AINO, ReopenRequest)

    assert (case.request.state, case.request.withdrawn_at) == (State.CLAIMED, None)


def test_staffs_reopening_opens_no_promise() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert case.last(Reopened).follow_up is None


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


# -- reopening by the requester --


def test_the_requesters_reopening_waits_for_an_answer_anew() -> None:
    case = closed()

    case.do(REQUESTER, ReopenOwnRequest, moment=at(14, 9))

    assert (case.request.unanswered, case.request.current.promise.breach_at) == (
        (1,),
        at(17, 0),
    )


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
