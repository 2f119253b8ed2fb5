"""Why was a promise missed? What the events show at that moment may be chosen, and no more."""

from collections.abc import Callable

import pytest

from tests.domain.given import (
    AINO,
    ANTTI,
    OLLI,
    SANNA,
    Case,
    at,
    claimed,
    staff,
    submitted,
)
from triage.actors import SYSTEM, Actor, Role
from triage.codes import MissCause, Outcome, ReplyKind
from triage.errors.misses import CauseNotShown, NoSuchMiss
from triage.errors.requests import NotAllowed, RequestErased, RequestUnknown
from triage.request.commands.clock.explaining import ExplainMiss
from triage.request.commands.clock.marking import RetractMarks
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest, EraseRequest
from triage.text.personal import revealed

BREACH = at(11, 0)
ACTION = "Päivystyslista korjattiin."


def missed(case: Case) -> Case:
    """The promise of the 11th is gone, and the clock has noticed."""
    case.sweep(BREACH)
    return case


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        (submitted, {MissCause.NOT_LOOKED_AT, MissCause.NOBODY_TOOK_IT}),
        (claimed, {MissCause.NOT_LOOKED_AT, MissCause.HELD}),
    ],
)
def test_what_the_events_show_may_be_chosen_or_something_else(
    case: Callable[[], Case], shown: set[MissCause]
) -> None:
    (miss,) = missed(case()).request.misses

    assert set(miss.choices) == shown | {MissCause.OTHER}


def test_what_happens_later_shows_nothing_else() -> None:
    case = missed(submitted())
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(11, 9))

    (miss,) = case.request.misses
    assert MissCause.NOBODY_TOOK_IT in miss.choices and MissCause.HELD not in miss.choices


def test_another_cause_is_refused_with_those_that_fit() -> None:
    case = missed(claimed())

    refusal = case.refusal(SANNA, ExplainMiss, promise=0, cause=MissCause.NOBODY_TOOK_IT)

    assert isinstance(refusal, CauseNotShown)
    assert refusal.details["choices"] == ["not-looked-at", "held", "other"]


def test_the_last_word_counts() -> None:
    case = missed(claimed())
    assert case.request.unexplained
    case.do(SANNA, ExplainMiss, promise=0, cause=MissCause.OTHER)
    case.do(SANNA, ExplainMiss, promise=0, cause=MissCause.HELD, action=ACTION)

    (miss,) = case.request.misses
    assert (miss.cause, revealed(miss.action)) == (MissCause.HELD, ACTION)
    assert not case.request.unexplained


def test_a_kept_promise_has_nothing_to_explain() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(9, 9))

    refusal = case.refusal(SANNA, ExplainMiss, promise=0, cause=MissCause.OTHER)

    assert isinstance(refusal, NoSuchMiss)


def test_a_miss_that_a_wrong_clock_made_is_none() -> None:
    case = missed(claimed())
    case.do(SYSTEM, RetractMarks, until=at(9, 10), moment=at(9, 9))

    assert case.request.misses == ()
    refusal = case.refusal(SANNA, ExplainMiss, promise=0, cause=MissCause.HELD, moment=at(9, 11))
    assert isinstance(refusal, NoSuchMiss)


@pytest.mark.parametrize("actor", [AINO, OLLI, ANTTI])
def test_only_a_supervisor_explains(actor: Actor) -> None:
    case = missed(claimed())

    refusal = case.refusal(actor, ExplainMiss, promise=0, cause=MissCause.HELD)

    assert isinstance(refusal, NotAllowed)


def test_anothers_unit_is_unknown() -> None:
    elsewhere = staff("toinen", Role.SUPERVISOR, "koulu")

    refusal = missed(claimed()).refusal(elsewhere, ExplainMiss, promise=0, cause=MissCause.HELD)

    assert isinstance(refusal, RequestUnknown)


def test_after_erasure_nothing_is_noted_and_the_cause_stays() -> None:
    case = missed(claimed())
    case.do(SANNA, ExplainMiss, promise=0, cause=MissCause.HELD, action=ACTION)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(14, 9))
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)
    case.do(ANTTI, EraseRequest)

    refusal = case.refusal(SANNA, ExplainMiss, promise=0, cause=MissCause.OTHER)

    assert isinstance(refusal, RequestErased)
    (miss,) = case.request.misses
    assert miss.cause is MissCause.HELD
