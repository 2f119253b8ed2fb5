"""Can callers who connect and say nothing, or half of something, keep others out? For how long?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.integration.faults.judge import judge
from tests.integration.faults.load import Load, a_moment, under_load
from tests.integration.faults.waiting import goes_on
from tests.integration.production import Production
from tests.integration.running import DEADLINE_SECONDS
from wiring.processes.timeouts import HEAD_LIMIT_SECONDS

CALLERS = 200
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = WHOLE[:-4]
# What each kind of caller says, a word after another; then nothing any more.
IDLE = ((b"",), (HALF,), (b"\r\n",), (WHOLE, HALF), (WHOLE, b"\r\n"), (WHOLE + HALF,))
MANY = IDLE[:2]
LONG = 1.5 * HEAD_LIMIT_SECONDS
# Less than uvicorn keeps a connection between two requests.
PAUSE_SECONDS = 0.5
# The server times by its loop, whose moment is a little older than the caller's.
CLOCKS_DIFFER_SECONDS = 0.5
# A busy machine takes them in, and lets them go, one after the other.
BUSY_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How long callers of each kind were let wait, in seconds, and what others had meanwhile."""

    waiting: dict[tuple[bytes, ...], list[float]]
    answers_to_who_goes_on: int
    load: Load


async def left_waiting(address: str, said: Sequence[bytes]) -> float:
    place = urlsplit(address)
    began_at = time.monotonic()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    for word in said:
        writer.write(word)
        if word == WHOLE:
            await reader.readuntil(b"}")
    async with asyncio.timeout(DEADLINE_SECONDS):
        await reader.read()
    writer.close()
    return time.monotonic() - began_at


async def going_on(address: str) -> int:
    """How many answers somebody gets who goes on over one connection for longer than a head may."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    over_at = time.monotonic() + LONG
    answers = 0
    while time.monotonic() < over_at:
        writer.write(WHOLE)
        answers += b"200 OK" in await reader.readuntil(b"}")
        await a_moment(PAUSE_SECONDS)
    writer.close()
    return answers


async def everybody(address: str) -> tuple[int, list[list[float]]]:
    async def all_of(said: Sequence[bytes]) -> list[float]:
        number = CALLERS if said in MANY else 1
        return await asyncio.gather(*(left_waiting(address, said) for _ in range(number)))

    return await asyncio.gather(going_on(address), asyncio.gather(*map(all_of, IDLE)))


@pytest.fixture(scope="module")
def left(production: Production) -> Left:
    """What came of them all at once, at one web and under load."""
    with under_load(production.addresses, production.token("olli")) as load:
        goes_on(load)
        answers, waiting = asyncio.run(everybody(production.addresses[0]))
        goes_on(load)
    waited = dict(zip(IDLE, waiting, strict=True))
    return Left(waiting=waited, answers_to_who_goes_on=answers, load=load)


def test_callers_who_do_not_go_on_keep_nobody_out(production: Production, left: Left) -> None:
    assert (left.load.turned_away, left.load.cut_off) == ([], 0)
    judge(production.settings, left.load, [])


@pytest.mark.parametrize("said", MANY, ids=repr)
def test_a_slow_caller_has_time_and_an_end(left: Left, said: tuple[bytes, ...]) -> None:
    stayed = left.waiting[said]
    assert len(stayed) == CALLERS
    assert min(stayed) > HEAD_LIMIT_SECONDS - CLOCKS_DIFFER_SECONDS


@pytest.mark.parametrize("said", IDLE, ids=repr)
def test_nobody_who_does_not_go_on_stays(left: Left, said: tuple[bytes, ...]) -> None:
    assert max(left.waiting[said]) < HEAD_LIMIT_SECONDS + BUSY_SECONDS


def test_who_comes_again_in_time_keeps_the_connection(left: Left) -> None:
    assert left.answers_to_who_goes_on >= 2
