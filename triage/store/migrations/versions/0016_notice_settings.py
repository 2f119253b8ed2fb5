"""How and when do members of staff want to be told, and who of them is told of what?"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_settings",
        sa.Column("username", sa.String(64), primary_key=True),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        schema="triage",
    )
    op.add_column("deliveries", sa.Column("username", sa.String(64)), schema="triage")
