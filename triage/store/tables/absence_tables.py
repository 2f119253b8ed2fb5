"""Which table keeps who is away, and who stands in?"""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, String, Table, Uuid

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# The days are Helsinki's, and the last one is included. Why somebody is away is stored nowhere.
# In every backup: who came back from one still has their substitute.
absences = Table(
    "absences",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", String(64), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("substitute", String(64), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", String(64), nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(64)),
    tag_column(),
    Index("absences_by_last_day", "until_on"),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)
