"""Which tables do the read models fill? Disposable, never migrated: a changed one is renamed.

Nothing personal is stored in clear: what could name a person stays the sealed blob of the event.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

from triage.store.database.engine import VIEWS
from triage.store.tables.core_tables import Moment
from triage.store.tables.guards import Guard, guarded

metadata = MetaData()

# How far each read model has come in the log.
positions = Table(
    "positions",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("position", BigInteger, nullable=False),
    schema=VIEWS,
    info=guarded(Guard.REBUILT),
)


def spaced(codes: Sequence[str]) -> str:
    """Codes in one text column, each with a space on both sides, so that LIKE finds them."""
    return f" {' '.join(codes)} " if codes else ""


def due_table(name: str, holder: MetaData) -> Table:
    """One row a request: when the clock next demands something of it, and what it may not be."""
    return Table(
        name,
        holder,
        Column("request_id", Uuid, primary_key=True),
        Column("due_at", Moment),
        Column("marks_hold_from", Moment),
        Column("acted_at", Moment),
        Index(f"{name}_by_moment", "due_at"),
        Index(f"{name}_by_mark", "marks_hold_from"),
        Index(f"{name}_by_act", "acted_at"),
        schema=VIEWS,
    )


def response_table(name: str, holder: MetaData) -> Table:
    """One row a request: what the response-time audit counts; no person, no worker."""
    return Table(
        name,
        holder,
        Column("request_id", Uuid, primary_key=True),
        Column("unit", String(64), nullable=False),
        Column("topics", Text, nullable=False),
        Column("urgency", String(32)),
        Column("outcome", String(64)),
        Column("look_late_at", Moment),
        Column("consulted_at", Moment),
        Column("submitted_at", Moment, nullable=False),
        Column("target_at", Moment, nullable=False),
        Column("breach_at", Moment, nullable=False),
        Column("answered_at", Moment),
        Column("opened_at", Moment),
        Column("working_minutes", Integer),
        Column("ended_at", Moment),
        Column("follow_ups", JSON, nullable=False),
        Column("miss_cause", String(32)),
        Column("miss_explained_at", Moment),
        Column("unexplained", Boolean, nullable=False),
        Column("profile", LargeBinary),
        Index(f"{name}_by_arrival", "submitted_at"),
        Index(f"{name}_by_unexplained", "unexplained"),
        schema=VIEWS,
    )
