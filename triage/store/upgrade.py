"""How does a database get its tables, once, however many processes start at the same time?"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, String, column, inspect, select, table, text

from triage.store.engine import VIEWS, Database
from triage.store.tables import KEYS, TRIAGE

# Any number will do, as long as every release takes the same one.
ADVISORY_LOCK = 0x7079_7964
# The newest migration; named here because asking for it takes as long as a start may take.
HEAD = "0002"
REVISION = select(column("version_num", String)).select_from(
    table("alembic_version", schema=TRIAGE)
)


def upgrade(database: Database, to: str = HEAD) -> None:
    """Create or migrate what lasts, under a lock, in one transaction."""
    with database.log.begin() as connection:
        if not database.embedded:
            _prepare_postgresql(connection)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def is_upgraded(connection: Connection) -> bool:
    """Whether the tables are those of this release."""
    if not inspect(connection).has_table("alembic_version", schema=TRIAGE):
        return False
    revision: str | None = connection.scalar(REVISION)
    return revision == HEAD


def _prepare_postgresql(connection: Connection) -> None:
    # A migration takes as long as it takes.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    for schema in (TRIAGE, KEYS, VIEWS):
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
