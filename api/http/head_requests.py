"""What is told of a page without the page? HEAD answers like GET, and sends no body."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

END = {"type": "http.response.body", "body": b"", "more_body": False}


# In the scope of a request that GET answers for HEAD.
HEAD = "pyyda.head"


def asks_for_head(request: Request) -> bool:
    """Whether nobody will see the body of the answer."""
    return bool(request.scope.get(HEAD))


class HeadIsOut(Exception):
    """The answer would go on, as a stream does by itself, and nothing more of it is wanted."""


class HeadAsGet:
    """Lets GET answer for HEAD: a route of FastAPI takes only the methods that it names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            await send(END)
            if message.get("more_body", False):
                raise HeadIsOut

        with suppress(HeadIsOut):
            await self._app({**scope, "method": "GET", HEAD: True}, receive, send_head)
