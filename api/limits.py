"""How much may come in? A body beyond the limit never reaches a route, however it is sent."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusals import BodyTooLarge

BODY_LIMIT_BYTES = 64 * 1024
LENGTH = b"content-length"
CHUNKED = b"transfer-encoding"


class BodyLimit:
    """Reads the body before the application does and refuses what is larger than any form.

    The whole body is at hand then, so a route never waits for the rest of it. `refuse` answers
    in place of the application.
    """

    def __init__(self, app: ASGIApp, *, limit_bytes: int = BODY_LIMIT_BYTES) -> None:
        self._app = app
        self._limit = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        messages = await self._received(receive)
        if messages is None:
            response = await refused(Request(scope), BodyTooLarge())
            await response(scope, receive, send)
            return
        await self._app(scope, _played_back(messages, receive), send)

    async def _received(self, receive: Receive) -> list[Message] | None:
        """The messages up to the end of the body; None where there is too much of it."""
        messages: list[Message] = []
        size, more = 0, True
        while more:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._limit:
                return None
            more = message["type"] == "http.request" and message.get("more_body", False)
        return messages


def _has_body(scope: Scope) -> bool:
    return any(name in (LENGTH, CHUNKED) for name, _ in scope["headers"])


def _played_back(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def play() -> Message:
        message = next(waiting, None)
        return await receive() if message is None else message

    return play
