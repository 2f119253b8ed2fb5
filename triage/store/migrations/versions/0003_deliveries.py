"""Who is told of what, and how far has that been derived? Deliveries, their lines, the relay."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

POSITION = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("carrier", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String(16), nullable=False),
        sa.Column("unit", sa.String(64)),
        sa.Column("line", sa.String(80), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("code", sa.String(64)),
        schema="triage",
    )
    op.create_index("deliveries_by_state", "deliveries", ["state", "next_at"], schema="triage")
    op.create_table(
        "circuits",
        sa.Column("line", sa.String(80), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("rests_until", MOMENT),
        schema="triage",
    )
    op.create_table(
        "relays",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("position", POSITION, nullable=False),
        schema="triage",
    )
    _begin_at_the_end()


def _begin_at_the_end() -> None:
    """What was recorded before there were deliveries is no news."""
    op.execute(
        "INSERT INTO triage.relays (name, position)"
        " SELECT 'deliveries', max(position) FROM triage.events HAVING max(position) IS NOT NULL"
    )
