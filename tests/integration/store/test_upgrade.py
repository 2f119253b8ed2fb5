"""Does a database get its tables once, however many start on it at the same time?"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, insert, inspect, select, text

from projections.machinery.following import Follower
from projections.machinery.tables import positions
from projections.views.queue.waiting import QueueModel
from tests.architecture.reading import ROOT
from tests.clock import START
from tests.integration.store.checks import dump
from tests.integration.store.false_rows import another
from tests.integration.store.processes import environment_of, open_up, processes, running, start_up
from tests.integration.store.world import TIMEOUT_SECONDS, TestedService, opened
from triage.evidence.access_log import read_link
from triage.evidence.rows import verify_tags
from triage.evidence.verify import verify
from triage.store.database.engine import LASTING, VIEWS, Database, embedded
from triage.store.database.hash_chain import GENESIS
from triage.store.database.row_tags import tags_of
from triage.store.database.upgrade import is_upgraded, upgrade
from triage.store.tables.core_tables import (
    KEYS,
    TRIAGE,
    access_log,
    metadata,
    sessions,
    submissions,
)
from triage.store.tables.every_table import tagged_tables
from wiring.composition.parts import open_database
from wiring.settings import Settings

AT_ONCE = 4
OLD_READ: dict[str, object] = {
    "position": 1,
    "at": START,
    "username": "aino",
    "role": "worker",
    "unit": "perhesosiaalityo",
    "request_id": None,
    "action": "list",
    "ground": "queue",
    "outcome": "ok",
}


def tables_of(database: Database) -> set[str]:
    with database.log.connect() as connection:
        inspected = inspect(connection)
        return {
            f"{schema}.{name}"
            for schema in (TRIAGE, KEYS)
            for name in inspected.get_table_names(schema=schema)
        }


def start_together(work: object, settings: Settings) -> list[int | None]:
    """Four processes that do the same at the same moment; how each of them ended."""
    together = processes.Barrier(AT_ONCE)
    with ExitStack() as stack:
        started = [
            stack.enter_context(running(work, environment_of(settings), together))  # type: ignore[arg-type]
            for _ in range(AT_ONCE)
        ]
        for each in started:
            each.join(TIMEOUT_SECONDS)
        return [each.exitcode for each in started]


def test_four_processes_start_at_once_on_a_fresh_database(empty: Settings) -> None:
    assert start_together(start_up, empty) == [0] * AT_ONCE
    database = open_database(empty)
    assert tables_of(database) == {*(metadata.tables), "triage.alembic_version"}
    followed = dump(database, positions)
    database.dispose()
    assert followed and {row["position"] for row in followed} == {0}


def test_four_processes_open_at_once_what_has_no_read_models_yet(stocked: Settings) -> None:
    assert start_together(open_up, stocked) == [0] * AT_ONCE
    with opened(stocked) as service:
        assert not service.submit().repeated


def test_a_read_model_is_made_once_however_many_make_it_at_once(fresh: TestedService) -> None:
    model = type("Renamed", (QueueModel,), {"name": "queue_renamed"})()
    databases = [open_database(fresh.parts.settings) for _ in range(8)]
    together = Barrier(len(databases))

    def prepare(database: Database) -> None:
        with database.views.connect():
            together.wait(TIMEOUT_SECONDS)
        Follower(database, (model,)).prepare()

    with ThreadPoolExecutor(len(databases)) as threads:
        list(threads.map(prepare, databases))
    for each in databases:
        each.dispose()
    assert fresh.parts.models.follower.distance(model) == 0


def test_nobody_is_refused_while_others_make_the_files(tmp_path: Path) -> None:
    together = Barrier(AT_ONCE)

    def open_and_write(directory: Path) -> None:
        together.wait(TIMEOUT_SECONDS)
        database = embedded(directory)
        with database.log.begin() as connection:
            connection.exec_driver_sql("SELECT 1")
        database.dispose()

    # Two meet in one of twenty directories, so that a hundred leave nothing to luck.
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for number in range(100):
            list(threads.map(open_and_write, [tmp_path / str(number)] * AT_ONCE))


def test_a_second_upgrade_changes_nothing(fresh: TestedService) -> None:
    fresh.submit()
    database = fresh.parts.database
    before = tables_of(database), dump(database, submissions)
    upgrade(database)
    assert (tables_of(database), dump(database, submissions)) == before


def test_what_an_earlier_release_stored_is_verified_after_the_upgrade(empty: Settings) -> None:
    database = open_database(empty)
    upgrade(database, "0001")
    with database.log.begin() as connection:
        link = read_link(GENESIS, OLD_READ | {"version": None})
        connection.execute(insert(access_log).values(**OLD_READ, link=link))
        assert not is_upgraded(connection)

    upgrade(database)

    with database.log.connect() as connection:
        assert is_upgraded(connection)
    assert verify(database, now=START, grace=timedelta()).reads == 1
    database.dispose()


def test_rows_from_before_there_were_tags_are_ours_after_the_upgrade(empty: Settings) -> None:
    database = open_database(empty)
    upgrade(database, "0020")
    with database.log.begin() as connection:
        inspected = inspect(connection)
        of_that_time = [
            each for each in tagged_tables() if inspected.has_table(each.name, each.schema)
        ]
        for table in of_that_time:
            connection.execute(insert(table).values(row_of_that_time(connection, table)))

    upgrade(database)

    with database.log.connect() as connection:
        tags = tags_of(connection)
        counted = {each: verify_tags(connection, each, tags) for each in of_that_time}
    # Whoever was signed in signs in anew.
    assert counted == {each: int(each is not sessions) for each in of_that_time}
    database.dispose()


def row_of_that_time(connection: Connection, table: Table) -> dict[str, object]:
    """Any row with a value in each column that the table has by now."""
    there = {each["name"] for each in inspect(connection).get_columns(table.name, table.schema)}
    return {each.name: another(each, None) for each in table.columns if each.name in there}


def test_the_newest_migration_is_the_one_that_is_named(empty: Settings) -> None:
    database = open_database(empty)
    upgrade(database, "head")
    with database.log.connect() as connection:
        assert is_upgraded(connection)
    database.dispose()


def test_migrations_are_numbered_so_that_newer_is_greater() -> None:
    in_order = [
        each.revision
        for each in ScriptDirectory(str(ROOT / "triage/store/migrations")).walk_revisions()
    ]
    assert all(re.fullmatch(r"\d{4}", revision) for revision in in_order)
    assert in_order == sorted(in_order, reverse=True)


def test_the_migrations_make_the_tables_that_the_code_means(fresh: TestedService) -> None:
    options = {"include_schemas": True, "include_name": means_ours, "version_table_schema": TRIAGE}
    with fresh.parts.database.log.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def means_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in (TRIAGE, KEYS)


def test_a_half_done_upgrade_leaves_nothing(empty: Settings) -> None:
    database = open_database(empty)
    with database.log.begin() as connection:
        if not database.embedded:
            connection.execute(text(f"CREATE SCHEMA {KEYS}"))
        # In the way of the last table that the migration makes.
        connection.execute(text(f"CREATE TABLE {KEYS}.system_keys (name text)"))
    with pytest.raises(Exception, match="system_keys"):
        upgrade(database)
    left = tables_of(database)
    database.dispose()
    assert left == {"keys.system_keys"}


def test_an_upgraded_database_is_empty(empty: Settings) -> None:
    database = open_database(empty)
    upgrade(database)
    with database.log.connect() as connection:
        counts = [len(connection.execute(select(each)).all()) for each in metadata.sorted_tables]
    database.dispose()
    assert set(counts) == {0}


def test_the_files_of_the_embedded_store_are_for_their_owner_alone(fresh: TestedService) -> None:
    if fresh.parts.database.embedded:
        assert fresh.parts.settings.data_dir.stat().st_mode & 0o077 == 0


def test_what_is_acknowledged_waits_for_the_disk(fresh: TestedService) -> None:
    if not fresh.parts.database.embedded:
        return  # PostgreSQL's own settings are its keeper's
    with fresh.parts.database.views.connect() as connection:
        asked = {
            name: tuple(
                connection.exec_driver_sql(f"PRAGMA {name}.{what}").scalar()
                for what in ("journal_mode", "synchronous")
            )
            for name in (VIEWS, *LASTING)
        }
    # 2 is FULL and 1 is NORMAL, which in WAL keeps a file whole over a loss of power.
    assert asked == {"views": ("wal", 1), "keys": ("wal", 2), "triage": ("wal", 2)}


def test_keys_are_committed_before_what_they_seal(tmp_path: Path) -> None:
    """SQLite commits its files in the order in which they were attached."""
    database = embedded(tmp_path)
    with database.log.connect() as connection:
        attached = [row.name for row in connection.execute(text("PRAGMA database_list"))]
    database.dispose()
    assert attached == ["main", "keys", "triage"]
