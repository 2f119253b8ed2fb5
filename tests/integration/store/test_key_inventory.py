"""Is what was made at first set-up never made again, and does its loss stop every start?"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from tests.clock import HandWoundClock
from tests.integration.store.checks import dump
from tests.integration.store.world import TestedService, opened
from triage.evidence.differs import Differs
from triage.evidence.verify import verify
from triage.store.database.engine import Database, embedded, write_lock
from triage.store.database.lasting_files import StoreMissing
from triage.store.keys.inventory import HASHING, KeysLost
from triage.store.keys.key_ring import KeyRing, WrongMasterKey
from triage.store.tables.core_tables import key_inventory, request_keys, system_keys
from wiring.composition.key_files import master_key
from wiring.composition.parts import assemble, open_database
from wiring.composition.setting_up import set_up
from wiring.settings import BadSettings, Settings
from wiring.upkeep.rotating import rotate

OTHER_KEY = "A" * 43 + "="
in_sqlite = pytest.mark.parametrize("stocked", ["sqlite"], indirect=True)


def used(settings: Settings) -> None:
    """Somebody has asked for help."""
    with opened(settings) as service:
        service.submit()


def change(settings: Settings, *statements: object) -> None:
    database = open_database(settings)
    with write_lock(database) as connection:
        for each in statements:
            connection.execute(each)  # type: ignore[call-overload]
    database.dispose()


def keys_of(settings: Settings) -> list[dict[str, object]]:
    database = open_database(settings)
    try:
        return dump(database, system_keys)
    finally:
        database.dispose()


def refused(settings: Settings) -> str:
    """What every process says that would begin; nothing was made."""
    before = keys_of(settings)
    with pytest.raises(KeysLost) as lost:
        assemble(settings, clock=HandWoundClock())
    with pytest.raises(KeysLost):
        set_up(settings, HandWoundClock())
    assert keys_of(settings) == before
    return str(lost.value)


GONE = delete(system_keys)
DAMAGED = update(system_keys).values(wrapped=b"k" * 60)
UNLISTED = delete(key_inventory)


@pytest.mark.parametrize("lost", [(GONE,), (DAMAGED,), (GONE, UNLISTED), (DAMAGED, UNLISTED)])
def test_a_lost_hashing_key_is_not_made_anew(stocked: Settings, lost: tuple[object, ...]) -> None:
    used(stocked)
    change(stocked, *lost)

    assert "hashing" in refused(stocked)


def test_it_is_not_made_anew_where_nobody_has_asked_yet(stocked: Settings) -> None:
    with opened(stocked):
        pass
    change(stocked, GONE)

    assert "hashing" in refused(stocked)


def test_another_key_under_the_same_master_key_is_not_taken_for_it(stocked: Settings) -> None:
    used(stocked)
    other = KeyRing(master_key(stocked)).wrap(b"k" * 32, HASHING)
    change(stocked, update(system_keys).values(wrapped=other))

    assert "hashing" in refused(stocked)


def test_all_keys_of_requests_gone_stop_the_start(stocked: Settings) -> None:
    used(stocked)
    change(stocked, delete(request_keys))

    assert "request_keys" in refused(stocked)


def test_lost_tables_of_keys_stop_the_start(stocked: Settings) -> None:
    used(stocked)
    change(stocked, text("DROP TABLE keys.system_keys"))

    with pytest.raises(KeysLost):
        assemble(stocked, clock=HandWoundClock())


def test_another_master_key_is_told_from_a_damaged_key(stocked: Settings) -> None:
    used(stocked)

    with pytest.raises(WrongMasterKey):
        assemble(stocked.model_copy(update={"master_key": OTHER_KEY}), clock=HandWoundClock())


def test_a_database_of_an_older_release_gets_its_list_when_it_is_upgraded(
    stocked: Settings,
) -> None:
    used(stocked)
    change(stocked, UNLISTED)

    set_up(stocked, HandWoundClock())
    change(stocked, GONE)

    assert "hashing" in refused(stocked)


def test_a_place_that_was_only_set_up_has_no_key_yet(empty: Settings) -> None:
    set_up(empty, HandWoundClock())

    assert keys_of(empty) == []


def test_the_list_is_of_the_new_master_key_once_that_is_rotated(
    stocked: Settings, tmp_path: Path
) -> None:
    used(stocked)
    database = open_database(stocked)
    rotate(stocked, database, tmp_path / "new.key")
    database.dispose()
    fresh = stocked.model_copy(update={"master_key": None, "master_key_file": tmp_path / "new.key"})
    used(fresh)
    change(fresh, GONE)

    assert "hashing" in refused(fresh)
    with pytest.raises(WrongMasterKey):
        assemble(stocked, clock=HandWoundClock())


def test_the_list_holds_no_key(fresh: TestedService) -> None:
    with fresh.parts.database.lasting.connect() as connection:
        (listed,) = connection.execute(select(key_inventory)).all()
        (kept,) = connection.execute(select(system_keys)).all()
    ring = fresh.parts.ring
    fingerprint = ring.unwrap(listed.wrapped, f"{key_inventory}:{listed.name}")
    assert fingerprint not in (None, ring.unwrap(kept.wrapped, kept.name))


@pytest.mark.parametrize("with_key", [True, False])
def test_verifying_notices_a_key_that_is_gone(fresh: TestedService, with_key: bool) -> None:
    fresh.submit()
    with write_lock(fresh.parts.database) as connection:
        connection.execute(GONE)

    with pytest.raises(Differs, match="hashing"):
        verify(
            fresh.parts.database,
            now=fresh.clock(),
            grace=fresh.clock() - fresh.clock(),
            ring=fresh.parts.ring if with_key else None,
        )


@in_sqlite
@pytest.mark.parametrize("name", ["keys.db", "triage.db"])
@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_one_of_two_files_gone_is_not_begun_anew(
    stocked: Settings, name: str, lose: object
) -> None:
    used(stocked)
    path = stocked.data_dir / name
    for each in (path, path.with_name(f"{name}-wal"), path.with_name(f"{name}-shm")):
        if each.exists():
            lose(each)  # type: ignore[operator]

    with pytest.raises(StoreMissing) as missing:
        open_database(stocked)
    with pytest.raises(StoreMissing):
        set_up(stocked, HandWoundClock())

    assert missing.value.path == path


@in_sqlite
def test_a_first_start_that_was_cut_short_goes_on(stocked: Settings, tmp_path: Path) -> None:
    directory = tmp_path / "begun"
    embedded(directory).dispose()
    (directory / "triage.db").unlink()

    database: Database = embedded(directory)

    database.dispose()
    assert (directory / "triage.db").exists()


@in_sqlite
def test_no_master_key_is_made_beside_keys_whose_log_is_gone(stocked: Settings) -> None:
    without = stocked.model_copy(update={"master_key": None})
    (stocked.data_dir / "triage.db").unlink()

    with pytest.raises(BadSettings, match="missing"):
        master_key(without)
