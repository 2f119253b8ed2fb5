"""How does a database get its tables, once, however many processes start at the same time?"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, String, column, inspect, select, table, text

from triage.store.database.engine import VIEWS, Database
from triage.store.tables.core_tables import KEYS, TRIAGE

# Any number will do, as long as every release takes the same one.
ADVISORY_LOCK = 0x7079_7964
# The newest migration; named here because asking for it takes as long as a start may take.
# Migrations are numbered in four digits, so that a later one is a greater text.
HEAD = "0024"
REVISION = select(column("version_num", String)).select_from(
    table("alembic_version", schema=TRIAGE)
)


class NewerTables(Exception):
    """A newer release has migrated this database: this one knows neither its tables nor why."""


def upgrade(database: Database, to: str = HEAD) -> None:
    """Create or migrate what lasts, under a lock, in one transaction.

    Raises:
        NewerTables
    """
    with database.log.begin() as connection:
        if not database.embedded:
            _prepare_postgresql(connection)
        # Under the lock: until it is ours, a newer release may be at it.
        is_upgraded(connection)
        migrate(connection, to)


def migrate(connection: Connection, to: str = HEAD) -> None:
    """Create or migrate what lasts in the caller's transaction; the caller holds a lock."""
    # Every process starts with this module, and few migrate: it takes a quarter of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def is_upgraded(connection: Connection) -> bool:
    """Whether the tables are those of this release, not of an older one or none at all.

    Raises:
        NewerTables
    """
    revision = revision_of(connection)
    if revision is not None and revision > HEAD:
        raise NewerTables()
    return revision == HEAD


def revision_of(connection: Connection) -> str | None:
    """The newest migration that these tables have seen; None where there are none."""
    if not inspect(connection).has_table("alembic_version", schema=TRIAGE):
        return None
    found = connection.scalar(REVISION)
    return None if found is None else str(found)


def _prepare_postgresql(connection: Connection) -> None:
    # A migration takes as long as it takes.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    for schema in (TRIAGE, KEYS, VIEWS):
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
