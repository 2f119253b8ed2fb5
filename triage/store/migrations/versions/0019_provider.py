"""Who signs in at the organisation's provider, and which session of ours is one of its own?"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_accounts",
        sa.Column("subject_mac", sa.LargeBinary(32), primary_key=True),
        sa.Column("username", sa.String(64), nullable=False, unique=True),
        sa.Column("closed_by_claims", sa.Boolean(), nullable=False),
        schema="triage",
    )
    op.create_table(
        "spent_tokens",
        sa.Column("mac", sa.LargeBinary(32), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        schema="triage",
    )
    op.add_column("sessions", sa.Column("provider_session", sa.LargeBinary(32)), schema="triage")
