"""Which table holds when staff were last at the queue? One small row an account."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded

# The latest alone, for the person alone: no history of comings and goings. In no backup.
visits = Table(
    "visits",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("since", Moment),
    schema=TRIAGE,
    info=guarded(Guard.NOTHING, "it marks to one person what is new to them"),
)
