"""Is a backup with a damaged request made, told, and restored with everything else?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.store.checks import loaded
from tests.integration.store.damaging import EVERY, SKELETONS, TYPES
from tests.integration.store.world import AINO, TestedService, a_submission, opened
from tests.integration.upkeep.moving import back_up, erase, restore_in, tombstone_path
from triage.evidence.differs import Differs
from triage.evidence.verify import verify
from triage.store.database.engine import write_lock
from triage.store.keys.inventory import KeysLost
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import staff, system_keys
from wiring.composition.parts import open_database
from wiring.refused import Refused
from wiring.settings import Settings
from wiring.upkeep.archive import Damaged, Manifest, writing
from wiring.upkeep.backup import snapshot
from wiring.upkeep.rotating import rotate

GRACE = timedelta(minutes=1)
SAID = "En jaksa enää."
every_damage = pytest.mark.parametrize("how", EVERY)
on_sqlite = pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def damage(service: TestedService, how: str) -> tuple[Receipt, Receipt]:
    """A whole request, and one that is damaged."""
    whole, broken = service.submit(a_submission(SAID)), service.submit()
    with write_lock(service.parts.database) as connection:
        (EVERY | SKELETONS | TYPES)[how](connection, broken.request_id, whole.request_id)
    return whole, broken


@on_sqlite
@every_damage
def test_all_else_is_restored_and_what_is_damaged_is_told_twice(
    service: TestedService, path: Path, elsewhere: Settings, how: str
) -> None:
    whole, broken = damage(service, how)

    told = back_up(service, path).damaged
    done = restore_in(elsewhere, path, known=empty_list(path))

    assert [each.reference for each in told] == [broken.reference]
    assert done.damaged == told
    assert (done.requests, done.erased_again) == (2, 0)
    with opened(elsewhere) as there:
        request = loaded(there.parts.database, there.parts.ring, whole.request_id)
        assert request.plea is not None and request.plea.reveal().message == SAID
        kept = loaded(there.parts.database, there.parts.ring, broken.request_id)
        assert (kept.reference, kept.erased_at) == (broken.reference, None)


@on_sqlite
@pytest.mark.parametrize("how", SKELETONS)
def test_an_event_that_cannot_be_read_keeps_nothing_from_being_restored(
    service: TestedService, path: Path, elsewhere: Settings, how: str
) -> None:
    whole, broken = damage(service, how)

    told = back_up(service, path).damaged
    done = restore_in(elsewhere, path, known=empty_list(path))

    assert broken.reference in [each.reference for each in told]
    assert done.damaged == told
    with opened(elsewhere) as there:
        assert loaded(there.parts.database, there.parts.ring, whole.request_id).plea


@on_sqlite
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", TYPES)
def test_a_key_that_became_another_type_is_carried_along(
    served: Settings, tmp_path: Path, path: Path, elsewhere: Settings, how: str
) -> None:
    with opened(served) as service:
        _, broken = damage(service, how)
        told = back_up(service, path).damaged
    assert restore_in(elsewhere, path, known=empty_list(path)).damaged == told
    database = open_database(served)
    done = rotate(served, database, tmp_path / "new.key")
    database.dispose()
    lost = () if how == "words are a text" else (broken.reference,)
    assert done.damaged == tuple(each.reference for each in told) == lost


def empty_list(path: Path) -> Path:
    """A list of tombstones that knows of no erasure."""
    known = path.with_name("nothing-erased")
    known.touch()
    return known


@on_sqlite
def test_what_was_erased_and_is_damaged_is_erased_again(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    _, broken = damage(service, "one bit of protection")
    back_up(service, path)
    with write_lock(service.parts.database) as connection:
        EVERY["one bit of protection"](connection, broken.request_id, broken.request_id)
    erase(service, broken.request_id)

    done = restore_in(elsewhere, path, known=tombstone_path(service))

    assert done.erased_again == 1
    with opened(elsewhere) as there:
        assert loaded(there.parts.database, there.parts.ring, broken.request_id).erased_at


@every_damage
def test_verifying_with_the_key_names_request_and_row(service: TestedService, how: str) -> None:
    _, broken = damage(service, how)

    with pytest.raises(Differs, match=broken.reference) as differs:
        verify(service.parts.database, now=service.clock(), grace=GRACE, ring=service.parts.ring)

    assert "\n" not in str(differs.value)


@pytest.mark.parametrize("how", ["one bit of words", "profile empty", "all keys gone"])
def test_rotating_goes_on_and_leaves_what_is_damaged_as_it_is(
    served: Settings, tmp_path: Path, how: str
) -> None:
    with opened(served) as service:
        whole, broken = damage(service, how)
    database = open_database(served)

    done = rotate(served, database, tmp_path / "new.key")

    database.dispose()
    assert done.damaged == (() if how == "all keys gone" else (broken.reference,))
    fresh = served.model_copy(update={"master_key": None, "master_key_file": tmp_path / "new.key"})
    with opened(fresh) as service:
        assert loaded(service.parts.database, service.parts.ring, whole.request_id).plea


def test_nothing_is_rotated_where_a_key_of_the_system_is_missing(
    served: Settings, tmp_path: Path
) -> None:
    with opened(served) as service:
        service.submit()
        with write_lock(service.parts.database) as connection:
            connection.execute(system_keys.delete())
    database = open_database(served)

    with pytest.raises(KeysLost):
        rotate(served, database, tmp_path / "new.key")

    database.dispose()


def test_an_archive_that_cannot_be_read_back_never_gets_its_name(
    service: TestedService, path: Path
) -> None:
    with snapshot(service.parts.database) as connection:
        rows = connection.execute(staff.select()).fetchall()
    manifest = Manifest(
        id="1", taken_at=service.clock(), release="", revision="", position=0, chain_head=""
    )

    with pytest.raises(Damaged), writing(path, manifest, b"m" * 32) as archive:
        archive.add(staff, rows)
        beside = path.with_name(f"{path.name}.part")
        beside.write_bytes(bytes(len(beside.read_bytes())))

    assert not path.exists()
    assert AINO.username in [row.username for row in rows]


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("table", "column"), [("submissions", "submitted_at"), ("catalogues", "published_at")]
)
def test_a_value_of_another_type_is_told_in_one_line(
    served: Settings, path: Path, table: str, column: str
) -> None:
    with opened(served) as service:
        service.submit()
        with write_lock(service.parts.database) as connection:
            connection.exec_driver_sql(f"UPDATE triage.{table} SET {column} = 'eilen'")

        with pytest.raises(Refused, match=rf"^triage\.{table} holds .* verify names") as refused:
            back_up(service, path)

    assert "\n" not in str(refused.value)
    assert not path.exists()
