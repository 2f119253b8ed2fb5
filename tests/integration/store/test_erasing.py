"""Is an erased person gone from the disk, and everything that must stay still there?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from projections.door.requests.own_request import OwnRequest
from projections.door.requests.request_page import RequestPage
from tests.integration.store.checks import broken_link, loaded, stored_events
from tests.integration.store.world import AINO, ANTTI, KERTTU, TestedService
from triage.actors import Actor, Role
from triage.codes import ReplyKind
from triage.errors.requests import ErasureRefused, NotAllowed, RequestDamaged, RequestErased
from triage.request.commands.dialogue import (
    AddNote,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import EraseRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.events import ProtectionNoticeMade
from triage.store.database.engine import write_lock
from triage.store.events.streams import stream
from triage.store.tables.core_tables import request_keys
from triage.text.personal import Personal


def erase_of(request_id: UUID, *, despite: bool = False) -> EraseRequest:
    return EraseRequest(
        request_id=request_id,
        because=Personal("Pyytäjä pyysi."),
        despite_class_because=Personal("Päätös tehty.") if despite else None,
    )


def wrapped_keys(service: TestedService, request_id: UUID) -> list[bytes]:
    """What is on the disk of the two keys that erasing destroys."""
    with service.parts.database.views.connect() as connection:
        row = connection.execute(
            select(request_keys.c.words, request_keys.c.profile).where(
                request_keys.c.request_id == request_id
            )
        ).one()
    return list(row)


def on_disk(service: TestedService) -> Iterator[Path]:
    """Every file in which the store could have left a key.

    PostgreSQL's own write-ahead log ages out with the server's retention, which is its keeper's.
    """
    if service.parts.database.embedded:
        yield from (each for each in service.parts.settings.data_dir.rglob("*") if each.is_file())
        return
    with service.parts.database.log.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))
        directory = Path(str(connection.scalar(text("SHOW data_directory"))))
    for each in directory.rglob("*"):
        if each.is_file() and "pg_wal" not in each.parts:
            yield each


def files_with(service: TestedService, needles: list[bytes]) -> set[str]:
    return {
        each.name
        for each in on_disk(service)
        if any(needle in each.read_bytes() for needle in needles)
    }


def test_the_bytes_of_erased_keys_are_in_no_file(service: TestedService) -> None:
    request_id = service.submit().request_id
    keys = wrapped_keys(service, request_id)
    assert files_with(service, keys)
    service.parts.triage.execute_and_wait(erase_of(request_id), ANTTI)
    assert wrapped_keys(service, request_id) == [None, None]
    assert files_with(service, keys) == set()


async def test_the_coroutine_s_erasure_is_as_thorough(service: TestedService) -> None:
    request_id = service.submit().request_id
    keys = wrapped_keys(service, request_id)
    await service.parts.triage.execute(erase_of(request_id), ANTTI)
    assert files_with(service, keys) == set()


def test_erasing_while_others_read_and_write_is_as_thorough(service: TestedService) -> None:
    ids = [service.submit().request_id for _ in range(20)]
    keys = wrapped_keys(service, ids[0])
    stop = threading.Event()

    def go_on_reading() -> None:
        while not stop.is_set():
            with service.parts.database.views.connect() as connection:
                service.parts.ring.read(connection, ids)

    def go_on_writing() -> None:
        while not stop.is_set():
            service.submit()

    busy = [threading.Thread(target=each) for each in (go_on_reading, go_on_writing)]
    for each in busy:
        each.start()
    try:
        service.parts.triage.execute_and_wait(erase_of(ids[0]), ANTTI)
    finally:
        stop.set()
        for each in busy:
            each.join()
    assert files_with(service, keys) == set()


@pytest.mark.parametrize("looked_at", ["keys.request_keys", "triage.staff"])
def test_erasing_waits_for_whoever_could_still_see_the_old_keys(
    service: TestedService, looked_at: str
) -> None:
    request_id = service.submit().request_id
    keys = wrapped_keys(service, request_id)
    seeing, erased = threading.Event(), threading.Event()

    def read_for_long() -> None:
        with service.parts.database.views.connect() as connection:
            if not service.parts.database.embedded:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            connection.execute(text(f"SELECT count(*) FROM {looked_at}"))
            seeing.set()
            # Long enough to be in the way, and gone before anybody gives up.
            erased.wait(0.5)

    reading = threading.Thread(target=read_for_long)
    reading.start()
    seeing.wait()
    service.parts.triage.execute_and_wait(erase_of(request_id), ANTTI)
    erased.set()
    reading.join()
    assert files_with(service, keys) == set()


def test_an_erased_request_still_loads_without_its_words(service: TestedService) -> None:
    request_id = service.submit().request_id
    execute = service.parts.triage.execute_and_wait
    reply = ReplyToRequester(
        request_id=request_id, text=Personal("Tule käymään."), reply_kind=ReplyKind.ANSWER
    )
    execute(reply, AINO)
    before = loaded(service.parts.database, service.parts.ring, request_id)
    execute(erase_of(request_id), ANTTI)
    after = loaded(service.parts.database, service.parts.ring, request_id)
    assert before.plea is not None and before.profile is not None
    assert after.plea is None and after.profile is None
    assert (after.topics, after.unit, after.promises) == (
        before.topics,
        before.unit,
        before.promises,
    )
    assert texts_of(service, request_id) == {None}


def texts_of(service: TestedService, request_id: UUID) -> set[object]:
    with service.parts.database.views.connect() as connection:
        recorded = stream(connection, service.parts.ring, request_id).recorded
    return {vars(each)["text"] for each in recorded if "text" in vars(each)}


def test_a_protection_notice_outlives_the_erasure(service: TestedService) -> None:
    request_id = service.submit().request_id
    execute = service.parts.triage.execute_and_wait
    notice = RecordProtectionNotice(
        request_id=request_id,
        to=Personal("Lastensuojelu"),
        because=Personal("Huoli lapsesta"),
        family_told=False,
    )
    execute(notice, AINO)
    with pytest.raises(ErasureRefused):
        execute(erase_of(request_id), ANTTI)
    execute(erase_of(request_id, despite=True), ANTTI)
    with service.parts.database.views.connect() as connection:
        recorded = stream(connection, service.parts.ring, request_id).recorded
    (kept,) = (each for each in recorded if isinstance(each, ProtectionNoticeMade))
    assert (kept.to, kept.because) == (notice.to, notice.because)


def test_a_refused_erasure_destroys_no_key(service: TestedService) -> None:
    request_id = service.submit().request_id
    keys = wrapped_keys(service, request_id)
    notice = RecordProtectionNotice(
        request_id=request_id, to=Personal("ls"), because=Personal("huoli"), family_told=True
    )
    service.parts.triage.execute_and_wait(notice, AINO)
    with pytest.raises(ErasureRefused):
        service.parts.triage.execute_and_wait(erase_of(request_id), ANTTI)
    assert wrapped_keys(service, request_id) == keys


def test_the_chain_holds_over_an_erasure(service: TestedService) -> None:
    request_id = service.submit().request_id
    service.parts.triage.execute_and_wait(erase_of(request_id), ANTTI)
    service.submit()
    assert broken_link(service.parts.database) is None


def test_nothing_personal_is_written_after_an_erasure(service: TestedService) -> None:
    request_id = service.submit().request_id
    service.parts.triage.execute_and_wait(erase_of(request_id), ANTTI)
    before = stored_events(service.parts.database, request_id)
    with pytest.raises(RequestErased):
        note = AddNote(request_id=request_id, text=Personal("Vielä yksi asia"))
        service.parts.triage.execute_and_wait(note, AINO)
    requester = Actor(role=Role.REQUESTER, request_id=request_id)
    with pytest.raises(RequestErased):
        message = WriteMessage(request_id=request_id, text=Personal("Olen yhä täällä"))
        service.parts.triage.execute_and_wait(message, requester)
    assert stored_events(service.parts.database, request_id) == before


async def test_pages_of_an_erased_request_open_and_are_empty(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(erase_of(request_id), ANTTI)
    page = await service.parts.reading_room.ask(RequestPage(request_id=request_id), KERTTU)
    assert page.contents is not None and page.contents.erased
    assert page.contents.plea.message is None
    assert page.row.municipality is None and page.row.language is None
    requester = Actor(role=Role.REQUESTER, request_id=request_id)
    own = await service.parts.reading_room.ask(OwnRequest(first_too=True), requester)
    assert own.messages == ()


async def test_the_queue_shows_no_profile_of_an_erased_request(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.row(request_id)
    await service.parts.triage.execute(erase_of(request_id), ANTTI)
    closed = await service.queue(state="closed")
    (row,) = (each for each in closed.items if each.id == request_id)
    assert (row.municipality, row.age_bands, row.asker, row.language) == (None, (), None, None)


def test_only_the_administrator_erases(service: TestedService) -> None:
    request_id = service.submit().request_id
    for actor in (AINO, KERTTU):
        with pytest.raises(NotAllowed):
            service.parts.triage.execute_and_wait(erase_of(request_id), actor)


def test_an_erasure_that_lost_its_event_is_no_fault_and_can_be_finished(
    service: TestedService,
) -> None:
    """SQLite commits one file after the other, the keys first."""
    request_id = service.submit().request_id
    with write_lock(service.parts.database) as connection:
        service.parts.ring.destroy(connection, request_id)
    before = stored_events(service.parts.database, request_id)
    with pytest.raises(RequestDamaged):
        note = AddNote(request_id=request_id, text=Personal("Vielä yksi asia"))
        service.parts.triage.execute_and_wait(note, AINO)
    assert stored_events(service.parts.database, request_id) == before
    done = service.parts.triage.execute_and_wait(erase_of(request_id), ANTTI)
    assert done.kinds == ("erased",)
