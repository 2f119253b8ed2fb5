"""How does somebody leave for good? What was shown to that browser is not shown to it again.

Leaving never stops the storing of a message that is still on its way.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.records import leavings
from triage.text.personal import Personal

# For this long after the quick exit, a message that was already being sent is accepted.
STILL_TAKEN = timedelta(minutes=2)
# The quick exit waits at most this long for the store; the write goes on in the background.
WAITED_SECONDS = 1.0
# Also kept in memory, for the case that the store is away; at most so many.
REMEMBERED = 10_000


class Leavings:
    """What was left by the quick exit: forms by their keys, sessions by their tokens."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        identities: Identities,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._writer = writer
        self._identities = identities
        self._clock = clock
        self._here: OrderedDict[bytes, datetime] = OrderedDict()

    async def leave(self, keys: Collection[Personal[str]], token: Personal[str] | None) -> None:
        """Show nothing of these forms and of this session again.

        Holds in this process at once, and in every one when it is stored.

        Raises:
            Overloaded: it is not stored.
        """
        now = self._clock()
        macs = set(map(self._identities.left_mac, keys))
        if token is not None:
            macs.add(self._identities.token_mac(token))
        self._here.update(dict.fromkeys(macs, now))
        while len(self._here) > REMEMBERED:
            self._here.popitem(last=False)
        if macs:
            await self._stored(macs, now)

    async def has_left(self, keys: Collection[Personal[str]]) -> bool:
        """Whether the page of one of these forms was left."""
        macs = set(map(self._identities.left_mac, keys))
        if not self._here.keys().isdisjoint(macs):
            return True
        return bool(macs) and await in_thread(self._left_at, macs) is not None

    async def still_takes(self, keys: Collection[Personal[str]]) -> bool:
        """Whether what is sent with one of these forms is still stored, as `lets_write`."""
        macs = set(map(self._identities.left_mac, keys))
        here = [self._here[mac] for mac in macs if mac in self._here]
        moment = min(here) if here else await in_thread(self._left_at, macs)
        return self._is_recent(moment)

    def lets_read(self, token_mac: bytes) -> bool:
        """Whether a session still shows anything."""
        return token_mac not in self._here and self._left_at({token_mac}) is None

    def lets_write(self, token_mac: bytes) -> bool:
        """Whether a message of a session is still taken."""
        moment = self._here.get(token_mac) or self._left_at({token_mac})
        return self._is_recent(moment)

    def _is_recent(self, moment: datetime | None) -> bool:
        return moment is None or self._clock() - moment < STILL_TAKEN

    def _left_at(self, macs: Collection[bytes]) -> datetime | None:
        with self._database.reads.connect() as connection:
            return leavings.left_at(connection, macs)

    async def _stored(self, macs: Collection[bytes], now: datetime) -> None:
        writing = asyncio.ensure_future(
            self._writer.write(lambda unit: leavings.add(unit.connection, macs, now))
        )
        done, _ = await asyncio.wait({writing}, timeout=WAITED_SECONDS)
        if not done:
            writing.add_done_callback(_noticed)
        for each in done:
            each.result()


def _noticed(writing: asyncio.Future[None]) -> None:
    """Fetch the result that nobody waits for, so that asyncio does not report it."""
    if not writing.cancelled():
        writing.exception()
