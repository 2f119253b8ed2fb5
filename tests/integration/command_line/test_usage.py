"""Do the commands do what the contract says: 0 done, 1 refused in one line, 2 wrong usage?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.architecture.reading import ROOT
from tests.environment import inherited
from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run
from tests.integration.conftest import environment_for
from tests.integration.running import COMMAND, eventually, running
from tests.integration.store.world import TestedService
from triage.catalogue.packaged import packaged_lapland_text
from triage.store.tables.core_tables import TRIAGE
from wiring.composition.parts import open_database
from wiring.settings import read_settings

only_on_postgresql = pytest.mark.parametrize("environment", ["postgresql"], indirect=True)

# -- wrong usage, unknown settings, no database --


@pytest.mark.parametrize(
    "arguments",
    [("no-such-command",), ("staff", "add"), ("serve", "--port", "port"), ("erase", "X"), ()],
)
def test_wrong_usage_is_two(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").exit_code == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYYDA_SWEEP_SECONDS", "often"),
        ("PYYDA_SWEPT", "1"),
        ("PYYDA_PUBLIC_URL", "apua.example"),
    ],
)
def test_a_bad_setting_stops_every_command_and_is_named(
    environment: dict[str, str], run: Run, name: str, value: str
) -> None:
    environment[name] = value

    assert name in refusal(run("staff", "list"))


@on_both_stores
@pytest.mark.parametrize(
    "arguments", [("staff", "list"), ("verify",), ("rebuild",), ("catalogue", "show")]
)
def test_what_is_not_set_up_says_how_to_set_it_up(run: Run, arguments: tuple[str, ...]) -> None:
    assert "pyyda-apua upgrade" in refusal(run(*arguments))


def migrated_to(revision: str, environment: dict[str, str]) -> None:
    """What another release leaves behind: its own last migration, by number."""
    database = open_database(read_settings(environment))
    with database.log.begin() as connection:
        connection.execute(
            text(f"UPDATE {TRIAGE}.alembic_version SET version_num = :revision"),
            {"revision": revision},
        )
    database.dispose()


@on_both_stores
@pytest.mark.parametrize("arguments", [("upgrade",), ("serve", "--port", "0"), ("verify",)])
def test_what_a_newer_release_has_migrated_wants_that_release(
    environment: dict[str, str], prepared: Run, arguments: tuple[str, ...]
) -> None:
    migrated_to("0999", environment)

    said = refusal(prepared(*arguments))

    assert "newer release" in said and "install" in said and "pyyda-apua upgrade" not in said


@on_both_stores
def test_what_an_older_release_has_migrated_wants_an_upgrade(
    environment: dict[str, str], prepared: Run
) -> None:
    migrated_to("0001", environment)

    assert "run pyyda-apua upgrade" in refusal(prepared("verify"))


def test_asking_for_what_is_not_there_makes_nothing(environment: dict[str, str], run: Run) -> None:
    run("staff", "list")

    assert not Path(environment["PYYDA_DATA_DIR"]).exists()


def test_a_wrong_master_key_is_told(environment: dict[str, str], prepared: Run) -> None:
    done(prepared("rebuild"))
    environment["PYYDA_MASTER_KEY"] = "dnVvc2lrYXVzaXRhbGxlbm5ldHV1c2ltYXN0ZXJhdmE="

    assert "PYYDA_MASTER_KEY_FILE" in refusal(prepared("rebuild"))


def test_an_unreachable_database_is_told_in_one_line(environment: dict[str, str], run: Run) -> None:
    environment["PYYDA_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"

    assert "database" in refusal(run("upgrade"))


# -- what every command takes --


@pytest.mark.parametrize(
    "arguments", [("staff", "list"), ("catalogue", "show"), ("verify",), ("rebuild",)]
)
def test_the_data_directory_may_stand_behind_any_command(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    elsewhere = ("--data", str(tmp_path / "elsewhere"))
    done(run("upgrade", *elsewhere))

    done(run(*arguments, *elsewhere))


def test_a_data_directory_is_told_to_one_call_alone(run: Run, tmp_path: Path) -> None:
    done(run("upgrade", "--data", str(tmp_path / "elsewhere")))

    assert "pyyda-apua upgrade" in refusal(run("verify"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("erase", "2222-2222-2222", "--reason", "salaisuus\udcff"),
        ("staff", "disable", "salaisuus\udcff"),
    ],
)
def test_bytes_that_are_no_text_are_refused_and_not_repeated(
    prepared: Run, arguments: tuple[str, ...]
) -> None:
    said = refusal(prepared(*arguments))

    assert "UTF-8" in said and "salaisuus" not in said


# -- upgrade --


@on_both_stores
def test_upgrade_puts_the_packaged_catalogue_in_force(run: Run) -> None:
    done(run("upgrade"))

    assert done(run("catalogue", "show")).rstrip() == packaged_lapland_text().rstrip()


@on_both_stores
def test_upgrade_leaves_the_catalogue_in_force_as_it_is(run: Run) -> None:
    done(run("upgrade"))

    assert "catalogue" not in done(run("upgrade"))


# -- the processes of production --


@pytest.mark.parametrize("command", [("web", "--port", "0"), ("follow",)])
def test_a_single_machine_is_told_to_serve(run: Run, command: tuple[str, ...]) -> None:
    done(run("upgrade"))

    assert "pyyda-apua serve" in refusal(run(*command))


def test_a_worker_without_a_broker_says_what_to_set(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "celery", "-A", "wiring.celery", "worker"]
    environment = inherited(environment_for(tmp_path))

    ended = subprocess.run(
        arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, "PYYDA_REDIS_URL" in ended.stderr) == (1, True)


@only_on_postgresql
def test_a_follower_touches_its_file_once_all_is_followed(
    environment: dict[str, str], prepared: Run, service: TestedService, tmp_path: Path
) -> None:
    service.submit()
    followed = tmp_path / "followed"
    command = [*COMMAND, "follow", "--touch", str(followed)]

    with running(command, environment, tmp_path):
        eventually(followed.exists)

    follower = service.parts.models.follower
    assert follower.models
    assert not any(follower.distance(model) for model in follower.models)
