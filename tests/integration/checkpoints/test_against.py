"""Does a checkpoint that was kept outside find what a store that is right in itself hides?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from tests.integration.checkpoints.closing import GRACE, closed
from tests.integration.checkpoints.tampering import EVIDENCE, linked_anew, rows_of, store
from tests.integration.store.world import KERTTU, PASSWORD, TestedService
from triage.actors import Role
from triage.evidence.checkpoints.against import Fitted
from triage.evidence.checkpoints.notes import SigningKey, TreeHead, signed
from triage.evidence.differs import Differs
from triage.evidence.verify import verify
from triage.store.database.engine import write_lock
from triage.store.records import staff
from triage.store.tables.checkpoint_tables import checkpoints, leaves, tiles
from triage.store.tables.core_tables import events, submissions, system_keys

DAY = timedelta(days=1)


def fitted(service: TestedService, *notes: str) -> Fitted:
    text = "\n".join(notes)
    done = verify(service.parts.database, now=service.clock(), grace=GRACE, against=text)
    assert done.fitted is not None
    return done.fitted


def kept(service: TestedService) -> list[str]:
    """What a holder gets of a day with a request and a read."""
    service.submit()
    service.clock.wind(timedelta(minutes=1))
    return [each.note for each in closed(service)]


async def test_every_checkpoint_that_was_kept_fits(service: TestedService) -> None:
    first = kept(service)
    await service.row(service.submit().request_id, KERTTU)
    second = kept(service)

    assert fitted(service, *first, *second).checkpoints == 4


def test_a_database_put_back_to_an_older_state_is_found(service: TestedService) -> None:
    kept(service)
    before = {table: rows_of(service, table) for table in EVIDENCE}
    later = kept(service)
    assert all(store(service, table, rows) for table, rows in before.items())

    with pytest.raises(Differs, match="its end was cut off, or all of it was put back"):
        fitted(service, *later)


def test_one_put_back_to_before_its_first_checkpoint_is_found(service: TestedService) -> None:
    notes = kept(service)
    with write_lock(service.parts.database) as connection:
        for table in (tiles, leaves, checkpoints):
            connection.execute(delete(table))

    with pytest.raises(Differs, match="no checkpoint at all"):
        fitted(service, *notes)


async def test_an_end_that_was_cut_off_with_all_that_tells_of_it_is_found(
    service: TestedService,
) -> None:
    first = kept(service)
    before = {table: rows_of(service, table) for table in EVIDENCE}
    later = kept(service)
    gone = {row["request_id"] for row in rows_of(service, submissions)} - {
        row["request_id"] for row in before[submissions]
    }
    for table in (events, submissions):
        left = [row for row in rows_of(service, table) if row["request_id"] not in gone]
        assert store(service, table, left)
    for table in (tiles, leaves, checkpoints):
        assert store(service, table, before[table])

    assert fitted(service, *first).checkpoints == 2
    with pytest.raises(Differs, match="events: the checkpoint of"):
        fitted(service, *first, *later)


def test_a_past_that_was_written_anew_by_who_has_the_keys_is_found_between_two_checkpoints(
    service: TestedService,
) -> None:
    first, second = kept(service), kept(service)
    before = rows_of(service, events)
    for table in (tiles, leaves, checkpoints):
        assert store(service, table, [])
    last = before[-1]
    forged = [*before[:-1], {**last, "state": last["state"].replace(b"2026", b"2027")}]
    heads = {row["request_id"]: row["link"] for row in linked_anew(events, forged)}
    assert store(service, events, linked_anew(events, forged))
    rows = rows_of(service, submissions)
    assert store(
        service, submissions, [{**row, "chain_head": heads[row["request_id"]]} for row in rows]
    )
    closed(service)
    closed(service)

    # The names and keys are the same, every hash and signature is right: only outsiders know.
    with pytest.raises(Differs, match="the store holds others behind leaf 0"):
        fitted(service, *first, *second)


def test_an_account_that_came_after_the_checkpoint_is_named(service: TestedService) -> None:
    notes = kept(service)
    with write_lock(service.parts.database) as connection:
        account = staff.Account(username="mallory", name="M", role=Role.ADMINISTRATOR)
        staff.add(connection, account, PASSWORD)

    assert fitted(service, *notes).since == ("staff mallory",)
    later = kept(service)
    assert fitted(service, *notes).since == ("staff mallory",)
    assert fitted(service, *notes, *later).since == ()


def test_a_checkpoint_of_another_key_or_service_does_not_fit(service: TestedService) -> None:
    (note, _) = kept(service)
    for origin in ("apua.example/events", "muu.example/events"):
        other = signed(
            str(TreeHead(origin=origin, size=256, root=bytes(32))), [SigningKey(origin, bytes(32))]
        )
        with pytest.raises(Differs, match="of the file"):
            fitted(service, note, other)


@pytest.mark.parametrize("text", ["", "jotain muuta\n", "\n\n"])
def test_a_file_without_a_checkpoint_is_told(service: TestedService, text: str) -> None:
    kept(service)
    with pytest.raises(Differs):
        fitted(service, text)


def test_a_lost_signing_key_stops_the_verification(service: TestedService) -> None:
    kept(service)
    with write_lock(service.parts.database) as connection:
        connection.execute(delete(system_keys).where(system_keys.c.name == "checkpoint-1"))
    with pytest.raises(Differs, match="checkpoint"):
        verify(service.parts.database, now=service.clock(), grace=GRACE, ring=service.parts.ring)
