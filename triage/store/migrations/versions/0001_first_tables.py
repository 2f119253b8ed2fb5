"""The first tables: events, submissions, access log, staff, sessions, catalogues, keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

POSITION = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _log()
    _people()
    _keys()


def _log() -> None:
    op.create_table(
        "events",
        sa.Column("position", POSITION, primary_key=True, autoincrement=False),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("link", sa.LargeBinary(32), nullable=False),
        sa.UniqueConstraint("request_id", "version", name="one_event_a_version"),
        schema="triage",
    )
    op.create_table(
        "submissions",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("receipt_mac", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("body_mac", sa.LargeBinary(32)),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("chain_head", sa.LargeBinary(32), nullable=False),
        schema="triage",
    )
    op.create_table(
        "access_log",
        sa.Column("position", POSITION, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("username", sa.String(64)),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(64)),
        sa.Column("request_id", sa.Uuid),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("ground", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("link", sa.LargeBinary(32), nullable=False),
        schema="triage",
    )
    op.create_index("reads_of_a_request", "access_log", ["request_id", "position"], schema="triage")


def _people() -> None:
    op.create_table(
        "staff",
        sa.Column("username", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
        schema="triage",
    )
    op.create_table(
        "sessions",
        sa.Column("token_mac", sa.LargeBinary(32), primary_key=True),
        sa.Column("username", sa.String(64)),
        sa.Column("request_id", sa.Uuid),
        sa.Column("expires_at", MOMENT, nullable=False),
        schema="triage",
    )
    op.create_table(
        "catalogues",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(100), nullable=False, unique=True),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(64)),
        sa.Column("toml", sa.Text, nullable=False),
        schema="triage",
    )


def _keys() -> None:
    op.create_table(
        "request_keys",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("words", sa.LargeBinary),
        sa.Column("profile", sa.LargeBinary),
        sa.Column("protection", sa.LargeBinary, nullable=False),
        schema="keys",
    )
    op.create_table(
        "system_keys",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        schema="keys",
    )
