"""How many wrong tries at once are too many?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from itertools import count

GUESSES_AT_ONCE = 40
# So many passwords and words are hashed at once; the next guess sees what these have cost.
THREADS = 2

_addresses = count(1)


def an_address() -> str:
    """Somebody's address, nobody else's: the tests of a module share the desk's patience."""
    return f"192.0.2.{next(_addresses)}"


async def refusals(tries: Iterable[Awaitable[object]]) -> list[type[BaseException]]:
    """What the tries were refused with, all of them made at once."""
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    return [type(each) for each in outcomes if isinstance(each, BaseException)]
