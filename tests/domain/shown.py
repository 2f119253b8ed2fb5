"""What does the queue show of a case?"""

from __future__ import annotations

from datetime import datetime

from projections.views.queue.row import QueueRow, Seen, row_as_shown
from tests.domain.given import AINO, Case
from triage.request.cover import NOBODY_AWAY


def row_of(case: Case, now: datetime | None = None) -> QueueRow:
    """Its row as aino sees it at this moment, or at the last of the case, with nobody away."""
    seen = Seen(actor=AINO, at=now or case.now, cover=NOBODY_AWAY)
    return row_as_shown(case.request, seen, version=1, damaged=False)
