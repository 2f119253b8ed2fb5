"""Does what was erased stay erased, whatever backup is restored?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from projections.questions import RequestPage
from tests.integration.store.checks import broken_link, loaded, stored_events
from tests.integration.store.leftovers import stored_files
from tests.integration.store.world import AINO, KERTTU, START, TestedService, opened
from tests.integration.upkeep.moving import (
    Lines,
    back_up,
    erase,
    restore_in,
    rewrite,
    tombstone_path,
)
from triage.commands.dialogue import RecordProtectionNotice
from triage.errors import RequestErased
from triage.events import Erased
from triage.personal import Personal
from triage.store.log import stream
from triage.store.tables import request_keys
from triage.store.tombstones import NoTombstones, Tombstones, TombstonesDamaged, read_tombstones
from wiring.backup import keys_path
from wiring.settings import Settings
from wiring.settings import tombstones as tombstones_of
from wiring.verify import verify

GRACE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def wrapped(service: TestedService, request_id: UUID) -> list[bytes | None]:
    """The two keys that erasing destroys, as they are stored."""
    row_of = request_keys.c.request_id == request_id
    with service.parts.database.views.connect() as connection:
        return list(
            connection.execute(
                select(request_keys.c.words, request_keys.c.profile).where(row_of)
            ).one()
        )


def erasures(service: TestedService, request_id: UUID) -> list[Erased]:
    with service.parts.database.views.connect() as connection:
        recorded = stream(connection, service.parts.ring, request_id)[1]
    return [event for event in recorded if isinstance(event, Erased)]


# -- the list --


def test_an_erasure_leaves_a_tombstone_of_its_moment(service: TestedService) -> None:
    request_id = service.submit().request_id
    erase(service, request_id)

    assert read_tombstones(tombstone_path(service)) == {request_id: START}


def test_a_tombstone_tells_nothing_but_request_and_moment(service: TestedService) -> None:
    request_id = service.submit().request_id
    erase(service, request_id)

    said = tombstone_path(service).read_text(encoding="ascii")
    assert said == f"{request_id} 2026-11-23T08:00:00.000000+00:00\n"
    assert tombstone_path(service).stat().st_mode & 0o777 == 0o600


def test_a_refused_erasure_leaves_no_tombstone(service: TestedService) -> None:
    request_id = service.submit().request_id
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


# -- restoring --


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup"


async def test_what_was_erased_after_the_backup_stays_erased(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id, other = service.submit().request_id, service.submit().request_id
    back_up(service, path)
    service.clock.wind(HOUR)
    erase(service, request_id)

    done = restore_in(elsewhere, path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        page = await there.parts.reading_room.ask(RequestPage(request_id=request_id), KERTTU)
        assert (done.erased_again, wrapped(there, request_id)) == (1, [None, None])
        assert page.contents is not None and page.contents.erased
        assert [row.id for row in (await there.queue(state="closed")).items] == [request_id]
        assert loaded(there.parts.database, there.parts.ring, other).plea is not None
        there.clock.wind(2 * HOUR)
        assert verify(there.parts.database, now=there.clock(), grace=GRACE).requests == 2


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_no_byte_of_a_restored_place_holds_the_key_of_what_was_erased(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id = service.submit().request_id
    keys = [key for key in wrapped(service, request_id) if key]
    back_up(service, path)
    erase(service, request_id)

    restore_in(elsewhere, path, known=tombstone_path(service))

    files = [each.read_bytes() for each in stored_files(elsewhere)]
    assert keys and not [key for key in keys if any(key in content for content in files)]


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_the_log_says_when_it_was_erased_by_whom_and_why_it_says_so_now(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id = service.submit().request_id
    back_up(service, path)
    service.clock.wind(HOUR)
    erase(service, request_id)

    restore_in(elsewhere, path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        (erased,) = erasures(there, request_id)
    assert erased.because is not None and "restored" in erased.because.reveal()
    assert (erased.timestamp, str(erased.by.role)) == (START + HOUR, "administrator")


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_what_the_law_kept_until_a_second_reason_is_erased_again_too(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id = service.submit().request_id
    notice = RecordProtectionNotice(
        request_id=request_id, to=Personal("ls"), because=Personal("Huoli."), family_told=True
    )
    service.parts.triage.execute_and_wait(notice, AINO)
    back_up(service, path)
    erase(service, request_id)

    assert restore_in(elsewhere, path, known=tombstone_path(service)).erased_again == 1


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_what_was_erased_before_the_backup_is_recorded_once(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id = service.submit().request_id
    erase(service, request_id)
    back_up(service, path)

    done = restore_in(elsewhere, path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        assert (done.erased_again, wrapped(there, request_id)) == (0, [None, None])
        assert len(erasures(there, request_id)) == 1
        assert broken_link(there.parts.database) is None


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_an_erasure_that_was_decided_and_failed_is_finished_by_a_restore(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id = service.submit().request_id
    Tombstones(tombstone_path(service)).add(request_id, START - HOUR)
    back_up(service, path)

    restore_in(elsewhere, path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        (erased,) = erasures(there, request_id)
        assert wrapped(there, request_id) == [None, None]
        # Nothing happens before the request came.
        assert erased.timestamp == START


def destroy(_: object, parts: dict[str, Lines]) -> None:
    """What an erasure leaves in the file of keys that comes while the backup is taken."""
    for row in parts["keys.request_keys"]:
        row[1:3] = [None, None]


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_keys_that_were_destroyed_while_the_backup_was_taken_count_as_an_erasure(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id = service.submit().request_id
    back_up(service, path)
    rewrite(keys_path(path), destroy)

    done = restore_in(elsewhere, path)

    with opened(elsewhere) as there:
        assert done.erased_again == len(erasures(there, request_id)) == 1


@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_a_restored_place_goes_on_with_the_same_list(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    request_id, later = service.submit().request_id, uuid4()
    back_up(service, path)
    erase(service, request_id)
    Tombstones(tombstone_path(service)).add(later, START)

    restore_in(elsewhere, path, known=tombstone_path(service))

    assert tombstones_of(elsewhere).read() == {request_id: START, later: START}


@pytest.mark.parametrize("elsewhere", ["postgresql"], indirect=True)
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_production_restores_no_tombstones_without_a_list_of_its_own(
    service: TestedService, path: Path, elsewhere: Settings
) -> None:
    erased = service.submit().request_id
    back_up(service, path)
    erase(service, erased)

    with pytest.raises(NoTombstones):
        restore_in(
            elsewhere.model_copy(update={"tombstone_file": None}),
            path,
            known=tombstone_path(service),
        )
