"""Which tables hold what requesters say of the help? None tells a moment, an order or a request."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Uuid

from triage.store.tables.core_tables import TRIAGE, metadata
from triage.store.tables.guards import Guard, guarded, tag_column

# What requesters said of the help, until five of them are there: one sealed row each, all of one
# length. In no backup. Nothing tells an order: ids are random, and SQLite keeps no row number.
feedback_waiting = Table(
    "feedback_waiting",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("quarter", String(7), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    schema=TRIAGE,
    sqlite_with_rowid=False,
    info=guarded(Guard.SEALED, "by the key of its quarter, with its id"),
)

# The same once it may be read; a comment is sealed under the key of its quarter.
feedback = Table(
    "feedback",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("quarter", String(7), nullable=False),
    Column("heard", Integer, nullable=False),
    Column("helped", Integer, nullable=False),
    Column("comment", LargeBinary),
    tag_column(),
    schema=TRIAGE,
    sqlite_with_rowid=False,
    info=guarded(Guard.TAGGED),
)

# That feedback was given: a hash under the request's own key, and no moment. In no backup.
feedback_given = Table(
    "feedback_given",
    metadata,
    Column("mac", LargeBinary(32), primary_key=True),
    schema=TRIAGE,
    sqlite_with_rowid=False,
    info=guarded(Guard.SEALED, "its key is a hash by the request's own key"),
)
