"""Up to which moment may the clock's work be done? To none while the clock is not believed."""

from __future__ import annotations

from datetime import datetime

import structlog

from workers.failures import reported
from workers.tools import Tools

LOG = structlog.get_logger()


def believed(tools: Tools) -> datetime | None:
    """Now, as far as the clock is believed, and None where it is not. What was found is noted."""
    now, doubt = tools.clock_check.look()
    _note(tools, doubt)
    return None if doubt else now


def _note(tools: Tools, doubt: str | None) -> None:
    if doubt:
        LOG.error("clock-doubted", code=doubt)
    # What cannot be told must not keep back what can be done.
    with reported("noting-failed"):
        tools.clock_notes.note(doubt)
