"""Which tables do the read models fill? Disposable, never migrated: a changed one is renamed.

Nothing personal is stored in clear: what could name a person stays the sealed blob of the event.
"""

from __future__ import annotations

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
from triage.store.database.tables import Moment

metadata = MetaData()

# How far each read model has come in the log.
positions = Table(
    "positions",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("position", BigInteger, nullable=False),
    schema=VIEWS,
)


def _versions() -> list[Column[int]]:
    """The true one, and as its unit or the one it is offered to counts as another controller."""
    names = ("version", "unit_version", "receiver_version")
    return [Column(name, Integer, nullable=False) for name in names]


def queue_table(name: str, holder: MetaData) -> Table:
    """One row a request, as workers see it; `arrived` and `changed` are places in the log."""
    return Table(
        name,
        holder,
        Column("request_id", Uuid, primary_key=True),
        *_versions(),
        Column("reference", String(20), nullable=False),
        Column("topics", Text, nullable=False),
        Column("unit", String(64), nullable=False),
        Column("offered_to", String(64)),
        Column("offer_due_at", Moment),
        Column("claimed_by", String(64)),
        Column("recused", Text, nullable=False),
        Column("state", String(16), nullable=False),
        Column("rank", Integer, nullable=False),
        Column("ended", Boolean, nullable=False),
        Column("looked_at", Moment),
        Column("look_due_at", Moment),
        Column("awaits_danger_look", Boolean, nullable=False),
        Column("flagged", Boolean, nullable=False),
        Column("escalated", Boolean, nullable=False),
        Column("withdrawn", Boolean, nullable=False),
        Column("waiting_for", String(16)),
        Column("waits", Boolean, nullable=False),
        Column("answered", Boolean, nullable=False),
        Column("submitted_at", Moment, nullable=False),
        Column("target_at", Moment, nullable=False),
        Column("answer_by", Moment, nullable=False),
        Column("due_at", Moment),
        Column("order_at", Moment, nullable=False),
        Column("arrived", BigInteger, nullable=False),
        Column("changed", BigInteger, nullable=False),
        Column("profile", LargeBinary),
        Index(f"{name}_in_order", "ended", "order_at", "arrived"),
        # A unit's few among the many: without these its page grew with all that is open.
        Index(f"{name}_of_a_unit", "unit", "ended"),
        Index(f"{name}_offered_to_a_unit", "offered_to", "ended"),
        schema=VIEWS,
    )


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
        Column("submitted_at", Moment, nullable=False),
        Column("target_at", Moment, nullable=False),
        Column("breach_at", Moment, nullable=False),
        Column("answered_at", Moment),
        Column("working_minutes", Integer),
        Column("ended_at", Moment),
        Column("follow_ups", JSON, nullable=False),
        Column("profile", LargeBinary),
        Index(f"{name}_by_arrival", "submitted_at"),
        schema=VIEWS,
    )
