"""How many wrong tries at once are too many?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from itertools import count
from typing import Any

from triage.accounts.rate_limiter import WAITING_FOR_ONE_AT_MOST

GUESSES_AT_ONCE = 40

_addresses = count(1)


def an_address() -> str:
    """Somebody's address, nobody else's: the tests of a module share the desk's patience."""
    return f"192.0.2.{next(_addresses)}"


async def refusals(tries: Iterable[Awaitable[object]]) -> list[type[BaseException]]:
    """What the tries were refused with, all of them made at once."""
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    return [type(each) for each in outcomes if isinstance(each, BaseException)]


async def under_way(guesses: Sequence[asyncio.Task[Any]]) -> None:
    """Return when all of these have begun: as many as may wait for a turn, the others answered."""
    while pending := [each for each in guesses if not each.done()][WAITING_FOR_ONE_AT_MOST:]:
        await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
