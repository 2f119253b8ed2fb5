"""Is what staff do one transaction: who they are, what they do, and that they were told?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.clock import HandWoundClock
from tests.integration.store.writing import at_a_halt
from tests.service import Service, make_service
from tests.web.asking import REQUESTS, id_of, sent
from triage.evidence import access_log
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.records import sessions, staff


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with make_service(tmp_path, HandWoundClock()) as made:
        yield made


def reads(service: Service, request_id: str) -> list[tuple[str, str, str, int | None]]:
    """Action, ground, outcome and version of every logged read of one request."""
    with service.parts.database.reads.connect() as connection:
        rows = access_log.reads_of(connection, UUID(request_id))
    return [(row.action, row.ground, row.outcome, row.version) for row in rows]


async def in_line(service: Service, jobs: int, call: asyncio.Task[httpx.Response]) -> None:
    """Until so many jobs wait for the writer, the one of this call the last."""
    for _ in range(1000):
        if service.parts.writer._waiting.qsize() >= jobs:
            return
        await asyncio.wait([call], timeout=0.01)
    raise TimeoutError


def change(unit: UnitOfWork, **instead: object) -> None:
    account = staff.find(unit.connection, "aino")
    assert account is not None
    staff.change(unit.connection, replace(account, **instead), None)  # type: ignore[arg-type]


def disable(unit: UnitOfWork) -> None:
    change(unit, active=False)


def take_unit_away(unit: UnitOfWork) -> None:
    change(unit, units=("neuvola",))


def sign_out(unit: UnitOfWork) -> None:
    sessions.end_all_of(unit.connection, "aino")


@pytest.mark.parametrize("end", [disable, take_unit_away, sign_out])
async def test_a_session_that_ended_elsewhere_does_nothing_any_more(
    service: Service, end: Callable[[UnitOfWork], None]
) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        noted = await aino.post(f"{REQUESTS}/{request_id}/note", json={"text": "Soitan."})
        service.parts.writer.submit(end).result(10)

        refused = await aino.post(f"{REQUESTS}/{request_id}/claim", json={})

    assert (noted.status_code, refused.status_code) == (200, 401)
    assert reads(service, request_id) == [("row", "triage", "ok", 3)]


async def test_made_up_tokens_take_no_turn_of_the_writer(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    # Whoever asks for a turn from now on is told that there is none.
    service.parts.writer.stop()

    async with service.client("made-up") as nobody:
        refused = await nobody.post(f"{REQUESTS}/{request_id}/claim", json={})

    assert refused.status_code == 401


async def test_of_a_dead_token_one_turn_at_most_waits(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        await aino.post(f"{REQUESTS}/{request_id}/note", json={"text": "Soitan."})
        service.parts.writer.submit(sign_out).result(10)
        path = f"{REQUESTS}/{request_id}/claim"
        with at_a_halt(service.parts.writer):
            tries = [asyncio.create_task(aino.post(path, json={})) for _ in range(5)]
            done, waiting = await asyncio.wait(tries, timeout=5)
        answers = await asyncio.gather(*tries)

    assert [each.status_code for each in answers] == [401] * 5
    assert (len(done), len(waiting)) == (4, 1)


async def test_a_session_that_ends_in_the_same_transaction_does_nothing_after_it(
    service: Service,
) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        path = f"{REQUESTS}/{request_id}/note"
        await aino.post(path, json={"text": "Soitan."})
        with at_a_halt(service.parts.writer):
            first = asyncio.create_task(aino.post(path, json={"text": "Ensin."}))
            await in_line(service, 1, first)
            out = asyncio.create_task(aino.delete("/api/v1/session"))
            await in_line(service, 2, out)
            after = asyncio.create_task(aino.post(path, json={"text": "Sitten."}))
            await in_line(service, 3, after)
        answers = await asyncio.gather(first, out, after)

    assert [each.status_code for each in answers] == [200, 204, 401]


async def test_the_new_row_is_logged_as_it_was_told(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        claimed = await aino.post(f"{REQUESTS}/{request_id}/claim", json={})

    assert claimed.json()["claimed_by"] == "aino"
    assert reads(service, request_id) == [("row", "own", "ok", claimed.json()["version"])]


async def test_what_is_refused_is_neither_recorded_nor_told(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        refused = await aino.post(f"{REQUESTS}/{request_id}/release", json={"because": "Syy."})

    assert (refused.status_code, refused.json()["code"]) == (409, "not-claimed")
    assert reads(service, request_id) == []


async def test_whoever_steps_aside_is_told_no_row(service: Service) -> None:
    request_id = id_of(service, await sent(service))
    async with await service.as_staff("aino") as aino:
        told = await aino.post(f"{REQUESTS}/{request_id}/recusal", json={"because": "Sukua."})

    assert told.json() == {"id": request_id, "version": 3}
    assert reads(service, request_id) == [("row", "unknown", "denied", None)]
