"""What is told of a page without the page? HEAD answers like GET, and sends no body."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

END = {"type": "http.response.body", "body": b"", "more_body": False}


class HeadAsGet:
    """Lets GET answer for HEAD. What would go on by itself, as a stream does, is ended."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._answer({**scope, "method": "GET"}, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        goes_on = asyncio.Event()

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
            elif message.get("more_body", False):
                goes_on.set()
            else:
                await send(END)

        answering = asyncio.ensure_future(self._app(scope, receive, send_head))
        streaming = asyncio.create_task(goes_on.wait())
        try:
            await asyncio.wait({answering, streaming}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            streaming.cancel()
            if goes_on.is_set() or not answering.done():
                answering.cancel()
        if not goes_on.is_set():
            await answering
            return
        with suppress(asyncio.CancelledError):
            await answering
        await send(END)
