"""When did a session of staff begin, when was it used, and when was it proven whose it is?"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("begun_at", "used_at", "proven_at"):
        moment = sa.Column(name, sa.DateTime(timezone=True))
        op.add_column("sessions", moment, schema="triage")
    # It is not known how long they have lain unused: whoever was signed in signs in anew.
    op.execute("DELETE FROM triage.sessions WHERE username IS NOT NULL")
