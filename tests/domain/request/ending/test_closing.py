"""How does a request end, and how long is it kept?"""

from collections.abc import Callable

import pytest

from tests.domain.given import (
    AINO,
    ONNI,
    REFUSED_AFTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    withdrawn,
)
from tests.domain.lives import closed_as
from triage.codes import Channel, Outcome, ReplyKind, RetentionClass, State
from triage.errors.requests import NotAnswered, ReasonNeeded
from triage.request.commands.dialogue import RecordContactAttempt, ReplyToRequester
from triage.request.commands.ending import UNANSWERED_OUTCOMES, CloseRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.events import Closed, PromiseMissed
from triage.request.need_to_know import Standing
from triage.request.words import RequestWords

NEED_AN_ANSWER = sorted(set(Outcome) - UNANSWERED_OUTCOMES - {Outcome.WITHDRAWN})
# These need more than an answer: a place that was named, or a handover that landed.
NEED_MORE = {Outcome.OUT_OF_AREA, Outcome.HANDED_OVER}
FIT_ANY_ANSWER = [outcome for outcome in NEED_AN_ANSWER if outcome not in NEED_MORE]


def test_only_a_duplicate_or_spam_may_end_without_an_answer() -> None:
    assert {Outcome.DUPLICATE, Outcome.SPAM} == UNANSWERED_OUTCOMES


@pytest.mark.parametrize("outcome", NEED_AN_ANSWER)
def test_an_unanswered_request_is_not_closed(outcome: Outcome) -> None:
    refusal = claimed().refusal(AINO, CloseRequest, outcome=outcome)

    assert (type(refusal), refusal.details) == (NotAnswered, {"outcome": str(outcome)})


@pytest.mark.parametrize("outcome", FIT_ANY_ANSWER)
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
    case = claimed(plea=RequestWords(message="Soittakaa.", reply_by="phone"))
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
    assert (closed().standing(AINO), closed().standing(ONNI)) == (Standing.OWN, Standing.COLLEAGUE)


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
