"""How fast may somebody guess, and whom does it cost nothing?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from triage.patience import REGAINED_AFTER_SECONDS, REMEMBERED, TRIES, Patience

NAME = ("address:192.0.2.1",)
START = 1000.0


def tired(names: tuple[str, ...] = NAME, *, tries: int = TRIES) -> Patience:
    patience = Patience()
    for _ in range(tries):
        patience.count(names, START)
    return patience


def test_nobody_waits_before_a_wrong_try() -> None:
    assert Patience().seconds_to_wait(NAME, START) == 0


def test_the_first_tries_come_as_fast_as_they_like() -> None:
    assert tired(tries=TRIES - 1).seconds_to_wait(NAME, START) == 0


def test_then_one_waits_for_about_a_minute() -> None:
    assert 0 < tired().seconds_to_wait(NAME, START) <= REGAINED_AFTER_SECONDS + 1


def test_a_try_is_regained_after_the_time_that_was_told() -> None:
    patience = tired()
    wait = patience.seconds_to_wait(NAME, START)
    assert patience.seconds_to_wait(NAME, START + wait - 2) > 0
    assert patience.seconds_to_wait(NAME, START + wait) == 0


def test_one_minute_gives_one_try_and_not_all_of_them() -> None:
    patience = tired()
    later = START + REGAINED_AFTER_SECONDS + 1
    assert patience.seconds_to_wait(NAME, later) == 0
    patience.count(NAME, later)
    assert patience.seconds_to_wait(NAME, later) > 0


def test_after_a_quiet_while_all_tries_are_back() -> None:
    patience = tired()
    later = START + TRIES * REGAINED_AFTER_SECONDS
    for _ in range(TRIES - 1):
        patience.count(NAME, later)
    assert patience.seconds_to_wait(NAME, later) == 0


def test_a_crowd_has_more_tries() -> None:
    patience = Patience(200)
    for _ in range(199):
        patience.count(NAME, START)
    assert patience.seconds_to_wait(NAME, START) == 0
    patience.count(NAME, START)
    assert patience.seconds_to_wait(NAME, START) > 0


def test_more_tries_than_are_welcome_cost_longer() -> None:
    assert tired(tries=TRIES + 5).seconds_to_wait(NAME, START) > 5 * REGAINED_AFTER_SECONDS


def test_others_do_not_wait() -> None:
    assert tired().seconds_to_wait(("address:192.0.2.2",), START) == 0


def test_of_several_names_the_most_tired_one_decides() -> None:
    patience = tired(("receipt:a",))
    assert patience.seconds_to_wait(("receipt:a", "address:new"), START) > 0


def test_a_try_counts_against_every_name() -> None:
    patience = tired(("receipt:a", "address:b"))
    assert patience.seconds_to_wait(("receipt:a",), START) > 0
    assert patience.seconds_to_wait(("address:b",), START) > 0


def test_without_a_name_nobody_waits() -> None:
    assert tired().seconds_to_wait((), START) == 0


def test_the_oldest_names_are_forgotten() -> None:
    patience = tired()
    for number in range(REMEMBERED):
        patience.count((f"address:{number}",), START)
    assert patience.seconds_to_wait(NAME, START) == 0


def test_a_name_that_goes_on_trying_is_not_forgotten() -> None:
    patience = tired()
    for number in range(REMEMBERED + 10):
        patience.count((f"address:{number}",), START)
        if number % 1000 == 0:
            patience.count(NAME, START)
    assert patience.seconds_to_wait(NAME, START) > 0


def test_no_address_is_kept_in_clear() -> None:
    kept = tired()._used
    assert kept
    assert not any(b"192" in key for key in kept)


def test_two_services_hide_the_same_name_differently() -> None:
    assert set(tired()._used).isdisjoint(tired()._used)


def test_tries_from_many_threads_are_all_counted() -> None:
    patience = Patience()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: patience.count(NAME, START), range(400)))
    (counted,) = (tries for tries, _ in patience._used.values())
    assert counted == 400


@pytest.mark.parametrize("name", ["", "ä" * 10_000, "receipt:\x00"])
def test_any_text_is_a_name(name: str) -> None:
    assert tired((name,)).seconds_to_wait((name,), START) > 0
