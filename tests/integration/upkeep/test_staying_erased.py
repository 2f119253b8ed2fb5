"""Does what was erased stay erased, whatever backup is restored?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from projections.door.requests.request_page import RequestPage
from tests.clock import START
from tests.integration.store.checks import broken_link, loaded
from tests.integration.store.leftovers import stored_files
from tests.integration.store.world import AINO, KERTTU, TestedService, opened
from tests.integration.upkeep.moving import (
    Lines,
    back_up,
    erase,
    restore_in,
    rewrite,
    tombstone_path,
    wrapped,
)
from triage.evidence.verify import verify
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.events import Erased
from triage.store.events.streams import stream
from triage.store.keys.tombstones import NoTombstones, Tombstones
from triage.text.personal import Personal
from wiring.composition.key_files import tombstones as tombstones_of
from wiring.settings import Settings
from wiring.upkeep.backup import keys_path

GRACE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# Which store it is makes no difference here.
ON_SQLITE = pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)


def erasures(service: TestedService, request_id: UUID) -> list[Erased]:
    with service.parts.database.views.connect() as connection:
        recorded = stream(connection, service.parts.ring, request_id)[1]
    return [event for event in recorded if isinstance(event, Erased)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup"


async def test_what_was_erased_after_the_backup_stays_erased(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    other = service.submit().request_id
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


@ON_SQLITE
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_no_byte_of_a_restored_place_holds_the_key_of_what_was_erased(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    keys = [key for key in wrapped(service, request_id) if key]
    back_up(service, path)
    erase(service, request_id)

    restore_in(elsewhere, path, known=tombstone_path(service))

    files = [each.read_bytes() for each in stored_files(elsewhere)]
    assert keys and not [key for key in keys if any(key in content for content in files)]


@ON_SQLITE
def test_the_log_says_when_it_was_erased_by_whom_and_why_it_says_so_now(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    back_up(service, path)
    service.clock.wind(HOUR)
    erase(service, request_id)

    restore_in(elsewhere, path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        (erased,) = erasures(there, request_id)
    assert erased.because is not None and "restored" in erased.because.reveal()
    assert (erased.timestamp, str(erased.by.role)) == (START + HOUR, "administrator")


@ON_SQLITE
def test_what_the_law_kept_until_a_second_reason_is_erased_again_too(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    notice = RecordProtectionNotice(
        request_id=request_id, to=Personal("ls"), because=Personal("Huoli."), family_told=True
    )
    service.parts.triage.execute_and_wait(notice, AINO)
    back_up(service, path)
    erase(service, request_id)

    assert restore_in(elsewhere, path, known=tombstone_path(service)).erased_again == 1


@ON_SQLITE
def test_what_was_erased_before_the_backup_is_recorded_once(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    erase(service, request_id)
    back_up(service, path)

    done = restore_in(elsewhere, path, known=tombstone_path(service))

    with opened(elsewhere) as there:
        assert (done.erased_again, wrapped(there, request_id)) == (0, [None, None])
        assert len(erasures(there, request_id)) == 1
        assert broken_link(there.parts.database) is None


@ON_SQLITE
def test_an_erasure_that_was_decided_and_failed_is_finished_by_a_restore(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
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


@ON_SQLITE
def test_keys_that_were_destroyed_while_the_backup_was_taken_count_as_an_erasure(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    back_up(service, path)
    rewrite(keys_path(path), destroy)

    done = restore_in(elsewhere, path)

    with opened(elsewhere) as there:
        assert done.erased_again == len(erasures(there, request_id)) == 1


@ON_SQLITE
def test_a_restored_place_goes_on_with_the_same_list(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    later = uuid4()
    back_up(service, path)
    erase(service, request_id)
    Tombstones(tombstone_path(service)).add(later, START)

    restore_in(elsewhere, path, known=tombstone_path(service))

    assert tombstones_of(elsewhere).read() == {request_id: START, later: START}


@pytest.mark.parametrize("elsewhere", ["postgresql"], indirect=True)
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_production_restores_no_tombstones_without_a_list_of_its_own(
    service: TestedService, path: Path, request_id: UUID, elsewhere: Settings
) -> None:
    back_up(service, path)
    erase(service, request_id)

    with pytest.raises(NoTombstones):
        restore_in(
            elsewhere.model_copy(update={"tombstone_file": None}),
            path,
            known=tombstone_path(service),
        )
