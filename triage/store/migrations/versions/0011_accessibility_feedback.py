"""What is said about accessibility, by when is it answered, and what was done?"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accessibility_feedback",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("text", sa.LargeBinary()),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.String(64)),
        sa.Column("done", sa.LargeBinary()),
        schema="triage",
    )
    op.create_index(
        "accessibility_feedback_waiting",
        "accessibility_feedback",
        ["answered_at", "due_on"],
        schema="triage",
    )
