"""What do staff prove beside a password? A code of an app, or a recovery code, both optional."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("totp_secret", sa.LargeBinary()), schema="triage")
    op.add_column("staff", sa.Column("recovery_codes", sa.Text()), schema="triage")
