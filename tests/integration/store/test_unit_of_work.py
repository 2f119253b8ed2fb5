"""Do rows that wait for the end of a unit go out together, and does nobody miss them meanwhile?"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy import exc as sa_exc

from tests.integration.store.world import (
    ANTTI,
    KERTTU,
    TIMEOUT_SECONDS,
    TestedService,
    a_submission,
)
from tests.integration.store.writing import DoesNotWork, at_a_halt
from triage.actors import ANYONE, Actor, Role
from triage.errors.requests import AlreadyClaimed, RequestErased
from triage.request.commands.ending import EraseRequest
from triage.request.commands.handling import ClaimRequest
from triage.store.database.unit_of_work import unit_of_work
from triage.store.records.submissions import Receipt
from triage.store.tables.core_tables import events, request_keys, submissions
from triage.text.personal import Personal

MERJA = Actor(role=Role.COORDINATOR, username="merja", units=frozenset({"palveluohjaus"}))
COUNT = select(func.count()).select_from(events)


def a_row(service: TestedService) -> dict[str, object]:
    """An event row as far behind all others as its position allows."""
    row = dict.fromkeys(("state", "link"), b"")
    named = {"request_id": service.submit().request_id, "version": 99, "topic": "of-a-test"}
    return {**row, **named, "position": 99}


def of(row: dict[str, object]) -> Any:
    return row["request_id"]


@pytest.mark.parametrize("stocked", ["postgresql"], indirect=True)
def test_a_batch_is_inserted_at_once(fresh: TestedService) -> None:
    receipts = asyncio.run(five_at_once(fresh))

    # Each row tells which transaction inserted it, and by which of its statements.
    inserted = [
        f"SELECT xmin, cmin FROM {table.fullname}" for table in (request_keys, events, submissions)
    ]
    with fresh.parts.database.views.connect() as connection:
        statements = connection.execute(text(" UNION ".join(inserted))).fetchall()
    assert len({each.reference for each in receipts}) == 5
    assert len(statements) == 1


async def five_at_once(service: TestedService) -> list[Receipt]:
    triage = service.parts.triage
    with at_a_halt(service.parts.writer):
        waiting = [
            asyncio.ensure_future(triage.submit(a_submission(key=f"key {number}"), ANYONE))
            for number in range(5)
        ]
        await asyncio.sleep(0)
    return await asyncio.gather(*waiting)


def test_a_statement_on_the_connection_finds_what_waits(service: TestedService) -> None:
    row = a_row(service)
    with pytest.raises(DoesNotWork), unit_of_work(service.parts.database) as unit:
        before = unit.connection.scalar(COUNT)
        unit.insert(events, [row], of=of(row))

        assert unit.connection.scalar(COUNT) == (before or 0) + 1
        raise DoesNotWork


def test_a_question_that_no_waiting_row_can_answer_inserts_none(service: TestedService) -> None:
    row = a_row(service)
    with pytest.raises(DoesNotWork), unit_of_work(service.parts.database) as unit:
        before = unit.connection.scalar(COUNT)
        unit.insert(events, [row], of=of(row))

        assert unit.unflushed.scalar(COUNT) == before
        raise DoesNotWork


def test_a_request_that_changed_is_read_with_what_waits(service: TestedService) -> None:
    row = a_row(service)
    with pytest.raises(DoesNotWork), unit_of_work(service.parts.database) as unit:
        unit.read_ahead([of(row)])
        unit.insert(events, [row], of=of(row))

        found = unit.stored(of(row))
        assert found is not None
        assert found.stream[-1].version == 99
        raise DoesNotWork


def test_what_cannot_be_inserted_fails_the_batch_and_stores_nothing(
    service: TestedService,
) -> None:
    row = a_row(service) | {"position": 1}
    with pytest.raises(sa_exc.IntegrityError), unit_of_work(service.parts.database) as unit:
        unit.insert(events, [row], of=of(row))

    assert service.parts.triage.submit_and_wait(a_submission(), ANYONE).reference


@pytest.mark.parametrize("stocked", ["sqlite"], indirect=True)
def test_the_requests_of_a_batch_are_read_in_one_statement(fresh: TestedService) -> None:
    ids = [fresh.submit().request_id for _ in range(5)]
    statements: list[str] = []

    def listen(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(statements.append)

    with at_a_halt(fresh.parts.writer):
        event.listen(fresh.parts.database.log, "checkout", listen)
        begun = [fresh.parts.triage.begin(ClaimRequest(request_id=each), KERTTU) for each in ids]

    assert [each.result(TIMEOUT_SECONDS).version for each in begun] == [3] * 5
    assert len([each for each in statements if "keys.request_keys k" in each]) == 1


def test_of_two_claims_in_one_batch_the_second_sees_the_first(service: TestedService) -> None:
    request_id = service.submit(a_submission()).request_id
    triage = service.parts.triage
    transactions: list[Connection] = []
    with at_a_halt(service.parts.writer):
        event.listen(service.parts.database.log, "begin", transactions.append)
        first = triage.begin(ClaimRequest(request_id=request_id), KERTTU)
        second = triage.begin(ClaimRequest(request_id=request_id), MERJA)

    assert first.result(TIMEOUT_SECONDS).kinds == ("claimed",)
    with pytest.raises(AlreadyClaimed):
        second.result(TIMEOUT_SECONDS)
    # What had been read ahead was not taken for the state: then each would be tried anew, alone.
    assert len(transactions) == 1


def test_what_is_erased_in_a_batch_is_erased_for_the_rest_of_it(service: TestedService) -> None:
    request_id = service.submit(a_submission()).request_id
    triage = service.parts.triage
    erase = EraseRequest(
        request_id=request_id,
        because=Personal("pyydetty"),
        despite_class_because=Personal("päätetty"),
    )
    with at_a_halt(service.parts.writer):
        erased = triage.begin(erase, ANTTI)
        claimed = triage.begin(ClaimRequest(request_id=request_id), KERTTU)

    assert erased.result(TIMEOUT_SECONDS).kinds == ("erased",)
    with pytest.raises(RequestErased):
        claimed.result(TIMEOUT_SECONDS)
