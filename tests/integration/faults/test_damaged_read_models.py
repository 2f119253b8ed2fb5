"""Are read models disposable also where they are damaged? Found out, put aside, and made anew."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from projections.door.audit.audits import ResponseTimes
from tests.clock import HandWoundClock
from tests.integration.commands import command_line
from tests.integration.conftest import environment_for
from tests.integration.faults.damaging import (
    IN_SILENCE,
    QUEUE,
    TO_TABLES,
    TO_THE_FILE,
    damage_tables,
)
from tests.integration.running import (
    COMMAND,
    DEADLINE_SECONDS,
    FALLEN_DUE,
    clocks_work,
    eventually,
    running,
    submitted_long_ago,
)
from tests.integration.store.world import SANNA, TestedService, opened, stock
from triage.errors.requests import CatchingUp
from triage.store.database.sqlite_files import is_read_models
from wiring.composition.enforcing import tools_of
from wiring.processes import web
from wiring.settings import Settings, read_settings
from workers.sweep import SWEEP_ROUND, sweep

WEEK = timedelta(days=7)
READY = "Pyydä apua: "
VIEWS = "views.db"


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    settings = read_settings(environment_for(tmp_path / "data"))
    stock(settings)
    return settings


def filled(service: TestedService) -> set[UUID]:
    """Three requests that every read model has followed."""
    ids = {service.submit().request_id for _ in range(3)}
    follow_all(service)
    return ids


def follow_all(service: TestedService) -> None:
    for model in service.parts.models.follower.models:
        service.parts.models.follower.bring_up_to_date(model)


def seen(service: TestedService) -> set[UUID]:
    """The queue; while it is made anew whoever reads is told so, and nothing else."""
    for _ in range(3):
        try:
            page = asyncio.run(service.queue())
        except CatchingUp:
            continue
        return {row.id for row in page.items}
    raise AssertionError("the queue never came back")


def goes_on(service: TestedService, ids: set[UUID]) -> None:
    """A submission is taken, every promise enforced in one sweep, and everything can be read."""
    ids = ids | {service.submit().request_id}
    tools = tools_of(service.parts)
    service.clock.wind(WEEK)
    assert sweep(tools) == len(ids)
    assert all(clocks_work(service, each) == FALLEN_DUE for each in ids)
    assert tools.rounds.last(SWEEP_ROUND) == service.clock()
    assert seen(service) == ids
    assert asyncio.run(service.parts.reading_room.ask(ResponseTimes(), SANNA)).rows


def whole_at_first(settings: Settings) -> set[UUID]:
    with opened(settings) as service:
        return filled(service)


@pytest.mark.parametrize("way", TO_THE_FILE)
def test_a_file_damaged_while_nobody_served_is_made_anew(way: str, embedded: Settings) -> None:
    ids = whole_at_first(embedded)
    TO_THE_FILE[way](embedded.data_dir / VIEWS)

    with opened(embedded) as service:
        goes_on(service, ids)


@pytest.mark.parametrize("way", TO_THE_FILE)
def test_a_file_damaged_under_the_running_service_is_made_anew(
    way: str, embedded: Settings
) -> None:
    with opened(embedded) as service:
        ids = filled(service)
        with closing(sqlite3.connect(embedded.data_dir / VIEWS)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        TO_THE_FILE[way](embedded.data_dir / VIEWS)
        goes_on(service, ids)


AT_THE_START = IN_SILENCE | {way: TO_THE_FILE[way] for way in ("all overwritten", "gone")}


@pytest.mark.parametrize("way", AT_THE_START)
def test_whoever_serves_looks_through_everything_at_the_start(
    way: str, embedded: Settings, tmp_path: Path
) -> None:
    ids = {submitted_long_ago(embedded) for _ in range(3)}
    with opened(embedded) as service:
        follow_all(service)
    AT_THE_START[way](embedded.data_dir / VIEWS)

    serve = [*COMMAND, "serve", "--port", "0"]
    with (
        running(serve, environment_for(embedded.data_dir), tmp_path, ready=READY) as process,
        opened(embedded) as service,
    ):
        eventually(lambda: all(len(clocks_work(service, each)) == 5 for each in ids))
        address = process.ready.removeprefix(READY).strip()
        # The clock's work is done request by request, a moment before the round is.
        eventually(lambda: httpx.get(f"{address}/readyz").status_code == 200)
        assert process.stop() == 0
    assert whole(embedded.data_dir / VIEWS)
    is_aside = (embedded.data_dir / f"{VIEWS}.damaged").exists()
    assert is_aside == (way in ("all overwritten", "an index is empty"))


def whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        found: tuple[str] = connection.execute("PRAGMA integrity_check").fetchone()
    return found == ("ok",)


@pytest.mark.parametrize("way", TO_TABLES)
def test_damaged_tables_are_made_anew(way: str, service: TestedService) -> None:
    ids = filled(service)
    tools_of(service.parts)
    damage_tables(service.parts.database, TO_TABLES[way])
    if way == "rows are gone":
        # Nothing fails for it.
        service.parts.models.follower.repairer.repair()

    goes_on(service, ids)


@pytest.mark.parametrize("environment", ["postgresql"], indirect=True)
def test_a_schema_that_was_dropped_is_made_anew(service: TestedService) -> None:
    ids = filled(service)
    damage_tables(service.parts.database, "DROP SCHEMA views CASCADE")

    goes_on(service, ids)


def test_what_no_row_can_hold_is_found_in_it(embedded: Settings) -> None:
    with opened(embedded) as service:
        ids = filled(service)
        damage_tables(service.parts.database, f"UPDATE views.{QUEUE} SET answer_by = 'x'")
        goes_on(service, ids)


def test_only_the_latest_damaged_file_is_kept(embedded: Settings) -> None:
    with opened(embedded) as service:
        for text in ("yksi", "kaksi"):
            filled(service)
            (embedded.data_dir / VIEWS).write_text(text)
            # Or SQLite reads all of it from there, and nothing is lost.
            (embedded.data_dir / f"{VIEWS}-wal").write_bytes(b"")
            service.parts.models.follower.repairer.repair()

    kept = {each.name for each in embedded.data_dir.glob("views.db.*")}
    assert kept <= {f"{VIEWS}.damaged", f"{VIEWS}.damaged-wal"}
    assert (embedded.data_dir / f"{VIEWS}.damaged").read_text() == "kaksi"


async def test_what_passes_is_no_damage(embedded: Settings) -> None:
    """Somebody else's directory stands in the way: only a person can put that right."""
    with opened(embedded) as service:
        filled(service)
        app = web.application(service.parts, bound_to="127.0.0.1")
        path = embedded.data_dir / VIEWS
        path.rename(aside := embedded.data_dir / "aside")
        path.mkdir()
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as anybody:
            sent = await anybody.post("/api/v1/requests", json={"topics": ["VAN"]})
            ready = await anybody.get("/readyz")
            path.rmdir()
            aside.rename(path)
            ready_again = await anybody.get("/readyz")

    assert (sent.status_code, ready.status_code, ready_again.status_code) == (201, 503, 200)
    assert not list(embedded.data_dir.glob("*.damaged"))


def test_a_damaged_file_of_what_lasts_is_told_in_one_line(
    embedded: Settings, tmp_path: Path
) -> None:
    whole_at_first(embedded)
    lasting = embedded.data_dir / "triage.db"
    TO_THE_FILE["its first page overwritten"](lasting)
    before = lasting.read_bytes()

    environment = environment_for(embedded.data_dir)
    for command in ("serve --port 0", "verify", "rebuild"):
        with running([*COMMAND, *command.split()], environment, tmp_path) as process:
            assert process.child.wait(DEADLINE_SECONDS) == 1
        (line,) = process.logged.splitlines()
        assert "triage.db is damaged" in line
        assert "pyyda-apua restore" in line
    assert lasting.read_bytes() == before
    assert not list(embedded.data_dir.glob("*.damaged"))


@pytest.mark.parametrize("command", ["rebuild", "verify", "backup FILE", "catalogue show"])
@pytest.mark.parametrize("way", ["its pages overwritten", "all overwritten"])
def test_commands_do_without_a_damaged_file(
    way: str, command: str, embedded: Settings, tmp_path: Path, process_as_before: None
) -> None:
    whole_at_first(embedded)
    TO_THE_FILE[way](embedded.data_dir / VIEWS)

    words = command.replace("FILE", str(tmp_path / "backup")).split()
    said = command_line(environment_for(embedded.data_dir), HandWoundClock())(*words)

    assert said.exit_code == 0, said.stderr
    assert said.stdout


def test_looking_whether_a_file_is_whole_takes_nobodys_locks(embedded: Settings) -> None:
    """Another process that closes the file last would throw away the log that is in use."""
    path = embedded.data_dir / VIEWS
    read_by_another = (
        f"import sqlite3; c = sqlite3.connect({str(path)!r}); "
        "c.execute('SELECT * FROM sqlite_master').fetchall(); c.close()"
    )
    with opened(embedded) as service:
        filled(service)
        with service.parts.database.views.connect() as connection:
            connection.execute(text(f"SELECT count(*) FROM views.{QUEUE}"))
            assert is_read_models(path)
            subprocess.run([sys.executable, "-c", read_by_another], check=True)
            assert path.with_name(f"{VIEWS}-wal").exists()
