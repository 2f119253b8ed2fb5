"""Is a connection still there that rested in the pool? Its socket tells, and else the server.

The pool's own way asks the server each time, which takes as long as what many come for.
"""

from __future__ import annotations

import time
from select import POLLIN, poll
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

RESTS_SINCE = "rests since"
# A server that is gone without a word is found out by asking it.
TRUSTED_FOR_SECONDS = 10


def ask_before_use(engine: Engine) -> None:
    """Let nobody get a connection from this engine's pool that was lost while it rested there."""

    @event.listens_for(engine, "checkin")
    def put_down(_connection: Any, record: Any) -> None:
        record.info[RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _borrowed: Any) -> None:
        rests_since = record.info.pop(RESTS_SINCE, None)
        try:
            if rests_since is not None and _may_be_lost(connection, rests_since):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError() from error


def _may_be_lost(connection: Any, rests_since: float) -> bool:
    """Whether it rested long, or the server has said something unasked, as it does at the end."""
    said = poll()
    said.register(connection.fileno(), POLLIN)
    return time.monotonic() - rests_since > TRUSTED_FOR_SECONDS or bool(said.poll(0))
