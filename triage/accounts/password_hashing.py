"""How are passwords hashed without making everybody else wait?

Hashing is slow on purpose, and any stranger may ask for it. Each kind of callers has a lane of its
own, so that a flood of one neither takes the threads that answer reads nor stops the other kinds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from triage.errors.requests import Overloaded

T = TypeVar("T")
# At 20 to 40 ms for each, more could not be served within the wait.
WAITING_AT_MOST = 256
WAITS_SECONDS = 5.0


class Lane:
    """One hashing thread. Callers wait in groups (an address, a device) that take turns.

    Within a group the newest caller is served first: in a flood somebody who comes now still gets
    in, while in a first-come queue all would time out. For one event loop at a time.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"hashing-{name}")
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}
        self._is_busy = False

    async def run(self, group: str, work: Callable[[], T]) -> T:
        """Run `work` in the thread of this lane and return its result.

        Raises:
            Overloaded: no turn within `WAITS_SECONDS`, or too many callers wait.
        """
        await self._turn(group)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._pass_on()

    async def _turn(self, group: str) -> None:
        if not self._is_busy:
            self._is_busy = True
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(group, []).append(turn)
        self._keep_within_limit()
        try:
            await asyncio.wait({turn}, timeout=WAITS_SECONDS)
        except asyncio.CancelledError:
            self._give_up(group, turn)
            raise
        if not turn.done():
            self._give_up(group, turn)
        if turn.cancelled():
            raise Overloaded()

    def _keep_within_limit(self) -> None:
        """Beyond the limit, refuse the oldest caller of the largest group."""
        if sum(map(len, self._waiting.values())) > WAITING_AT_MOST:
            max(self._waiting.values(), key=len).pop(0).cancel()

    def _give_up(self, group: str, turn: asyncio.Future[None]) -> None:
        if turn.cancel():
            turns = self._waiting.get(group, [])
            if turn in turns:
                turns.remove(turn)
        elif not turn.cancelled():
            self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            group, turns = next(iter(self._waiting.items()))
            del self._waiting[group]
            if len(turns) > 1:
                # The others wait until every other group has had a turn.
                self._waiting[group] = turns
            if turns:
                turns.pop().set_result(None)
                return
        self._is_busy = False
