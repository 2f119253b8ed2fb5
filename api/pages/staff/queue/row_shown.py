"""What does a list of requests tell of a row beside its columns?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.pages.session import Visitor
from api.pages.shown import row_facts
from api.pages.staff.queue.working_terms import when_due
from projections.views.queue.row import QueueRow
from triage.catalogue import Catalogue


def row_shown(
    row: QueueRow, visitor: Visitor, now: datetime, catalogue: Catalogue
) -> dict[str, Any]:
    """The row with what decides in it: by when, in working terms, and what is new in it."""
    wrote_at = row.wrote_at
    return {
        **row_facts(row, now),
        "due": when_due(row, now, catalogue),
        "unread": row.is_unread_for(visitor.actor.username),
        "wrote_minutes": int((now - wrote_at).total_seconds() // 60) if wrote_at else None,
    }
