"""Since when is what came news to somebody of staff? Since they were last at the queue.

One row an account, which only its owner is ever told of. Nothing of it is an event or a row of a
log: when somebody works is nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from triage.actors import Actor
from triage.errors.requests import Overloaded
from triage.permission import require
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.database.writer import Writer
from triage.store.records import visits
from triage.store.records.visits import Visit

# Whoever was away for so long comes anew.
APART: Final = timedelta(minutes=30)
# How exactly it is known when somebody was there last: not every page is worth a write.
WRITTEN_APART: Final = timedelta(minutes=5)
SEES_QUEUE: Final = "queue:read"


class Visits:
    """Knows since when what came is news, for each person."""

    def __init__(
        self, *, database: Database, writer: Writer, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def come(self, actor: Actor) -> datetime | None:
        """Note that somebody sees the queue; since when what came is news. None: nothing is.

        Nobody waits for the note, and nothing fails with it.

        Raises:
            NotAllowed
        """
        require(actor, SEES_QUEUE)
        username, now = actor.username or "", self._clock()
        before = await in_thread(self._found, username)
        visit = _next(before, now)
        if visit != before:
            with suppress(Overloaded):
                keeping = self._writer.submit(
                    lambda unit: visits.keep(unit.connection, username, visit)
                )
                keeping.add_done_callback(_noticed)
        return visit.since

    async def since(self, actor: Actor) -> datetime | None:
        """The same, of somebody who only asks.

        Raises:
            NotAllowed
        """
        require(actor, SEES_QUEUE)
        found = await in_thread(self._found, actor.username or "")
        return found.since if found else None

    async def dismiss(self, actor: Actor) -> None:
        """Let nothing be news that came until now.

        Raises:
            NotAllowed, Overloaded
        """
        require(actor, SEES_QUEUE)
        username, visit = actor.username or "", Visit(seen_at=self._clock(), since=None)
        await self._writer.write(lambda unit: visits.keep(unit.connection, username, visit))

    def _found(self, username: str) -> Visit | None:
        with self._database.reads.connect() as connection:
            return visits.found(connection, username)


def _next(before: Visit | None, now: datetime) -> Visit:
    if before is None or before.seen_at > now:
        # The first time, or a clock that was ahead.
        return Visit(seen_at=now, since=None)
    away = now - before.seen_at
    if away >= APART:
        return Visit(seen_at=now, since=before.seen_at)
    return Visit(seen_at=now, since=before.since) if away >= WRITTEN_APART else before


def _noticed(keeping: Future[None]) -> None:
    """Fetch the result that nobody waits for."""
    if not keeping.cancelled():
        keeping.exception()
