"""What did requesters say of the help? Rows without an order, a moment or a request."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback_waiting",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        schema="triage",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("heard", sa.Integer, nullable=False),
        sa.Column("helped", sa.Integer, nullable=False),
        sa.Column("comment", sa.LargeBinary),
        schema="triage",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback_given",
        sa.Column("mac", sa.LargeBinary(32), primary_key=True),
        schema="triage",
        sqlite_with_rowid=False,
    )
