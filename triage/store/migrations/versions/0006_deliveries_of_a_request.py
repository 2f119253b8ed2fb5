"""What became of the notices about one request? Found without reading all of them."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("deliveries_of_a_request", "deliveries", ["request_id"], schema="triage")
