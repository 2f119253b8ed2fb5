"""What have staff begun to write and not sent yet?"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("request_id", sa.Uuid(), primary_key=True),
        sa.Column("username", sa.String(64), primary_key=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        schema="triage",
    )
    op.create_index("drafts_by_worker", "drafts", ["username"], schema="triage")
    op.create_index("drafts_by_moment", "drafts", ["saved_at"], schema="triage")
