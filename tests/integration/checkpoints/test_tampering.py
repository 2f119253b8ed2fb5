"""Is whatever was done to the store found, and where it was done?"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Table

from tests.integration.checkpoints.closing import closed, verified
from tests.integration.checkpoints.tampering import (
    EVIDENCE,
    WAYS,
    RowOf,
    cut_off,
    drop,
    flip,
    linked_anew,
    rows_of,
    slip_between,
    store,
    swap,
)
from tests.integration.store.guessing import an_address
from tests.integration.store.world import KERTTU, PASSWORD, TestedService
from triage.actors import Role
from triage.evidence.differs import Differs
from triage.store.database.engine import write_lock
from triage.store.records import absences as absence_records
from triage.store.records import staff as accounts
from triage.store.records.absences import Absence
from triage.store.tables.absence_tables import absences
from triage.store.tables.checkpoint_tables import checkpoints, leaves
from triage.store.tables.core_tables import (
    access_log,
    events,
    replaced_receipts,
    staff,
    submissions,
)
from triage.text.personal import Personal

DRAWS = 3
DAY = timedelta(days=1)
# What is found may be told of the row, of its leaf, or of the checkpoint that closed both.
NAMES = {
    "submissions": ("submissions", "events: the chain does not hold"),
    "leaves": (
        "checkpoint",
        "position",
        "staff",
        "catalogues",
        "submissions",
        "receipts",
        "absenc",
    ),
    "tiles": ("checkpoint", "position"),
    "checkpoints": ("checkpoint",),
    "access_log": ("access log",),
}


@pytest.fixture(autouse=True)
async def closed_twice(service: TestedService) -> None:
    """Two days with requests, reads, an absence, changed accounts and a replaced receipt."""
    receipts = [service.submit() for _ in range(4)]
    for each in receipts:
        await service.row(each.request_id, KERTTU)
    closed(service)
    service.clock.wind(DAY)
    opened = await service.parts.authenticator.open_receipt(receipts[0].receipt, None, an_address())
    await service.parts.triage.replace_receipt(
        opened.actor, key=Personal(f"{7:032}"), own_word=None
    )
    with write_lock(service.parts.database) as connection:
        for number, username in enumerate(("aino", "olli")):
            account = accounts.find(connection, username)
            assert account is not None
            accounts.change(connection, account, None)
            absence_records.add(connection, an_absence(service, number, username))
    closed(service)


def an_absence(service: TestedService, number: int, username: str) -> Absence:
    return Absence(
        id=UUID(int=number + 1),
        username=username,
        from_on=date(2026, 12, 1),
        until_on=date(2026, 12, 4),
        substitute="kerttu",
        recorded_at=service.clock(),
        recorded_by="kerttu",
    )


def found(service: TestedService) -> str:
    """What is found, in one line: what differs, or what nobody vouched for; nothing at all."""
    try:
        return ", ".join(verified(service).trees.unclosed)
    except Differs as differs:
        return str(differs)


@pytest.mark.parametrize("table", EVIDENCE, ids=lambda table: table.name)
def test_whatever_is_done_to_a_row_is_found_and_located(
    service: TestedService, table: Table
) -> None:
    chance, whole = Random(str(table)), rows_of(service, table)
    assert whole and not found(service)
    for way in WAYS * DRAWS:
        changed = way(whole, table, chance)
        is_as_before = sorted(map(str, changed)) == sorted(map(str, whole))
        if is_as_before or not store(service, table, changed):
            continue
        said = found(service)
        assert any(each in said for each in NAMES.get(table.name, (table.name,))), way
    assert store(service, table, whole)
    assert not found(service)


@pytest.mark.parametrize("table", [events, access_log], ids=lambda table: table.name)
def test_a_chain_that_is_linked_anew_is_found_by_its_leaves(
    service: TestedService, table: Table
) -> None:
    chance, whole = Random(str(table)), rows_of(service, table)
    if table is events:
        # What ties the log to the receipts is forged with it.
        assert store(service, submissions, [])
    for way in (flip, drop, swap, slip_between, cut_off) * DRAWS:
        changed = linked_anew(table, way(whole, table, chance))
        if changed != whole and store(service, table, changed):
            assert f"{table.name.replace('_', ' ')}: position" in found(service), way


def test_an_account_that_claims_to_have_come_since_is_told(service: TestedService) -> None:
    with write_lock(service.parts.database) as connection:
        account = accounts.Account(username="mallory", name="M", role=Role.ADMINISTRATOR)
        accounts.add(connection, account, PASSWORD)

    assert found(service) == "staff mallory"


def test_an_account_put_back_to_what_it_was_is_found(service: TestedService) -> None:
    whole = rows_of(service, staff)
    with write_lock(service.parts.database) as connection:
        account = accounts.find(connection, "aino")
        assert account is not None
        accounts.change(connection, account, None)
    closed(service)
    store(service, staff, whole)

    assert found(service).startswith("staff aino: ")


def test_a_receipt_put_back_after_its_replacement_is_found(service: TestedService) -> None:
    def put_back(row: RowOf) -> RowOf:
        return {**row, "receipt_mac": old["receipt_mac"]} if row["request_id"] == whose else row

    (old,) = rows_of(service, replaced_receipts)
    whose = old["request_id"]
    store(service, submissions, [put_back(row) for row in rows_of(service, submissions)])

    assert found(service).startswith("submissions ")


def test_an_absence_taken_up_again_is_found(service: TestedService) -> None:
    whole = rows_of(service, absences)
    with write_lock(service.parts.database) as connection:
        absence_records.end(connection, UUID(int=1), service.clock(), "aino")
    closed(service)
    assert not found(service)
    store(service, absences, whole)

    assert found(service).startswith("absences ")


def test_a_salt_that_went_without_its_row_is_found(service: TestedService) -> None:
    rows = rows_of(service, leaves)
    unsalted = [{**row, "salt": None} if row["row"] == "2" else row for row in rows]
    store(service, leaves, unsalted)

    assert found(service).startswith("access log: position 2")


def test_without_the_master_key_the_same_is_found(service: TestedService) -> None:
    assert verified(service, has_key=False).trees.checkpoints == 4
    rows = rows_of(service, checkpoints)
    store(service, checkpoints, [{**row, "note": rows[0]["note"]} for row in rows])
    with pytest.raises(Differs, match="checkpoint"):
        verified(service, has_key=False)
