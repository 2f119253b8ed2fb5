"""Which groups of a table are hidden, and which only lose their outcomes?"""

from collections import Counter

import pytest

from projections.figures.outcomes import PromiseOutcome
from projections.figures.small_numbers import Groups, Suppressed, hidden


def table(**groups: int) -> Groups:
    """Groups of requests that were all answered in the target."""
    return {key: Counter({PromiseOutcome.IN_TARGET: number}) for key, number in groups.items()}


def left_out(groups: str, outcomes: str) -> Suppressed:
    return Suppressed(groups=frozenset(groups.split()), outcomes=frozenset(outcomes.split()))


@pytest.mark.parametrize(
    ("groups", "not_told"),
    [
        (table(a=5, b=6, c=7), ""),
        # One alone would follow from the whole; the smallest other goes with it.
        (table(a=4, b=6, c=7), "a b"),
        # Two that are five together keep each other company.
        (table(a=2, b=3, c=7), "a b"),
        # Two that are four together would still be a small number.
        (table(a=2, b=2, c=7, d=9), "a b c"),
        # Five groups with five requests are one each.
        (table(a=1, b=1, c=1, d=1, e=1, f=6, g=7), "a b c d e f"),
        # There is nobody to keep them company.
        (table(a=4), "a"),
        (table(a=1, b=1), "a b"),
        (table(), ""),
    ],
)
@pytest.mark.parametrize("of_people", [True, False])
def test_a_small_group_is_hidden_and_never_alone(
    groups: Groups, not_told: str, of_people: bool
) -> None:
    assert hidden([groups], of_people=of_people) == left_out(not_told, not_told)


ONE_TOO_LATE: Groups = {
    "a": Counter({PromiseOutcome.IN_TARGET: 9, PromiseOutcome.TOO_LATE: 1}),
    "b": Counter({PromiseOutcome.IN_TARGET: 8}),
    "c": Counter({PromiseOutcome.IN_TARGET: 7, PromiseOutcome.OVERDUE: 5}),
}


def test_of_people_a_small_outcome_hides_the_outcomes_and_never_alone() -> None:
    assert hidden([ONE_TOO_LATE], of_people=True) == left_out("", "a b")


def test_of_a_service_one_missed_promise_is_told() -> None:
    assert hidden([ONE_TOO_LATE], of_people=False) == left_out("", "")


def test_what_is_hidden_of_one_period_is_hidden_of_all() -> None:
    periods = [table(a=4, b=6, c=7), table(a=9, b=9, c=9), table(b=9, c=3, d=4)]

    assert hidden(periods, of_people=False) == left_out("a b c d", "a b c d")


@pytest.mark.parametrize(("late", "not_told"), [(1, "a b"), (4, "a b"), (5, ""), (0, "")])
def test_an_outcome_is_small_from_one_to_four(late: int, not_told: str) -> None:
    groups: Groups = {
        "a": Counter({PromiseOutcome.IN_TARGET: 9, PromiseOutcome.TOO_LATE: late}),
        "b": Counter({PromiseOutcome.IN_TARGET: 8}),
    }

    assert hidden([groups], of_people=True) == left_out("", not_told)


@pytest.mark.parametrize(("received", "not_told"), [(4, "a b"), (5, "")])
def test_a_group_is_small_up_to_four(received: int, not_told: str) -> None:
    groups = table(a=received, b=9)

    assert hidden([groups], of_people=False) == left_out(not_told, not_told)
