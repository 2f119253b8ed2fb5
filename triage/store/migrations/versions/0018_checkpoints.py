"""Which trees do checkpoints close, over what, and how were they signed?"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tiles",
        sa.Column("tree", sa.String(8), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        schema="triage",
    )
    op.create_table(
        "leaves",
        sa.Column("tree", sa.String(8), primary_key=True),
        sa.Column("place", POSITION, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("row", sa.String(200), nullable=False),
        sa.Column("salt", sa.LargeBinary(16)),
        schema="triage",
    )
    op.create_index("leaves_by_row", "leaves", ["kind", "row"], unique=True, schema="triage")
    op.create_table(
        "checkpoints",
        sa.Column("tree", sa.String(8), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", POSITION, nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        schema="triage",
    )
