"""Which table keeps how and when members of staff want to be told?"""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Text

from triage.store.tables.core_tables import TRIAGE, Moment, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# In every backup. Addresses are sealed by a key of their own purpose; choices are codes and times.
notice_settings = Table(
    "notice_settings",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("email", LargeBinary),
    Column("phone", LargeBinary),
    Column("choices", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)
