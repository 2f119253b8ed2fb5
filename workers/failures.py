"""What is said when something fails in a loop that must go on? An event, codes and ids, no words.

The message of an exception may quote what a person wrote, so it is never logged: its class, the
refusal's code and the places in our code are enough to find the fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from types import TracebackType

import structlog

from triage.errors import TriageError

LAST_PLACES = 8
LOG = structlog.get_logger()


@contextmanager
def reported(event: str, **ids: object) -> Iterator[None]:
    """Log whatever fails inside, under `event` with these ids, and go on behind it."""
    try:
        yield
    except Exception as error:
        LOG.error(event, code=code_of(error), places=places_of(error.__traceback__), **ids)


def code_of(error: BaseException) -> str:
    """A refusal's stable code; the class of anything else."""
    return error.code if isinstance(error, TriageError) else type(error).__name__


def places_of(traceback: TracebackType | None) -> list[str]:
    """The innermost places of a traceback, `module:line`, outermost first."""
    frames = [(frame.f_globals.get("__name__"), line) for frame, line in walk_tb(traceback)]
    return [f"{module}:{line}" for module, line in frames[-LAST_PLACES:]]
