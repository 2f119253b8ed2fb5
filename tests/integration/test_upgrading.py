"""Do four upgrades at once all end well and in one schema, whatever release they begin at?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from multiprocessing.synchronize import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.architecture.reading import ROOT
from tests.integration.store.processes import processes, running
from tests.integration.store.world import TIMEOUT_SECONDS
from triage.store.database.engine import Database
from triage.store.database.upgrade import is_upgraded, upgrade
from triage.store.tables.core_tables import KEYS, TRIAGE, metadata
from wiring.cli.main import app
from wiring.composition.parts import open_database
from wiring.settings import Settings, read_settings

AT_ONCE = 4
SCRIPTS = ScriptDirectory(str(ROOT / "triage" / "store" / "migrations"))
LANDED = ["nothing", *sorted(each.revision for each in SCRIPTS.walk_revisions())]


def upgrade_by_command(environment: Mapping[str, str], together: Barrier) -> None:
    """The very command, at the same moment as others; it ends this process with its status."""
    os.environ.update(environment)
    together.wait(TIMEOUT_SECONDS)
    app(["upgrade"])


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return read_settings(environment)


def started_at_once(environment: Mapping[str, str]) -> list[int | None]:
    """How each of them ended."""
    together = processes.Barrier(AT_ONCE)
    with ExitStack() as stack:
        started = [
            stack.enter_context(running(upgrade_by_command, environment, together))
            for _ in range(AT_ONCE)
        ]
        for each in started:
            each.join(TIMEOUT_SECONDS)
        return [each.exitcode for each in started]


@pytest.mark.parametrize("landed", LANDED)
def test_four_upgrades_at_once_all_end_well_in_one_schema(
    environment: dict[str, str], settings: Settings, landed: str
) -> None:
    database = open_database(settings)
    if landed != "nothing":
        upgrade(database, landed)
        database.dispose()

    assert started_at_once(environment) == [0] * AT_ONCE
    assert differences(database) == []
    with database.log.connect() as connection:
        assert is_upgraded(connection)
        for table in (f"{TRIAGE}.alembic_version", f"{TRIAGE}.catalogues"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1
    database.dispose()


def differences(database: Database) -> list[object]:
    """Between the tables that are there and those that the code means."""
    options = {"include_schemas": True, "include_name": is_ours, "version_table_schema": TRIAGE}
    with database.log.connect() as connection:
        found: list[object] = compare_metadata(
            MigrationContext.configure(connection, opts=options), metadata
        )
    return found


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in (TRIAGE, KEYS)
