"""Has the staff changed? Told by a number, so that nobody reads all accounts for every request."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    changed = sa.Column("changed", sa.Integer, nullable=False, server_default="0")
    op.add_column("staff", changed, schema="triage")
    op.create_index("staff_changes", "staff", ["changed"], schema="triage")
