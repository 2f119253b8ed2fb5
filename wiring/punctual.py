"""How long may a caller take for a head, or to take an answer? As long as a slow honest one needs.

uvicorn itself waits for ever for the first byte of a connection, for the end of every head, and for
whoever does not read; only between an answer and the first byte of the next request it does not. A
body has its own limit.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_LIMIT_SECONDS = 10.0
# What waits to be taken for so long, beyond all that the buffers on the way hold, nobody wants.
TAKING_LIMIT_SECONDS = 60.0


class Punctual(HttpToolsProtocol):
    """Ends a connection whose next head is not whole in time, told to nobody: nobody listens.

    Likewise one whose answer is not taken.
    """

    taking_limit_seconds = TAKING_LIMIT_SECONDS
    _too_late: asyncio.TimerHandle | None = None
    _not_taken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_a_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._too_late is None and getattr(self.cycle, "response_complete", False):
            self._wait_for_a_head()

    def on_headers_complete(self) -> None:
        self._wait_no_longer()
        super().on_headers_complete()

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
