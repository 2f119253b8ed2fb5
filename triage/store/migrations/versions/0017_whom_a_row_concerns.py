"""Whom, of the colleagues, does a row of the access log concern?"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_log", sa.Column("concerning", sa.String(64)), schema="triage")
