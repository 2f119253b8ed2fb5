"""How does a test listen to ticks? By hand: the in-process client would wait for their end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI
from starlette.types import Message

from api.app import make_app
from api.live.live_streams import StreamLimits
from tests.service import Service, make_service, web_parts
from tests.web.asking import Json, opened

# Nothing but a write wakes anybody here, and a session is asked after many times a second.
PACE = StreamLimits(looks_apart_seconds=0.01, polled_every_seconds=3600, checked_every_seconds=0.05)
DEADLINE_SECONDS = 60
TURNS = 100
TICK = "event: tick"
TICKS = "/api/v1/ticks"


class Stream:
    """What one listener has been told so far."""

    answering: asyncio.Task[None]

    def __init__(self) -> None:
        self.status = 0
        self.headers = httpx.Headers()
        self.text = ""
        self.is_over = False
        self._told = asyncio.Condition()
        self._gone = asyncio.Event()

    @property
    def number_of_ticks(self) -> int:
        return self.text.count(TICK)

    async def ticked(self, times: int) -> None:
        """Wait until there were so many ticks in all; fail where there are more.

        Those of one look leave together: the others are let run before they are counted.
        """
        await self._wait(lambda: self.number_of_ticks >= times)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        assert self.number_of_ticks == times

    async def ticked_since(self, times: int) -> None:
        """Wait until there were more than so many ticks."""
        await self._wait(lambda: self.number_of_ticks > times)

    async def begun(self) -> None:
        await self._wait(lambda: "retry:" in self.text)

    async def ended(self) -> None:
        await self._wait(lambda: self.is_over)

    async def answered(self) -> int:
        """Wait for the status of the answer."""
        await self._wait(lambda: self.status)
        return self.status

    async def let_go(self) -> None:
        """Wait until the service has done with the stream, however it ended."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            await asyncio.shield(self.answering)

    async def _wait(self, is_so: Callable[[], object]) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS), self._told:
            await self._told.wait_for(is_so)

    async def receive(self) -> Message:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        async with self._told:
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], httpx.Headers(message["headers"])
            else:
                self.text += message["body"].decode()
                self.is_over = not message.get("more_body", False)
            self._told.notify_all()

    def leave(self) -> None:
        """Close the page."""
        self._gone.set()


@asynccontextmanager
async def listening(
    app: FastAPI, token: str = "", address: str = TICKS, *, stream: Stream | None = None
) -> AsyncIterator[Stream]:
    """Somebody who listens with a token, at a page's address with its cookie; gone at the end."""
    headers = {"host": "testserver", "authorization": f"Bearer {token}"}
    if address != TICKS:
        cookie = "vastaus" if address.startswith("/vastaus") else "tyotila"
        headers = {"host": "testserver", "cookie": f"__Host-{cookie}={token}"}
    split, stream = urlsplit(address), stream or Stream()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": split.path,
        "raw_path": split.path.encode(),
        "root_path": "",
        "query_string": split.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("198.51.100.7", 50_000),
        "server": ("testserver", 80),
    }
    stream.answering = asyncio.create_task(_answer(app, scope, stream))
    try:
        yield stream
    finally:
        stream.leave()
        await stream.let_go()


async def _answer(app: FastAPI, scope: dict[str, Any], stream: Stream) -> None:
    await app(scope, stream.receive, stream.send)


@asynccontextmanager
async def started(
    directory: Path, clock: Callable[[], datetime], pace: StreamLimits = PACE
) -> AsyncIterator[Service]:
    """A service that is started, so that it ticks."""
    with make_service(directory, clock) as made:
        app = make_app(web_parts(made.parts), pace=pace)
        async with app.router.lifespan_context(app):
            yield Service(parts=made.parts, app=app, clock=clock)


async def listener(stack: AsyncExitStack, service: Service, username: str) -> Stream:
    """A member of staff who listens, and has had the tick that comes at once."""
    return await with_token(stack, service, await service.token_of(username))


async def requester(stack: AsyncExitStack, service: Service, receipt: Json) -> Stream:
    """The requester, who listens likewise."""
    async with await opened(service, receipt) as caller:
        token = caller.headers["authorization"].split()[1]
    return await with_token(stack, service, token)


async def with_token(stack: AsyncExitStack, service: Service, token: str) -> Stream:
    """Whoever holds the token, likewise."""
    stream = await stack.enter_async_context(listening(service.app, token))
    await stream.ticked(1)
    return stream
