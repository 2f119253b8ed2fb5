"""Which tables keep what is told to whom, and how far that has come?"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Uuid

from triage.store.tables.core_tables import TRIAGE, Moment, Position, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# What is to be told to whom, derived from the events. No address, no name, no text: where it goes
# is looked up when it is sent. `line` is what breaks as one: a carrier, or one unit's web hook.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("carrier", String(16), nullable=False),
    Column("recipient", String(16), nullable=False),
    Column("unit", String(64)),
    # Of who is told themself; None where a unit or a requester is.
    Column("username", String(64)),
    Column("line", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("ended_at", Moment),
    Column("code", String(64)),
    tag_column(),
    Index("deliveries_by_state", "state", "next_at"),
    Index("deliveries_of_a_request", "request_id"),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)

# How each line does: failures in a row, and until when it is left alone after too many of them.
circuits = Table(
    "circuits",
    metadata,
    Column("line", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Moment),
    schema=TRIAGE,
    info=guarded(Guard.NOTHING, "a line rests for an hour at most, whatever is stored"),
)

# How far each relay has come in the log; it moves in the transaction that stores what it made.
relays = Table(
    "relays",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("position", Position, nullable=False),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)
