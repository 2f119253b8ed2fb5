"""When is a failed delivery tried again, and when is a line left alone?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workers.deliveries.tries import (
    FAILURES_THAT_OPEN,
    FIRST_WAIT,
    LONGEST_WAIT,
    PAUSE,
    Circuit,
    wait_before_next,
)

NOW = datetime(2026, 9, 8, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NEARLY_ONE = 1 - 2**-53


def broken(times: int = FAILURES_THAT_OPEN) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit = circuit.failed(NOW)
    return circuit


def test_the_longest_wait_doubles_with_every_failure() -> None:
    waits = [wait_before_next(attempts, 0.5) for attempts in range(1, 5)]

    assert waits == [FIRST_WAIT * 0.5, FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]


@pytest.mark.parametrize("attempts", [1, 7, 8, 60, 100_000])
def test_no_wait_is_longer_than_the_longest(attempts: int) -> None:
    assert wait_before_next(attempts, NEARLY_ONE) <= LONGEST_WAIT


def test_who_failed_together_does_not_come_back_together() -> None:
    waits = {wait_before_next(3, chance / 10) for chance in range(10)}

    assert len(waits) == 10 and min(waits) == timedelta()


def test_few_failures_leave_the_circuit_closed() -> None:
    assert not broken(FAILURES_THAT_OPEN - 1).rests(NOW)


def test_failures_in_a_row_open_the_circuit() -> None:
    assert broken().rests(NOW + PAUSE - SECOND)


def test_after_its_pause_one_may_try() -> None:
    assert not broken().rests(NOW + PAUSE)


def test_while_that_one_tries_no_other_does() -> None:
    trying = broken().tried(NOW + PAUSE + SECOND)

    assert trying.rests(NOW + PAUSE) and not trying.rests(NOW + PAUSE + SECOND)


def test_a_try_that_did_not_come_lets_another_one() -> None:
    assert not broken().tried(NOW + PAUSE + SECOND).not_tried().rests(NOW + PAUSE)


def test_a_try_that_did_not_come_changes_nothing_about_a_line_that_works() -> None:
    assert Circuit(failures=1, rests_until=NOW).not_tried() == Circuit(failures=1, rests_until=NOW)


def test_a_failed_try_keeps_it_open_for_another_pause() -> None:
    assert broken().failed(NOW + PAUSE).rests(NOW + PAUSE + PAUSE - SECOND)


def test_an_answer_closes_the_circuit() -> None:
    assert broken().answered() == Circuit()


def test_a_try_of_a_line_that_works_keeps_nobody_waiting() -> None:
    assert Circuit(failures=1).tried(NOW + PAUSE) == Circuit(failures=1)


def test_the_fifth_failure_in_a_row_opens_it() -> None:
    assert (broken(4).is_open, broken(5).is_open) == (False, True)
