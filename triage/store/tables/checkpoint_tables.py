"""Which tables hold the trees that checkpoints close? Hashes, what each stands for, the notes."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from triage.store.tables.core_tables import TRIAGE, Moment, Position, metadata
from triage.store.tables.guards import Guard, guarded

# The hashes of 256 leaves each, one behind the other, and the root over them. Most are of dummies.
tiles = Table(
    "tiles",
    metadata,
    Column("tree", String(8), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    schema=TRIAGE,
    info=guarded(Guard.REBUILT, "the signed checkpoints say which hashes there are"),
)

# What a leaf stands for: a row of another table, by its kind and key. A dummy has no row here.
# Whoever disposes of a row of the access log takes the salt away: the hash then tells nothing.
leaves = Table(
    "leaves",
    metadata,
    Column("tree", String(8), primary_key=True),
    Column("place", Position, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("row", String(200), nullable=False),
    Column("salt", LargeBinary(16)),
    Index("leaves_by_row", "kind", "row", unique=True),
    schema=TRIAGE,
    info=guarded(Guard.REBUILT, "each is derived from its row, and its hash stands in the tree"),
)

# One row a closing and tree. `covers` is the content of the closing's own leaf: how far it reaches.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("tree", String(8), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("closed_at", Moment, nullable=False),
    Column("size", Position, nullable=False),
    Column("covers", Text, nullable=False),
    Column("note", Text, nullable=False),
    # The public keys that signed it, a space between two: who has no master key checks by them.
    Column("signed_by", Text, nullable=False),
    schema=TRIAGE,
    info=guarded(Guard.SEALED, "signed by a key of the system"),
)
