"""How far is an interpreter, and what may come next?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.given import AINO, Case, at, claimed, closed
from triage.codes import Interpreting
from triage.errors.contact import InterpreterOutOfOrder, InterpreterWithoutMoment
from triage.errors.requests import RequestClosed
from triage.request.commands.circumstances.interpreting import ArrangeInterpreter
from triage.request.events import InterpreterArranged
from triage.request.words import Profile
from triage.text.personal import revealed

BOOKED: dict[str, Any] = {"step": Interpreting.BOOKED, "meets_at": at(10, 9)}


def arranged(case: Case, *steps: dict[str, Any]) -> Case:
    for step in steps:
        case.do(AINO, ArrangeInterpreter, **step)
    return case


def test_an_interpreter_is_asked_for_booked_and_held() -> None:
    case = arranged(claimed(), {"step": Interpreting.ASKED}, BOOKED)
    assert case.request.interpreting_at == at(10, 9)

    arranged(case, {"step": Interpreting.HELD})

    assert case.request.interpreting is Interpreting.HELD
    assert case.request.interpreting_at is None


def test_without_a_language_it_is_the_one_that_was_wished() -> None:
    case = arranged(claimed(profile=Profile(interpreter="so")), {"step": Interpreting.ASKED})

    assert revealed(case.last(InterpreterArranged).language) == "so"


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ([], Interpreting.HELD),
        ([], Interpreting.CANCELLED),
        ([{"step": Interpreting.ASKED}], Interpreting.HELD),
        ([BOOKED, {"step": Interpreting.HELD}], Interpreting.CANCELLED),
    ],
)
def test_what_was_not_booked_is_neither_held_nor_cancelled(
    before: list[dict[str, Any]], step: Interpreting
) -> None:
    refusal = arranged(claimed(), *before).refusal(AINO, ArrangeInterpreter, step=step)

    assert isinstance(refusal, InterpreterOutOfOrder)


def test_a_booking_says_when() -> None:
    refusal = claimed().refusal(AINO, ArrangeInterpreter, step=Interpreting.BOOKED)

    assert isinstance(refusal, InterpreterWithoutMoment)


def test_a_closed_request_needs_no_interpreter() -> None:
    refusal = closed().refusal(AINO, ArrangeInterpreter, step=Interpreting.ASKED)

    assert isinstance(refusal, RequestClosed)
