"""Does everything open with another master key afterwards, and nothing with the old one?"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Table, delete, update

from tests.clock import START
from tests.integration.store.checks import dump, loaded
from tests.integration.store.leftovers import stored_files
from tests.integration.store.world import TestedService, a_submission, opened
from tests.integration.upkeep.moving import ADDRESS, back_up, erase, restore_in
from triage.errors.requests import CatalogueRefused
from triage.evidence.differs import Differs
from triage.evidence.verify import verify
from triage.store.database.engine import write_lock
from triage.store.keys.key_ring import WrongMasterKey
from triage.store.keys.rewrapping import rewrap
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import request_keys, staff, system_keys
from wiring.composition.data_lock import DataDirectoryInUse, serving_alone
from wiring.composition.key_files import master_key, tombstones
from wiring.composition.parts import open_database
from wiring.refused import Refused
from wiring.settings import BadSettings, Settings
from wiring.upkeep.archive import ArchiveBeingWritten, Manifest
from wiring.upkeep.backup import backup, copy_keys, snapshot, system_keys_by
from wiring.upkeep.rotating import rotate

in_sqlite = pytest.mark.parametrize("served", ["sqlite"], indirect=True)
KEY = "0c1d5a52-58f2-4d7e-8a44-3f1f4f8a9a10"
GRACE = timedelta(minutes=1)
SAID = "En jaksa enää."


@pytest.fixture
def new_key(tmp_path: Path) -> Path:
    return tmp_path / "new.key"


@pytest.fixture
def receipt(served: Settings) -> Receipt:
    """A request in a service that has stopped since, beside an erased one."""
    with opened(served) as service:
        erase(service, service.submit().request_id)
        return service.submit(a_submission(SAID, key=KEY))


def rotated(settings: Settings, new_key: Path) -> int:
    database = open_database(settings)
    try:
        return rotate(settings, database, new_key).keys
    finally:
        database.dispose()


def with_key(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"master_key": None, "master_key_file": path})


def test_every_key_is_wrapped_anew(served: Settings, receipt: Receipt, new_key: Path) -> None:
    # The hashing key, three of a request, one of an erased one.
    assert rotated(served, new_key) == 5


async def test_the_new_key_opens_everything_as_before(
    served: Settings, receipt: Receipt, new_key: Path
) -> None:
    rotated(served, new_key)

    with opened(with_key(served, new_key)) as service:
        signed_in = await service.parts.authenticator.open_receipt(receipt.receipt, None, ADDRESS)
        again = service.submit(a_submission(SAID, key=KEY))
        request = loaded(service.parts.database, service.parts.ring, receipt.request_id)
        assert signed_in.actor.request_id == again.request_id == receipt.request_id
        assert again.receipt.reveal() == receipt.receipt.reveal()
        assert request.plea is not None and request.plea.reveal().message == SAID


def test_the_old_key_opens_nothing_any_more(
    served: Settings, receipt: Receipt, new_key: Path
) -> None:
    rotated(served, new_key)

    with pytest.raises(WrongMasterKey), opened(served):
        pass


def test_rotating_again_changes_nothing(served: Settings, receipt: Receipt, new_key: Path) -> None:
    rotated(served, new_key)

    assert rotated(served, new_key) == 0
    assert rotated(with_key(served, new_key), new_key) == 0


@in_sqlite
def test_a_process_that_goes_on_with_the_old_key_believes_and_stores_nothing(
    served: Settings, new_key: Path
) -> None:
    with opened(served) as service:
        service.submit()
        rotated(served, new_key)

        with pytest.raises(CatalogueRefused):
            service.submit()

    assert rotated(served, new_key) == 0


def test_every_row_is_tagged_by_the_new_key_and_what_was_false_stays_so(
    served: Settings, receipt: Receipt, new_key: Path
) -> None:
    database = open_database(served)
    with write_lock(database) as connection:
        connection.execute(update(staff).where(staff.c.username == "olli").values(role="duty"))

    done = rotate(served, database, new_key)

    assert done.refused == ("triage.staff olli",)
    with opened(with_key(served, new_key)) as service:
        parts = service.parts
        with pytest.raises(Differs, match="staff olli"):
            verify(parts.database, now=service.clock(), grace=GRACE, ring=parts.ring)
        with write_lock(parts.database) as connection:
            connection.execute(delete(staff).where(staff.c.username == "olli"))
        assert verify(parts.database, now=service.clock(), grace=GRACE, ring=parts.ring).rows
    database.dispose()


def test_a_wrong_key_in_force_changes_nothing(
    served: Settings, receipt: Receipt, new_key: Path
) -> None:
    database = open_database(served)
    before = dump(database, request_keys), dump(database, system_keys)

    with pytest.raises(WrongMasterKey):
        rotate(served.model_copy(update={"master_key": "A" * 43 + "="}), database, new_key)

    assert (dump(database, request_keys), dump(database, system_keys)) == before
    database.dispose()


def test_no_byte_of_the_store_holds_a_key_as_the_old_one_wrapped_it(
    served: Settings, receipt: Receipt, new_key: Path
) -> None:
    database = open_database(served)
    old = [row["words"] for row in dump(database, request_keys) if row["words"]]
    old += [row["wrapped"] for row in dump(database, system_keys)]
    database.dispose()

    rotated(served, new_key)

    # PostgreSQL's own write-ahead log ages out with the server's retention.
    files = [each for each in stored_files(served) if "pg_wal" not in each.parts]
    assert not [key for key in old if any(key in each.read_bytes() for each in files)]


def test_a_key_is_made_where_there_is_none_for_its_owner_only(
    served: Settings, receipt: Receipt, new_key: Path
) -> None:
    rotated(served, new_key)

    assert len(base64.b64decode(new_key.read_text())) == 32
    assert new_key.stat().st_mode & 0o777 == 0o600


@in_sqlite
def test_a_file_that_holds_no_key_is_refused(served: Settings, new_key: Path) -> None:
    new_key.write_text("avain")

    with pytest.raises(BadSettings, match="32 bytes"):
        rotated(served, new_key)


@in_sqlite
def test_a_service_that_runs_is_refused(served: Settings, new_key: Path) -> None:
    with serving_alone(served.data_dir), pytest.raises(DataDirectoryInUse):
        rotated(served, new_key)


@pytest.mark.parametrize("served", ["postgresql"], indirect=True)
def test_a_process_that_is_connected_is_refused(service: TestedService, new_key: Path) -> None:
    service.submit()

    with pytest.raises(Refused, match="stop every process"):
        rotated(service.parts.settings, new_key)


@in_sqlite
@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_an_older_backup_is_restored_with_the_key_of_its_time(
    service: TestedService, new_key: Path, tmp_path: Path, elsewhere: Settings
) -> None:
    receipt = service.submit()
    back_up(service, tmp_path / "backup")
    rotated(service.parts.settings, new_key)

    with pytest.raises(WrongMasterKey):
        restore_in(with_key(elsewhere, new_key), tmp_path / "backup")

    restore_in(elsewhere, tmp_path / "backup")
    rotated(elsewhere, new_key)
    with opened(with_key(elsewhere, new_key)) as there:
        assert loaded(there.parts.database, there.parts.ring, receipt.request_id).plea is not None


class Slow(ArchiveBeingWritten):
    """An archive whose every part takes so long that the master key is rotated meanwhile."""

    def __init__(self, service: TestedService, new_key: bytes, *whole: Any) -> None:
        super().__init__(*whole)
        self._service, self._new_key = service, new_key

    def add(self, table: Table, rows: Iterable[Iterable[object]]) -> None:
        super().add(table, rows)
        old = master_key(self._service.parts.settings)
        with write_lock(self._service.parts.database) as connection:
            rewrap(connection, old=old, new=self._new_key)


def test_a_backup_holds_no_keys_of_two_masters(service: TestedService, tmp_path: Path) -> None:
    service.submit()
    master = master_key(service.parts.settings)
    before = system_keys_by(service.parts.database, master)
    manifest = Manifest(
        id="1", taken_at=START, release="", revision="0001", position=0, chain_head=""
    )

    with (
        ZipFile(tmp_path / "keys", "w") as zipped,
        snapshot(service.parts.database) as connection,
        pytest.raises(Refused, match="rotated meanwhile"),
    ):
        copy_keys(connection, Slow(service, bytes(32), zipped, manifest, master), before)


def test_a_backup_is_not_vouched_for_by_the_master_key_before_the_rotation(
    service: TestedService, tmp_path: Path
) -> None:
    settings = service.parts.settings

    def rotate_meanwhile() -> datetime:
        with write_lock(service.parts.database) as connection:
            rewrap(connection, old=master_key(settings), new=bytes(32))
        return START

    with pytest.raises(Refused, match="rotated meanwhile"):
        back_up(service, tmp_path / "backup", clock=rotate_meanwhile)

    assert not [*tmp_path.glob("backup*")]


def test_a_backup_with_another_master_key_is_refused(
    served: Settings, service: TestedService, tmp_path: Path
) -> None:
    database, other = service.parts.database, bytes(32)

    with pytest.raises(WrongMasterKey):
        backup(database, tmp_path / "backup", tombstones(served), master=other, clock=service.clock)

    assert not [*tmp_path.glob("backup*")]
