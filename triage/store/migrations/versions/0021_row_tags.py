"""Which rows are ours? Each that grants a right or carries a fact bears a tag from now on.

What is there when it is upgraded is taken as it is: see decision 42.
"""

import sqlalchemy as sa
from alembic import op

from triage.store.database.retagging import tag_all
from triage.store.database.row_tags import tags_of
from triage.store.tables.every_table import every_table

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Those of this release: later ones have their tags from the beginning.
TAGGED = (
    "absences",
    "access_log",
    "accessibility_feedback",
    "catalogues",
    "crisis_notices",
    "deliveries",
    "events",
    "feedback",
    "notice_settings",
    "provider_accounts",
    "relays",
    "replaced_receipts",
    "reply_templates",
    "sessions",
    "shifts",
    "staff",
    "submissions",
)


def upgrade() -> None:
    for name in TAGGED:
        op.add_column(name, sa.Column("tag", sa.LargeBinary(32)), schema="triage")
    op.add_column("sessions", sa.Column("account_change", sa.Integer), schema="triage")
    connection = op.get_bind()
    # Begun under no change of an account that they name: whoever was signed in signs in anew.
    connection.execute(sa.text("DELETE FROM triage.sessions"))
    named = {table.name: table for table in every_table() if table.schema == "triage"}
    is_empty = all(
        connection.scalar(sa.select(sa.func.count()).select_from(named[name])) == 0
        for name in TAGGED
    )
    if not is_empty:
        for name in TAGGED:
            tag_all(connection, named[name], tags_of(connection))
