"""What may be refused to somebody who says whom a requester wants to avoid?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class NobodyToAvoid(TriageError):
    """The requester named nobody to avoid."""

    code = "nobody-to-avoid"


class WorkerUnnamed(TriageError):
    """Neither is somebody named, nor is it said that nobody is meant."""

    code = "worker-unnamed"


class HolderMeant(TriageError):
    """Who has the request is named by another; `by` names the user.

    It is said by the holder, who stands in for them, or the coordinator.
    """

    code = "holder-meant"


class NobodyWouldBeLeft(TriageError):
    """Nobody of the unit or of the intake could read the request any more, or undo this."""

    code = "nobody-would-be-left"


class LastReader(TriageError):
    """Nobody else of the unit or of the intake could read it: who steps aside would lose it."""

    code = "last-reader"
