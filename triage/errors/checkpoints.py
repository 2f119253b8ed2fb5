"""What may be refused to somebody who asks for a checkpoint, or for a proof by one?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class NoCheckpointYet(TriageError):
    """No checkpoint was closed since; the next one comes within a day."""

    code = "no-checkpoint-yet"
