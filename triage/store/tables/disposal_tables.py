"""Which table tells what was disposed of? One row a day and class: a number, and no word of it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, Text

from triage.store.tables.core_tables import TRIAGE, Moment, Position, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# What went on a day (Helsinki), by class: how many rows, on which ground by which edition of the
# catalogue, and that all of it was older than `before`. Of the access log also where what is left
# begins: behind this position, whose link the next row goes on from.
disposals = Table(
    "disposals",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("ground", Text, nullable=False),
    Column("edition", String(100), nullable=False),
    Column("before", Moment, nullable=False),
    Column("disposed_at", Moment, nullable=False),
    Column("position", Position),
    Column("head", LargeBinary(32)),
    tag_column(),
    schema=TRIAGE,
    info=guarded(Guard.TAGGED),
)
