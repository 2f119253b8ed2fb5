"""What is said when something fails in a loop that must go on? An event, a code, places and ids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from triage.failures import code_of, places_of

LOG = structlog.get_logger()


@dataclass(slots=True)
class Attempt:
    """Whether what was tried has failed, and with which code."""

    code: str | None = None

    @property
    def failed(self) -> bool:
        return self.code is not None


@contextmanager
def reported(event: str, **ids: object) -> Iterator[Attempt]:
    """Log whatever fails inside, under `event` with these ids, and go on behind it."""
    outcome = Attempt()
    try:
        yield outcome
    except Exception as error:
        outcome.code = code_of(error)
        report(event, error, **ids)


def report(event: str, error: Exception, **ids: object) -> None:
    """Log a failure by its code and its places, never by its message."""
    LOG.error(event, code=code_of(error), places=places_of(error.__traceback__), **ids)
