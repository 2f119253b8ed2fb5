"""Which table holds what staff have begun to write? One sealed row a worker and request."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table, Uuid

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded

# Sealed by the request's own key, so that erasing it erases this too. In no backup.
drafts = Table(
    "drafts",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("username", String(64), primary_key=True),
    Column("saved_at", Moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("drafts_by_worker", "username"),
    Index("drafts_by_moment", "saved_at"),
    schema=TRIAGE,
    info=guarded(Guard.SEALED, "by the request's key, with its writer"),
)
