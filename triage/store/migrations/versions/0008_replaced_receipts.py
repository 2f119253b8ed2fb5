"""Which receipts open nothing any more? Their keyed hashes, and the requests that they opened."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replaced_receipts",
        sa.Column("receipt_mac", sa.LargeBinary(32), primary_key=True),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        schema="triage",
    )
