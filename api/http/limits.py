"""How much may come in, and for how long? A body beyond the limits never reaches a route.

Starlette's own limit knows neither spelling nor time, and begins the route before it has the body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors.refusals import BodyTooLarge, BodyTooSlow
from api.http.problem_responses import say_refusal

BODY_LIMIT_BYTES = 64 * 1024
# How a sign may be spelled that does not stand for itself, and by how many bytes each spelling is
# longer than the sign: `\uD83D\uDE00` is four bytes of UTF-8, and so is `%F0%9F%98%80`.
ESCAPES: Mapping[bytes, tuple[bytes, int]] = {
    b"application/json": (b"\\u", 4),
    b"application/x-www-form-urlencoded": (b"%", 2),
}
# No spelling is longer than three times what it stands for.
LONGEST_SPELLING = 3
# Long enough for an old phone far from any mast.
BODY_LIMIT_SECONDS = 60.0
LENGTH = b"content-length"
CHUNKED = b"transfer-encoding"


class BodyLimit:
    """Reads the body before the application does and refuses what is larger than any form.

    What counts is what the body says, not how it is spelled: ten thousand signs of any script fit,
    escaped or not. The whole body is at hand then, so a route never waits for the rest of it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        limit_bytes: int = BODY_LIMIT_BYTES,
        limit_seconds: float = BODY_LIMIT_SECONDS,
    ) -> None:
        self._app = app
        self._limit = limit_bytes
        self._seconds = limit_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        app = self._app
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read(Request(scope, receive), self._limit)
            receive = _whole(body, receive)
        except ClientDisconnect:
            return
        except BodyTooLarge as refusal:
            app = await say_refusal(Request(scope), refusal)
        except TimeoutError:
            app = await say_refusal(Request(scope), BodyTooSlow())
        await app(scope, receive, send)


async def _read(request: Request, limit_bytes: int) -> bytes:
    """The whole body. Raises BodyTooLarge, and ClientDisconnect where the caller has gone."""
    content_type, _ = parse_options_header(request.headers.get("content-type"))
    escape, longer_by = ESCAPES.get(content_type, (b"", 0))
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > limit_bytes * (LONGEST_SPELLING if escape else 1):
            raise BodyTooLarge()
    if escape and len(body) - longer_by * body.count(escape) > limit_bytes:
        raise BodyTooLarge()
    return body


def _has_body(scope: Scope) -> bool:
    """HTTP/1.1 announces a body by its headers; later versions need not."""
    announced = any(name in (LENGTH, CHUNKED) for name, _ in scope["headers"])
    return announced or scope["method"] not in ("GET", "HEAD", "OPTIONS")


def _whole(body: bytes, receive: Receive) -> Receive:
    """Hands the body over as one message; then the connection goes on telling what it tells."""
    told = False

    async def hand_over() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return hand_over
