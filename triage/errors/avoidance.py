"""What may be refused to somebody who says whom a requester wants to avoid?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class NobodyToAvoid(TriageError):
    """The requester named nobody to avoid."""

    code = "nobody-to-avoid"


class WorkerUnnamed(TriageError):
    """Neither is somebody named, nor is it said that nobody is meant."""

    code = "worker-unnamed"
