"""How much may a caller send ahead of a body, and for how long may it be waited for?

uvicorn itself takes heads of any size, and waits for ever for the first byte of a connection, for
the end of every head, and for a caller who does not read. A body has its own limits
(`api.http.limits`).
"""

from __future__ import annotations

import asyncio
import json
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from wiring.processes.connection_limit import ConnectionLimit

HEAD_LIMIT_SECONDS = 10.0
# What waits to be taken for so long, beyond all that the buffers on the way hold, nobody wants.
TAKING_LIMIT_SECONDS = 60.0
# As usual in front of applications: nginx takes four buffers of 8 KiB, gunicorn a hundred fields.
HEAD_LIMIT_BYTES = 32 * 1024
HEADERS_AT_MOST = 100
# Browsers send the next request after the answer; one read could hold thousands.
WAITING_REQUESTS_AT_MOST = 8
TOO_LARGE = json.dumps(
    {
        "type": "about:blank",
        "title": "Request Header Fields Too Large",
        "status": 431,
        "code": "head-too-large",
    }
).encode()
ANSWER_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: application/problem+json\r\n"
    b"content-length: %d\r\n"
    b"cache-control: no-store\r\n"
    b"x-content-type-options: nosniff\r\n"
    b"connection: close\r\n\r\n%s" % (len(TOO_LARGE), TOO_LARGE)
)


class HeadTooLarge(Exception):
    """The head of a request is beyond the limits; raised for the parser to stop at."""


class TooManyWaiting(Exception):
    """Too many requests were sent before their answers; raised for the parser to stop at."""


class TimeoutProtocol(HttpToolsProtocol):
    """Ends a connection whose next head is not whole in time or is too large.

    Likewise one whose answer is not taken. Where the process holds too many connections, some of
    those that wait for their callers are let go (`wiring.processes.connection_limit`).
    """

    taking_limit_seconds = TAKING_LIMIT_SECONDS
    connection_limit = ConnectionLimit()
    # The loop's moment at which the connection came, or its last whole head.
    waiting_since = 0.0
    is_let_go = False
    _too_late: asyncio.TimerHandle | None = None
    _not_taken: asyncio.TimerHandle | None = None
    _head_bytes = 0
    # Since the parser last gave something that is not kept, or is limited elsewhere.
    _bytes_kept = 0
    _is_too_large = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.waiting_since = self.loop.time()
        self._wait_for_a_head()
        self.connection_limit.make_room(
            cast("set[TimeoutProtocol]", self.connections), self.loop.time()
        )

    def data_received(self, data: bytes) -> None:
        self._bytes_kept += len(data)
        super().data_received(data)
        # One field may be larger than any limit, and the parser tells it when it is whole.
        if self._bytes_kept > HEAD_LIMIT_BYTES and not self.transport.is_closing():
            self._answer_too_large()
        if self._too_late is None and getattr(self.cycle, "response_complete", False):
            self._wait_for_a_head()

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= WAITING_REQUESTS_AT_MOST:
            raise TooManyWaiting
        super().on_message_begin()
        self._head_bytes = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Trailers after a body come here too, and count like the head."""
        super().on_header(name, value)
        self._count(len(name) + len(value))

    def on_headers_complete(self) -> None:
        self._wait_no_longer()
        self._bytes_kept = 0
        self.waiting_since = self.loop.time()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._bytes_kept = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._bytes_kept = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What the parser did not understand, or was stopped at by the limits."""
        if self._is_too_large:
            self._answer_too_large()
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        super().pause_writing()
        # Not `close`, which would wait until everything is taken.
        self._not_taken = self.loop.call_later(self.taking_limit_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._is_taken()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        self._is_taken()
        super().connection_lost(exc)

    def waits_for_its_caller(self) -> bool:
        """Whether the next thing to happen is the caller's: a head, a body, or taking an answer."""
        return not self._is_answering() or self.cycle.more_body or self.flow.write_paused

    def let_go(self) -> None:
        self.is_let_go = True
        self.transport.abort()

    def _is_answering(self) -> bool:
        return not getattr(self.cycle, "response_complete", True)

    def _count(self, number: int) -> None:
        self._head_bytes += number
        if self._head_bytes > HEAD_LIMIT_BYTES or len(self.headers) > HEADERS_AT_MOST:
            self._is_too_large = True
            raise HeadTooLarge

    def _answer_too_large(self) -> None:
        # In the middle of an answer another one would be taken for its end.
        if not self._is_answering():
            self.transport.write(ANSWER_TOO_LARGE)
        self.transport.close()

    def _is_taken(self) -> None:
        if self._not_taken is not None:
            self._not_taken.cancel()
            self._not_taken = None

    def _wait_for_a_head(self) -> None:
        self._too_late = self.loop.call_later(HEAD_LIMIT_SECONDS, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
