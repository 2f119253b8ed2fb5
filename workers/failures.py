"""What is said when something fails in a loop that must go on? An event, a code, places and ids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from triage.failures import code_of, places_of

LOG = structlog.get_logger()


@contextmanager
def reported(event: str, **ids: object) -> Iterator[None]:
    """Log whatever fails inside, under `event` with these ids, and go on behind it."""
    try:
        yield
    except Exception as error:
        LOG.error(event, code=code_of(error), places=places_of(error.__traceback__), **ids)
