"""Is there a tombstone of everything that is erased, before it is, and nothing else in it?"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.clock import START
from tests.integration.store.checks import stored_events
from tests.integration.store.world import TestedService, opened
from tests.integration.upkeep.moving import (
    erase,
    tombstone_path,
    wrapped,
)
from triage.errors.requests import RequestErased
from triage.store.keys.tombstones import (
    NoTombstones,
    Tombstones,
    TombstonesDamaged,
    read_tombstones,
)
from wiring.composition.key_files import tombstones as tombstones_of
from wiring.settings import Settings


def test_an_erasure_leaves_a_tombstone_of_its_moment(
    service: TestedService, request_id: UUID
) -> None:
    erase(service, request_id)

    assert read_tombstones(tombstone_path(service)) == {request_id: START}


def test_a_tombstone_tells_nothing_but_request_and_moment(
    service: TestedService, request_id: UUID
) -> None:
    erase(service, request_id)

    said = tombstone_path(service).read_text(encoding="ascii")
    assert said == f"{request_id} 2026-11-23T08:00:00.000000+00:00\n"
    assert tombstone_path(service).stat().st_mode & 0o777 == 0o600


def test_a_refused_erasure_leaves_no_tombstone(service: TestedService, request_id: UUID) -> None:
    erase(service, request_id)
    with pytest.raises(RequestErased):
        erase(service, request_id)

    assert tombstone_path(service).read_text(encoding="ascii").count("\n") == 1


def without_a_list(settings: Settings, tmp_path: Path) -> Settings:
    """The same place with a list that cannot be written: its storage is not there."""
    return settings.model_copy(update={"tombstone_file": tmp_path / "missing" / "tombstones"})


def test_no_key_is_destroyed_before_its_tombstone_is_on_the_disk(
    served: Settings, tmp_path: Path
) -> None:
    with opened(without_a_list(served, tmp_path)) as service:
        request_id = service.submit().request_id
        before = wrapped(service, request_id), stored_events(service.parts.database, request_id)

        with pytest.raises(FileNotFoundError):
            erase(service, request_id)

        after = wrapped(service, request_id), stored_events(service.parts.database, request_id)
    assert after == before


@pytest.mark.parametrize("served", ["postgresql"], indirect=True)
def test_production_erases_nothing_without_a_list(served: Settings) -> None:
    with opened(served.model_copy(update={"tombstone_file": None})) as service:
        request_id = service.submit().request_id

        with pytest.raises(NoTombstones):
            erase(service, request_id)

        assert None not in wrapped(service, request_id)


def test_the_embedded_mode_keeps_its_list_beside_its_data(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    assert Tombstones(tmp_path / "tombstones") == tombstones_of(settings)


def test_a_line_that_a_loss_of_power_cut_off_is_no_tombstone(tmp_path: Path) -> None:
    one, other = uuid4(), uuid4()
    tombstones = Tombstones(tmp_path / "tombstones")
    tombstones.add(one, START)
    with (tmp_path / "tombstones").open("a") as file:
        file.write(f"{uuid4()} 2026-11")

    tombstones.add(other, START)

    assert tombstones.read() == {one: START, other: START}


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    tombstones = Tombstones(tmp_path / "tombstones")
    tombstones.add(uuid4(), START)
    with (tmp_path / "tombstones").open("a") as file:
        file.write("x" * 80 + "\n")

    with pytest.raises(TombstonesDamaged, match="line 2"):
        tombstones.read()


@contextmanager
def a_disk_with_room_for(size: int) -> Iterator[None]:
    """No file of this process grows beyond it meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_tombstone_that_only_half_fits_on_the_disk_is_none(tmp_path: Path) -> None:
    stones, erased, not_erased = Tombstones(tmp_path / "stones"), uuid4(), uuid4()
    stones.add(erased, START)
    with a_disk_with_room_for(100), pytest.raises(OSError, match="space"):
        stones.add(not_erased, START)
    stones.add(erased, START)

    assert stones.read() == {erased: START}
