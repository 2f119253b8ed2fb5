"""When does an open page get a tick? One loop a web process, woken by whatever is written.

It looks at the log where somebody listens, never more than a few times a second, and now and then
although nothing woke it: whoever should have may be away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

import structlog

from api.errors.refusals import TooManyStreams
from api.http.web_parts import WebParts
from projections.live.change_detector import ChangeDetector
from projections.live.watches import RequestWatch, Watch
from triage.actors import Actor
from triage.errors.requests import Overloaded, TriageError
from triage.failures import code_of, places_of
from triage.store.database.engine import STORE_FAILURES

LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """How often pages are looked after, for how long, and how many of them.

    A browser opens six connections to a site at the most: whoever has the queue in many tabs must
    still reach the next page.
    """

    looks_apart_seconds: float = 0.2
    polled_every_seconds: float = 5
    checked_every_seconds: float = 15
    lasts_seconds: float = 3600
    # Whoever takes nothing for so long has gone, or is too slow to be waited for.
    sent_within_seconds: float = 20
    streams: int = 500
    # One anonymous person can have many requests and many sessions: staff keep room of their own.
    streams_of_requesters: int = 250
    streams_of_a_person: int = 12
    streams_of_a_session: int = 4


class Told(StrEnum):
    """What an open page is told: that something is new, or that other people are there."""

    TICK = "tick"
    PRESENCE = "presence"


@dataclass(slots=True, eq=False)
class Listening:
    """An open page: what it watches, for which session, and whether there is news for it.

    News waits once, however often it comes before the page has taken it.
    """

    watch: Watch
    session: str
    news: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: set[Told] = field(default_factory=set)
    begun: bool = False
    over: bool = False

    def tell(self, what: Told) -> None:
        """Let the page be told; from the loop's own thread."""
        self.waiting.add(what)
        self.news.set()

    async def heard(self, *, until: float) -> Sequence[Told]:
        """Wait for news until this moment of the loop; what there is to tell."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self.news.wait()
        told = () if self.over else sorted(self.waiting)
        self.waiting.clear()
        self.news.clear()
        return told

    def end(self) -> None:
        """Let the page go; its browser comes back."""
        self.over = True
        self.news.set()


class LiveStreams:
    """Holds the open pages of this process and tells each of them when there is news for it."""

    def __init__(self, parts: WebParts, pace: StreamLimits) -> None:
        self.pace = pace
        self._parts = parts
        self._change_detector = ChangeDetector(parts.models)
        self._open: set[Listening] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        """Look after open pages for as long as the context lasts."""
        self._woken, self._turn = asyncio.Event(), asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        with self._parts.waking(self.wake):
            looking = asyncio.create_task(self._look_again_and_again())
            try:
                yield
            finally:
                self.end()
                looking.cancel()
                with suppress(asyncio.CancelledError):
                    await looking

    def wake(self) -> None:
        """Something was written, somewhere. Called from any thread; returns at once."""
        loop = self._loop
        if loop is not None and self._open:
            # A loop that is closed has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._woken.set)

    def end(self) -> None:
        """Let every page go and take no other: the process is about to stop."""
        self._loop = None
        for each in self._open:
            each.end()

    def tell_of_people(self, request_id: UUID, usernames: Collection[str]) -> None:
        """Tell the pages of a request that these people have open here of who came or writes."""
        for each in self._open:
            watch = each.watch
            is_it = isinstance(watch, RequestWatch) and watch.request_id == request_id
            if is_it and watch.actor.username in usernames:
                each.tell(Told.PRESENCE)

    def number(self) -> int:
        """How many pages are open."""
        return len(self._open)

    async def open(self, watch: Watch, session: str) -> tuple[Listening, str]:
        """Begin to watch; with it what is seen now, as the watch says it.

        Raises:
            Overloaded: this process has no room for another page, or is about to stop.
            TooManyStreams: this session, or this person, has too many of them.
            CatchingUp: the queue is too far behind.
            RequestUnknown: it is not this viewer's to know of.
        """
        self._require_room_for(watch.actor, session)
        listening = Listening(watch, session)
        self._open.add(listening)
        try:
            async with self._turn:
                seen = await asyncio.to_thread(
                    self._change_detector.begin, watch, self._parts.clock()
                )
            listening.begun = True
        except BaseException:
            self.close(listening)
            raise
        return listening, seen

    def close(self, listening: Listening) -> None:
        self._open.discard(listening)
        if not self._open:
            self._change_detector.rest()

    def _require_room_for(self, actor: Actor, session: str) -> None:
        pace, people = self.pace, [each.watch.actor for each in self._open]
        if self._loop is None or len(people) >= pace.streams:
            raise Overloaded()
        of_requesters = sum(each.request_id is not None for each in people)
        if actor.request_id and of_requesters >= pace.streams_of_requesters:
            raise Overloaded()
        of_session = sum(each.session == session for each in self._open)
        of_person = sum(_are_one(each, actor) for each in people)
        if of_session >= pace.streams_of_a_session or of_person >= pace.streams_of_a_person:
            raise TooManyStreams()

    async def _look_again_and_again(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.pace.polled_every_seconds):
                    await self._woken.wait()
            self._woken.clear()
            began = loop.time()
            await self._look_and_go_on()
            # Many pages are looked after more slowly, and leave the others their time.
            await asyncio.sleep(max(self.pace.looks_apart_seconds, 2 * (loop.time() - began)))

    async def _look_and_go_on(self) -> None:
        try:
            # The store is away: the next look tells all of it.
            with suppress(TriageError, *STORE_FAILURES):
                await self._look()
        except Exception as failure:
            LOG.error("look-failed", code=code_of(failure), places=places_of(failure.__traceback__))

    async def _look(self) -> None:
        async with self._turn:
            begun = {each.watch: each for each in self._open if each.begun}
            told = await asyncio.to_thread(self._change_detector.look, list(begun)) if begun else []
        for watch in told:
            begun[watch].tell(Told.TICK)


def _are_one(one: Actor, other: Actor) -> bool:
    return (one.username, one.request_id) == (other.username, other.request_id)
