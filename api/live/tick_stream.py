"""How do ticks travel? As server-sent events that get through proxies and hold nobody up."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.http.access import parts_of
from api.live.live_streams import Listening, LiveStreams, StreamLimits, Told
from projections.live.watches import Watch
from triage.actors import Actor
from triage.store.database.engine import STORE_FAILURES
from triage.text.personal import Personal

MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final = {
    "Cache-Control": "no-store, no-transform",
    # For nginx and its kin; others hand on what they hold when there is enough of it.
    "X-Accel-Buffering": "no",
}
PADDING = b":" + b"." * 1023 + b"\n"
BEAT = b":\n\n"
# After a restart not all of them come back in the same second.
RETRY_MILLISECONDS = range(1_000, 5_000)
MARK_LENGTH = 16

StillThere = Callable[[], Awaitable[bool]]


def fingerprint_of(token: Personal[str], seen: str) -> str:
    """A keyed hash of what a page shows. Those of two sessions differ: the key is the token."""
    key = token.reveal().encode()
    return hmac.new(key, b"seen " + seen.encode(), hashlib.sha256).hexdigest()[:MARK_LENGTH]


async def ticks(
    request: Request, watch: Watch, token: Personal[str], known: str | None = None
) -> TickStream:
    """Ticks for whoever holds the token; one at once unless `known` is what is seen now.

    Raises:
        Overloaded, TooManyStreams, CatchingUp, RequestUnknown
    """
    live_streams: LiveStreams = request.app.state.live_streams
    listening, seen = await live_streams.open(watch, session=fingerprint_of(token, ""))
    if known != fingerprint_of(token, seen):
        listening.tell(Told.TICK)

    async def still_there() -> bool:
        return await _is_still(request, token, watch.actor)

    return TickStream(live_streams, listening, still_there)


async def _is_still(request: Request, token: Personal[str], actor: Actor) -> bool:
    """Whether the session goes on, for the same person with the same rights."""
    # Nothing is told while the store is away, so the answer can wait for it.
    with suppress(*STORE_FAILURES):
        return await parts_of(request).authenticator.actor_of(token) == actor
    return True


class TickStream(StreamingResponse):
    """The stream of one open page, which it lets go of however it ends."""

    media_type = MEDIA_TYPE

    def __init__(
        self, live_streams: LiveStreams, listening: Listening, still_there: StillThere
    ) -> None:
        super().__init__(_told(listening, live_streams.pace, still_there), headers=HEADERS)
        self._live_streams = live_streams
        self._listening = listening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._live_streams.close(self._listening)

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(self._live_streams.pace.sent_within_seconds):
                await send(message)

        with suppress(TimeoutError):
            await super().stream_response(send_in_time)


async def _told(
    listening: Listening, pace: StreamLimits, still_there: StillThere
) -> AsyncIterator[bytes]:
    """What is sent: much at once, so that it begins; ticks; and beats that keep it open."""
    now = asyncio.get_running_loop().time
    ends_at, check_at = now() + pace.lasts_seconds, now() + pace.checked_every_seconds
    yield PADDING * 2 + f"retry: {random.choice(RETRY_MILLISECONDS)}\n\n".encode()  # noqa: S311
    while now() < ends_at:
        for told in await listening.heard(until=check_at):
            yield PADDING + f"event: {told}\ndata: {told}\n\n".encode()
        if listening.over:
            return
        if now() >= check_at:
            if not await still_there():
                return
            yield BEAT
            check_at = now() + pace.checked_every_seconds
