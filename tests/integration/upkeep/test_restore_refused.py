"""Is what cannot be restored refused in one line, and is then nothing stored?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.clock import HandWoundClock
from tests.integration.conftest import STORES, environment_for
from tests.integration.store.checks import dump
from tests.integration.store.world import (
    TestedService,
    opened,
)
from tests.integration.upkeep.moving import (
    Lines,
    copied,
    erase,
    restore_in,
    rewrite,
    tombstone_path,
)
from triage.evidence.verify import verify
from triage.store.keys.key_ring import WrongMasterKey
from triage.store.tables.core_tables import events
from triage.store.tables.delivery_tables import relays
from wiring.composition.data_lock import DataDirectoryInUse, serving_alone
from wiring.composition.parts import open_database
from wiring.composition.setting_up import set_up
from wiring.refused import Refused
from wiring.settings import Settings, read_settings
from wiring.upkeep.backup import keys_path, lasting

GRACE = timedelta(minutes=1)


def on(of: str, to: str) -> pytest.MarkDecorator:
    """A backup of the one store, restored in the other."""
    return pytest.mark.parametrize(("served", "elsewhere"), [(of, to)], indirect=True)


served_in_sqlite = pytest.mark.parametrize("served", ["sqlite"], indirect=True)
on_sqlite = on("sqlite", "sqlite")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def foreign(path: Path) -> None:
    path.write_text("aivan muuta")


def no_archive_of_ours(path: Path) -> None:
    rewrite(path, lambda manifest, _: manifest.update(format="jotain muuta"))


def one_event_less(path: Path) -> None:
    rewrite(path, lambda _, parts: parts["triage.events"].pop())


def a_table_nobody_knows(path: Path) -> None:
    def change(manifest: dict[str, Any], parts: dict[str, Lines]) -> None:
        manifest["parts"]["triage.unknown"] = {"columns": ["a"]}
        parts["triage.unknown"] = [[1]]

    rewrite(path, change)


def a_row_changed(path: Path) -> None:
    rewrite(
        path, lambda _, parts: parts["triage.staff"][0].__setitem__(1, "Joku muu"), hashed=False
    )


def a_row_less(path: Path) -> None:
    rewrite(path, lambda _, parts: parts["triage.staff"].pop(), hashed=False)


def newer(path: Path) -> None:
    rewrite(path, lambda manifest, _: manifest.update(revision="0999"))


def of_another_backup(path: Path) -> None:
    rewrite(path, lambda manifest, _: manifest.update(id="f" * 32))


def without_keys(path: Path) -> None:
    rewrite(keys_path(path), lambda _, parts: parts["keys.request_keys"].clear())


def keys_cut_off(path: Path) -> None:
    cut_off(keys_path(path))


def is_empty(settings: Settings) -> bool:
    """Whether a place holds no event, no account and no key, set up or not."""
    set_up(settings, HandWoundClock())
    database = open_database(settings)
    try:
        tables = [each for schema in ("triage", "keys") for each in lasting(schema)]
        return not any(dump(database, each) for each in tables if each.name != "catalogues")
    finally:
        database.dispose()


@on_sqlite
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut_off, "is not what a backup of this service has written"),
        (flipped, "is not what a backup of this service has written"),
        (foreign, "is not what a backup of this service has written"),
        (no_archive_of_ours, "is not what a backup of this service has written"),
        (a_table_nobody_knows, "is not what a backup of this service has written"),
        (a_row_changed, "triage.staff differs"),
        (a_row_less, "triage.staff differs"),
        (keys_cut_off, "backup.keys is not what a backup of this service has written"),
        (one_event_less, "does not end where the backup says"),
        (newer, "newer release"),
        (of_another_backup, "belong to another backup"),
        (without_keys, "the keys of"),
    ],
)
def test_what_is_damaged_is_refused_in_one_line_and_nothing_is_stored(
    backup_path: Path, elsewhere: Settings, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    (tmp_path / "spoilt").mkdir()
    path = copied(backup_path, tmp_path / "spoilt")
    spoil(path)

    with pytest.raises(Refused, match=said) as refusal:
        restore_in(elsewhere, path)

    assert "\n" not in str(refusal.value)
    assert is_empty(elsewhere)


@on_sqlite
def test_another_master_key_is_refused_and_nothing_is_stored(
    backup_path: Path, elsewhere: Settings
) -> None:
    with pytest.raises(WrongMasterKey):
        restore_in(elsewhere.model_copy(update={"master_key": "A" * 43 + "="}), backup_path)

    assert is_empty(elsewhere)


@served_in_sqlite
def test_a_missing_master_key_is_asked_for_and_none_is_made(
    backup_path: Path, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "fresh")

    with pytest.raises(Refused, match="put back"):
        restore_in(settings, backup_path)

    assert not settings.data_dir.exists()


def test_a_place_where_something_is_stays_as_it_is(
    service: TestedService, backup_path: Path
) -> None:
    before = dump(service.parts.database, events)

    with pytest.raises(Refused, match="empty place"):
        restore_in(service.parts.settings, backup_path)

    assert dump(service.parts.database, events) == before


@served_in_sqlite
def test_a_place_that_is_being_served_is_refused(backup_path: Path, tmp_path: Path) -> None:
    settings = read_settings(environment_for(tmp_path / "served"))

    with serving_alone(settings.data_dir), pytest.raises(DataDirectoryInUse):
        restore_in(settings, backup_path)


@pytest.mark.parametrize("elsewhere", STORES, indirect=True)
@served_in_sqlite
def test_a_restore_that_fails_at_its_end_leaves_nothing(
    backup_path: Path, elsewhere: Settings, tmp_path: Path
) -> None:
    erased = tmp_path / "erased"
    erased.write_text("6a3f0000-0000-4000-8000-000000000000 2026-11-23T08:00:00.000000+00:00\n")
    nowhere = elsewhere.model_copy(update={"tombstone_file": tmp_path / "missing" / "list"})

    with pytest.raises(OSError):
        restore_in(nowhere, backup_path, known=erased)

    assert is_empty(elsewhere)


# -- a backup of an older release --


def of_the_first_release(manifest: dict[str, Any], parts: dict[str, Lines]) -> None:
    """What a backup would hold that the first tables were the last of."""
    manifest["revision"] = "0001"
    for name in ("deliveries", "circuits", "relays", "key_inventory"):
        parts.pop(f"triage.{name}", None)
    tags = [(name, "tag") for name, part in manifest["parts"].items() if "tag" in part["columns"]]
    of_staff = [("triage.staff", each) for each in ("changed", "totp_secret", "recovery_codes")]
    for name, column in (("triage.access_log", "version"), *of_staff, *tags):
        if name not in parts:
            continue
        columns = manifest["parts"][name]["columns"]
        at = columns.index(column)
        del columns[at]
        for row in parts[name]:
            del row[at]


@on("postgresql", "postgresql")
def test_a_backup_of_an_older_release_is_migrated(backup_path: Path, elsewhere: Settings) -> None:
    rewrite(backup_path, of_the_first_release)

    restore_in(elsewhere, backup_path)

    with opened(elsewhere) as there:
        ring = there.parts.ring
        found = verify(there.parts.database, now=there.clock(), grace=GRACE, ring=ring)
        assert found.requests == 3
        assert found.rows > 3


@on_sqlite
def test_what_is_erased_again_is_recorded_in_migrated_tables(
    service: TestedService, backup_path: Path, elsewhere: Settings
) -> None:
    """The relay begins where the migration found the log to end: the erasure is news to it."""
    rewrite(backup_path, of_the_first_release)
    first = dump(service.parts.database, events)[0]["request_id"]
    erase(service, first)

    restore_in(elsewhere, backup_path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        (relay,) = dump(there.parts.database, relays)
        assert relay["position"] == len(dump(there.parts.database, events)) - 1


@on_sqlite
def test_a_backup_of_an_older_release_wants_a_place_that_nothing_has_set_up(
    backup_path: Path, elsewhere: Settings
) -> None:
    rewrite(backup_path, of_the_first_release)
    set_up(elsewhere, HandWoundClock())

    with pytest.raises(Refused, match="nothing has set up yet"):
        restore_in(elsewhere, backup_path)


@on_sqlite
def test_a_place_that_was_only_upgraded_is_empty_enough(
    backup_path: Path, elsewhere: Settings
) -> None:
    set_up(elsewhere, HandWoundClock())

    assert restore_in(elsewhere, backup_path).requests == 3
