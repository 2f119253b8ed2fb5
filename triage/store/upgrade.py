"""How does a database get its tables, once, however many processes start at the same time?"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from triage.store.engine import VIEWS, Database
from triage.store.tables import KEYS, TRIAGE

# Any number will do, as long as every release takes the same one.
ADVISORY_LOCK = 0x7079_7964


def upgrade(database: Database) -> None:
    """Create or migrate what lasts, under a lock, in one transaction."""
    with database.log.begin() as connection:
        if not database.embedded:
            _prepare_postgresql(connection)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_postgresql(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    for schema in (TRIAGE, KEYS, VIEWS):
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
