"""What did the requester ask about the own data, by when is it answered, and what came of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.actors import Role
from triage.codes import DataRequestKind, DataRequestOutcome
from triage.text.personal import Personal

# Whoever works with the request knows best what is right in it.
DECIDED_BY_WORKERS = frozenset({DataRequestKind.CORRECTION, DataRequestKind.OBJECTION})


@dataclass(slots=True, kw_only=True)
class DataRequest:
    """One of them; they are numbered from 1. `text` and `answer` are None where they don't open.

    `answered_by`: in which role somebody answered.
    """

    number: int
    kind: DataRequestKind
    asked_at: datetime
    due_at: datetime
    text: Personal[str] | None
    answered_at: datetime | None = None
    outcome: DataRequestOutcome | None = None
    answer: Personal[str] | None = None
    answered_by: Role | None = None
