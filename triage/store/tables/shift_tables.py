"""Which table keeps who is on duty, from when to when?"""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Uuid

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# A row never changes but by its end, so that the rota tells who planned what, and when.
shifts = Table(
    "shifts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("unit", String(64), nullable=False),
    Column("username", String(64), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("planned_by", String(64), nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(64)),
    tag_column(),
    Index("shifts_by_end", "until_at"),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)
