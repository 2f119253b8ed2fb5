"""Which forms and sessions were left by the quick exit? What is listed is not shown again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leavings",
        sa.Column("mac", sa.LargeBinary(32), primary_key=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        schema="triage",
    )
    op.create_index("leavings_by_moment", "leavings", ["left_at"], schema="triage")
