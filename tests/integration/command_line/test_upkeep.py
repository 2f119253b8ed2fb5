"""Do backup, restore and rotating a key say what they did, and refuse in one line?"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from sqlalchemy import delete

from tests.clock import HandWoundClock
from tests.integration.command_line.saying import done, on_both_stores, refusal
from tests.integration.commands import Run, command_line
from tests.integration.conftest import environment_for
from tests.integration.store.damaging import EVERY
from tests.integration.store.world import TestedService
from triage.store.database.engine import write_lock
from triage.store.tables.core_tables import system_keys


@pytest.fixture
def there(tmp_path: Path, process_as_before: None) -> Run:
    """Runs a command on another machine, where nothing is."""
    (tmp_path / "there").mkdir()
    return command_line(environment_for(tmp_path / "there" / "data"), HandWoundClock())


@pytest.fixture
def backup(tmp_path: Path) -> str:
    return str(tmp_path / "backup")


@on_both_stores
def test_a_backup_is_restored_with_what_was_erased_since(
    prepared: Run, there: Run, service: TestedService, backup: str
) -> None:
    references = [service.submit().reference for _ in range(2)]
    said = done(prepared("backup", backup))
    done(prepared("erase", references[0], "--reason", "Pyyntö."))

    restored = done(there("restore", backup, "--tombstones", f"{Path(backup).parent}/tombstones"))

    assert "4 events of 2 requests" in said and f"{backup}.keys" in said
    assert "5 events of 2 requests, 3 accounts" in restored
    assert "erased again: 1" in restored
    assert "All is as it was: 5 events" in done(there("verify"))


def test_a_restore_wants_the_list_of_what_was_erased(
    prepared: Run, there: Run, backup: str
) -> None:
    done(prepared("backup", backup))

    assert "--no-tombstones" in refusal(there("restore", backup))
    done(there("restore", backup, "--no-tombstones"))


def test_keys_may_lie_elsewhere(prepared: Run, there: Run, backup: str, tmp_path: Path) -> None:
    done(prepared("backup", backup))
    Path(f"{backup}.keys").rename(tmp_path / "apart")

    assert f"{backup}.keys" in refusal(there("restore", backup, "--no-tombstones"))
    done(there("restore", backup, "--no-tombstones", "--keys", str(tmp_path / "apart")))


@pytest.mark.parametrize(
    ("name", "said"), [("missing", "No such file"), ("damaged", "line 1 is no tombstone")]
)
def test_a_list_that_cannot_be_read_is_told_in_one_line(
    prepared: Run, there: Run, backup: str, tmp_path: Path, name: str, said: str
) -> None:
    done(prepared("backup", backup))
    (tmp_path / "damaged").write_text("x" * 80 + "\n")

    told = refusal(there("restore", backup, "--tombstones", str(tmp_path / name)))

    assert name in told and said in told


def test_a_file_that_is_no_backup_is_told_in_one_line(there: Run, backup: str) -> None:
    Path(backup).write_text("aivan muuta")
    Path(f"{backup}.keys").write_text("aivan muuta")

    assert backup in refusal(there("restore", backup, "--no-tombstones"))


def test_only_what_is_set_up_is_backed_up(there: Run, backup: str) -> None:
    assert "pyyda-apua upgrade" in refusal(there("backup", backup))
    assert not Path(backup).exists()


@pytest.mark.parametrize("environment", ["postgresql"], indirect=True)
def test_production_is_told_to_name_a_list_before_it_erases(
    environment: dict[str, str], prepared: Run, service: TestedService
) -> None:
    reference = service.submit().reference
    del environment["PYYDA_TOMBSTONE_FILE"]

    assert "PYYDA_TOMBSTONE_FILE" in refusal(prepared("erase", reference, "--reason", "Pyyntö."))


def test_what_is_damaged_is_said_aloud_by_backup_and_restore_which_go_on(
    prepared: Run, there: Run, service: TestedService, backup: str
) -> None:
    broken = service.submit()
    with write_lock(service.parts.database) as connection:
        EVERY["one bit of words"](connection, broken.request_id, broken.request_id)

    made = prepared("backup", backup)
    restored = there("restore", backup, "--no-tombstones")

    for each in (made, restored):
        (line,) = each.stderr.splitlines()
        assert line.startswith(f"pyyda-apua: damaged: request {broken.reference}: ")
        assert each.exit_code == 0


@on_both_stores
def test_after_rotating_the_new_key_is_the_one(
    environment: dict[str, str], prepared: Run, tmp_path: Path
) -> None:
    done(prepared("rebuild"))
    new_key = tmp_path / "new.key"

    assert str(new_key) in done(prepared("rotate-key", "--new-key-file", str(new_key)))
    refusal(prepared("rebuild"))
    environment["PYYDA_MASTER_KEY"] = new_key.read_text().strip()
    done(prepared("rebuild"))


def test_rotating_from_a_wrong_key_is_refused(
    environment: dict[str, str], prepared: Run, tmp_path: Path
) -> None:
    done(prepared("rebuild"))
    environment["PYYDA_MASTER_KEY"] = base64.b64encode(bytes(32)).decode()

    said = refusal(prepared("rotate-key", "--new-key-file", str(tmp_path / "new.key")))

    assert "nothing was changed" in said


@on_both_stores
def test_lost_keys_stop_every_command_that_needs_them_in_one_line(
    prepared: Run, service: TestedService, backup: str
) -> None:
    reference = service.submit().reference
    with write_lock(service.parts.database) as connection:
        connection.execute(delete(system_keys))

    for arguments in (
        ("upgrade",),
        ("rebuild",),
        ("erase", reference, "--reason", "Pyyntö."),
        ("backup", backup),
    ):
        said = refusal(prepared(*arguments))
        assert "hashing" in said and "pyyda-apua restore" in said, arguments
    assert not Path(backup).exists()
