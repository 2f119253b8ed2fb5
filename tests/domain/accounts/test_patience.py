"""How fast may somebody guess, and does whoever knows the secret still get in?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from triage.accounts.rate_limiter import (
    REMEMBERED,
    WAITING_FOR_ONE_AT_MOST,
    Bucket,
    Rate,
    RateLimiter,
)
from triage.errors.requests import TooManyAttempts

NAME = "name:aino@192.0.2.1"
START = 1000.0
APART = 60.0
TRIES = 10
SLOW = Rate(tries=TRIES, apart_seconds=APART)
HOUR = 3600.0
# Short enough to wait for, long enough to tell from no wait at all.
MOMENT = 0.2


def tired(*, tries: int = TRIES) -> Bucket:
    bucket = Bucket(SLOW)
    for _ in range(tries):
        bucket.use(START)
    return bucket


def test_the_first_tries_come_as_fast_as_they_like() -> None:
    assert tired(tries=TRIES - 1).seconds_to_wait(START) == 0


def test_then_one_waits_for_about_a_minute() -> None:
    assert 0 < tired().seconds_to_wait(START) <= APART


def test_one_minute_gives_one_try_and_not_all_of_them() -> None:
    bucket, later = tired(), START + APART
    assert bucket.seconds_to_wait(later) == 0
    bucket.use(later)
    assert bucket.seconds_to_wait(later) > 0


def test_after_a_quiet_while_all_tries_are_back() -> None:
    bucket, later = tired(), START + TRIES * APART
    for _ in range(TRIES - 1):
        bucket.use(later)
    assert bucket.seconds_to_wait(later) == 0


def test_a_right_try_does_not_count() -> None:
    bucket = tired()
    bucket.give_back(START)
    assert bucket.seconds_to_wait(START) == 0


def test_who_guesses_as_fast_as_possible_gets_a_bounded_number_of_tries_an_hour() -> None:
    bucket, now, tries = Bucket(Rate(tries=TRIES, apart_seconds=5.0)), START, 0
    while now < START + HOUR:
        bucket.use(now)
        tries += 1
        now += bucket.seconds_to_wait(now)
    assert tries <= TRIES + HOUR / 5.0


def rate_limiter(tries: int = 1) -> RateLimiter:
    return RateLimiter(Rate(tries=tries, apart_seconds=MOMENT, waits_seconds=30.0))


async def seconds(awaited: Awaitable[object]) -> float:
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    await awaited
    return loop.time() - began_at


async def test_nobody_waits_before_a_wrong_try() -> None:
    assert await seconds(rate_limiter().turn(NAME)) < MOMENT / 2


async def test_whoever_comes_after_many_tries_waits_and_is_let_in() -> None:
    tried = rate_limiter()
    await tried.turn(NAME)
    assert await seconds(tried.turn(NAME)) >= MOMENT * 0.9


async def test_of_those_who_wait_the_newest_comes_first() -> None:
    tried, came = rate_limiter(), list[int]()
    await tried.turn(NAME)

    async def turn(number: int) -> None:
        await tried.turn(NAME)
        came.append(number)

    await asyncio.gather(*map(turn, range(3)))
    assert came == [2, 1, 0]


async def test_tries_at_another_name_do_not_wait() -> None:
    tried = rate_limiter()
    await tried.turn(NAME)
    assert await seconds(tried.turn("name:aino@192.0.2.2")) < MOMENT / 2


async def test_a_right_try_lets_the_next_one_begin_at_once() -> None:
    tried = rate_limiter()
    await tried.turn(NAME)
    waiting = asyncio.ensure_future(seconds(tried.turn(NAME)))
    await asyncio.sleep(0)
    tried.give_back(NAME)
    assert await waiting < MOMENT / 2


async def test_a_turn_that_does_not_come_is_given_up() -> None:
    tried = RateLimiter(Rate(tries=1, apart_seconds=60.0, waits_seconds=0.01))
    await tried.turn(NAME)
    with pytest.raises(TooManyAttempts) as refused:
        await tried.turn(NAME)
    assert refused.value.details == {"retry_after_seconds": 60}


async def test_of_too_many_who_wait_the_oldest_are_sent_away() -> None:
    tried = RateLimiter(Rate(tries=1, apart_seconds=60.0))
    await tried.turn(NAME)
    waiting = [asyncio.ensure_future(tried.turn(NAME)) for _ in range(WAITING_FOR_ONE_AT_MOST + 2)]
    done, pending = await asyncio.wait(waiting, timeout=MOMENT)
    assert done == set(waiting[:2])
    for each in pending:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_where_nobody_waits_a_try_is_counted_or_refused() -> None:
    tried = rate_limiter(2)
    assert [tried.may_try(NAME) for _ in range(3)] == [True, True, False]


async def test_the_oldest_names_are_forgotten() -> None:
    tried = rate_limiter()
    tried.may_try(NAME)
    for number in range(REMEMBERED):
        tried.may_try(f"address:{number}")
    assert tried.may_try(NAME)


async def test_a_name_that_goes_on_trying_is_not_forgotten() -> None:
    tried = RateLimiter(Rate(tries=1))
    tried.may_try(NAME)
    for number in range(REMEMBERED + 10):
        tried.may_try(f"address:{number}")
        if number % 1000 == 0:
            tried.may_try(NAME)
    assert not tried.may_try(NAME)


async def test_no_address_is_kept_in_clear() -> None:
    tried = rate_limiter()
    tried.may_try(NAME)
    assert tried._lines
    assert not any(b"192" in key for key in tried._lines)


async def test_two_services_hide_the_same_name_differently() -> None:
    one, other = rate_limiter(), rate_limiter()
    one.may_try(NAME)
    other.may_try(NAME)
    assert set(one._lines).isdisjoint(other._lines)


@pytest.mark.parametrize("name", ["", "ä" * 10_000, "receipt:\x00"])
async def test_any_text_is_a_name(name: str) -> None:
    assert rate_limiter().may_try(name)
