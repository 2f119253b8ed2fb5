"""Can a flood of one kind of callers keep others from having their passwords looked at?"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from triage.accounts.password_hashing import WAITING_AT_MOST, Lane
from triage.errors.requests import Overloaded


@pytest.fixture
def hold() -> Iterator[threading.Event]:
    """What the first work of a lane waits for."""
    event = threading.Event()
    yield event
    event.set()


async def test_a_lane_gives_what_the_work_gives() -> None:
    assert await Lane("test").run("a", lambda: 42) == 42


async def test_work_that_fails_leaves_the_lane_to_the_next() -> None:
    lane = Lane("test")
    with pytest.raises(ZeroDivisionError):
        await lane.run("a", lambda: 1 // 0)
    assert await lane.run("a", lambda: 42) == 42


async def in_turn(hold: threading.Event, groups: str) -> str:
    """The order in which callers of these groups are served who all wait for the first."""
    lane, served = Lane("test"), list[str]()
    first = asyncio.ensure_future(lane.run("first", hold.wait))
    await asyncio.sleep(0)

    async def call(name: str) -> None:
        await lane.run(name[0], lambda: served.append(name))

    calls = [asyncio.ensure_future(call(name)) for name in groups.split()]
    await asyncio.sleep(0)
    hold.set()
    await asyncio.gather(first, *calls)
    return " ".join(served)


async def test_groups_take_turns_and_the_newest_of_each_comes_first(hold: threading.Event) -> None:
    assert await in_turn(hold, "a1 a2 a3 b1 c1") == "a3 b1 c1 a2 a1"


async def test_too_many_send_the_oldest_of_the_largest_group_away(hold: threading.Event) -> None:
    lane = Lane("test")
    first = asyncio.ensure_future(lane.run("first", hold.wait))
    await asyncio.sleep(0)
    other = asyncio.ensure_future(lane.run("other", lambda: 42))
    flood = [
        asyncio.ensure_future(lane.run("flood", lambda: 42)) for _ in range(WAITING_AT_MOST + 9)
    ]
    await asyncio.sleep(0)
    hold.set()
    outcomes = await asyncio.gather(*flood, return_exceptions=True)
    refused = [type(each) for each in outcomes if isinstance(each, BaseException)]
    assert refused == [Overloaded] * 10
    assert await other == 42
    await first


async def test_who_has_gone_holds_up_nobody(hold: threading.Event) -> None:
    lane = Lane("test")
    first = asyncio.ensure_future(lane.run("first", hold.wait))
    await asyncio.sleep(0)
    gone, stays = (asyncio.ensure_future(lane.run("a", lambda: 42)) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    hold.set()
    await first
    assert await stays == 42
    assert await lane.run("a", lambda: 42) == 42
