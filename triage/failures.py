"""What may be told of a failure? A code and the places in our code, never its message.

The message of an exception may quote what a person wrote; its class, the refusal's code and the
places are enough to find the fault.
"""

from __future__ import annotations

from traceback import walk_tb
from types import TracebackType

from triage.errors.requests import TriageError

LAST_PLACES = 8


def code_of(error: BaseException) -> str:
    """A refusal's stable code; the class of anything else, a database's with its own reason."""
    if isinstance(error, TriageError):
        return error.code
    reason = getattr(getattr(error, "orig", None), "sqlstate", None)
    return f"{type(error).__name__} {reason}" if reason else type(error).__name__


def places_of(traceback: TracebackType | None) -> list[str]:
    """The innermost places of a traceback, `module:line`, outermost first."""
    frames = [(frame.f_globals.get("__name__"), line) for frame, line in walk_tb(traceback)]
    return [f"{module}:{line}" for module, line in frames[-LAST_PLACES:]]
