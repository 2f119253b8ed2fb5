"""Which requests have changed since a place in the log?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from triage.store.events.recorder import LogRecorder
from triage.store.tables.core_tables import events

# Whoever is further behind looks at everything: that costs no more than to name it.
CHANGES_AT_MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The requests that changed up to a place in the log; None where they are too many to name."""

    until: int
    ids: frozenset[UUID] | None

    def is_about(self, request_id: UUID) -> bool:
        return self.ids is None or request_id in self.ids


def changed_since(connection: Connection, place: int) -> Changes:
    """What changed after a place."""
    rows = connection.execute(
        select(events.c.position, events.c.request_id)
        .where(events.c.position > place)
        .order_by(events.c.position)
        .limit(CHANGES_AT_MOST + 1)
    ).fetchall()
    if len(rows) > CHANGES_AT_MOST:
        return Changes(until=LogRecorder(connection).head()[0], ids=None)
    until = rows[-1].position if rows else place
    return Changes(until=until, ids=frozenset(row.request_id for row in rows))
