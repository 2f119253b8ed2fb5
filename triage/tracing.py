"""Which log lines, events and tasks belong to one call? Those that carry its trace id.

The id is made here, never taken from a caller or told in a header: a proxy's log would then tie an
address to an anonymous request's events.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_trace: ContextVar[str | None] = ContextVar("trace", default=None)
BYTES = 8


@contextmanager
def traced(trace_id: str | None = None) -> Iterator[str]:
    """Everything inside, and what `asyncio.to_thread` runs, belongs to this call; gives its id."""
    trace_id = trace_id or secrets.token_hex(BYTES)
    before = _trace.set(trace_id)
    try:
        yield trace_id
    finally:
        _trace.reset(before)


def current_trace() -> str | None:
    """The id of the call that is being answered; None outside of any."""
    return _trace.get()
