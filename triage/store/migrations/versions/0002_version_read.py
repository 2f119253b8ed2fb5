"""Which version of a request did somebody read? The access log tells it from now on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_log", sa.Column("version", sa.Integer), schema="triage")
