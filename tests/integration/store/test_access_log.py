"""Is every read written down before its answer is given, and can nobody change what was?"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from projections.door.audit.audits import RequestTrail, ResponseTimes
from projections.door.audit.log import AccessLog
from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.door.reading_room import ReadingRoom
from projections.door.requests.own_request import OwnRequest
from projections.door.requests.queue_page import Queue
from projections.door.requests.request_page import RequestPage
from projections.views.queue.waiting import Filters
from tests.clock import START
from tests.integration.store.checks import broken_read
from tests.integration.store.world import (
    AINO,
    KERTTU,
    OLLI,
    ONNI,
    SANNA,
    TIINA,
    TestedService,
    opened,
)
from triage.actors import Actor, Role
from triage.errors.requests import Overloaded, ReasonNeeded, RequestUnknown
from triage.evidence.access_log import Read, reads_of, write_read
from triage.request.commands.handling import ClaimRequest
from triage.store.database.unit_of_work import unit_of_work
from triage.store.database.writer import Writer
from triage.store.tables.core_tables import access_log


def logged(service: TestedService) -> list[dict[str, Any]]:
    with service.parts.database.views.connect() as connection:
        rows = connection.execute(select(access_log).order_by(access_log.c.position))
        return [dict(row._mapping) for row in rows]


def last_read(service: TestedService) -> dict[str, Any]:
    """What the log says of the latest read: every column that a reader could have chosen."""
    told = ("username", "role", "unit", "request_id", "action", "ground", "outcome")
    row = logged(service)[-1]
    return {name: row[name] for name in told}


def requester_of(request_id: UUID) -> Actor:
    return Actor(role=Role.REQUESTER, request_id=request_id)


async def test_a_read_is_logged_with_who_what_and_on_which_ground(service: TestedService) -> None:
    request_id = service.submit().request_id
    service.clock.wind(timedelta(minutes=5))
    await service.parts.reading_room.ask(RequestPage(request_id=request_id), AINO)
    assert last_read(service) == {
        "username": "aino",
        "role": "worker",
        "unit": "perhesosiaalityo",
        "request_id": request_id,
        "action": "view",
        "ground": "triage",
        "outcome": "ok",
    }
    assert logged(service)[-1]["at"] == START + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("question", "actor", "action"),
    [
        (Queue(filters=Filters()), AINO, "list"),
        (ResponseTimes(), SANNA, "statistics"),
        (AccessLog(), TIINA, "log"),
        (AccessLog(reference="XXXX-XXXX-XXXX"), TIINA, "log"),
    ],
    ids=lambda each: type(each).__name__,
)
async def test_lists_and_figures_are_logged_too(
    service: TestedService, question: Question[Any], actor: Actor, action: str
) -> None:
    before = len(logged(service))
    await service.parts.reading_room.ask(question, actor)
    assert len(logged(service)) == before + 1
    assert (last_read(service)["action"], last_read(service)["username"]) == (
        action,
        actor.username,
    )


async def test_trails_and_own_reads_are_logged_too(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.reading_room.ask(RequestTrail(request_id=request_id), TIINA)
    await service.parts.reading_room.ask(OwnRequest(), requester_of(request_id))
    with service.parts.database.views.connect() as connection:
        reads = reads_of(connection, request_id)
    assert [(read.action, read.role) for read in reads] == [
        ("trail", "data-protection-officer"),
        ("own", "requester"),
    ]


async def test_a_denied_read_is_logged(service: TestedService) -> None:
    request_id = service.submit().request_id
    with pytest.raises(RequestUnknown):
        await service.parts.reading_room.ask(RequestPage(request_id=request_id), OLLI)
    denied = last_read(service)
    assert (denied["outcome"], denied["username"]) == ("denied", "olli")
    assert (denied["ground"], denied["request_id"]) == ("unknown", request_id)


async def test_a_read_that_needs_a_reason_is_logged_as_denied(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    with pytest.raises(ReasonNeeded):
        await service.parts.reading_room.ask(RequestPage(request_id=request_id), ONNI)
    denied = last_read(service)
    assert (denied["outcome"], denied["ground"]) == ("denied", "reason-needed")


async def test_asking_for_what_does_not_exist_is_logged(service: TestedService) -> None:
    unknown = uuid4()
    with pytest.raises(RequestUnknown):
        await service.parts.reading_room.ask(RequestPage(request_id=unknown), KERTTU)
    assert last_read(service)["request_id"] == unknown


async def test_a_full_writer_lets_no_answer_out(service: TestedService) -> None:
    request_id = service.submit().request_id
    full = Writer(service.parts.database, capacity=1)
    full.submit(lambda _: None)
    models = ReadingRoom(models=service.parts.models, writer=full, clock=service.clock)
    with pytest.raises(Overloaded):
        await models.ask(RequestPage(request_id=request_id), AINO)


async def test_a_stopped_writer_lets_no_answer_out(service: TestedService) -> None:
    request_id = service.submit().request_id
    stopped = Writer(service.parts.database)
    stopped.start()
    stopped.stop()
    models = ReadingRoom(models=service.parts.models, writer=stopped, clock=service.clock)
    with pytest.raises(Overloaded):
        await models.ask(RequestPage(request_id=request_id), AINO)


async def test_a_log_that_cannot_be_written_lets_no_answer_out(fresh: TestedService) -> None:
    request_id = fresh.submit().request_id
    with fresh.parts.database.log.begin() as connection:
        connection.execute(text("ALTER TABLE triage.access_log RENAME TO gone"))
    with pytest.raises(DBAPIError):
        await fresh.parts.reading_room.ask(RequestPage(request_id=request_id), AINO)
    with pytest.raises(DBAPIError):
        await fresh.parts.reading_room.ask(Queue(filters=Filters()), AINO)


async def test_an_answer_waits_for_its_row(service: TestedService) -> None:
    """The row is written when the answer comes, not some time after."""
    inside, go_on = threading.Event(), threading.Event()

    def hold(_connection: object) -> None:
        inside.set()
        go_on.wait(60)

    request_id = service.submit().request_id
    held = service.parts.writer.submit(hold)
    inside.wait(60)
    question = RequestPage(request_id=request_id)
    asking = asyncio.ensure_future(service.parts.reading_room.ask(question, AINO))
    done, _ = await asyncio.wait([asking], timeout=0.2)
    go_on.set()
    held.result(60)
    assert not done
    assert (await asking).row.id == request_id
    assert last_read(service)["request_id"] == request_id


async def test_reads_of_many_at_once_make_one_whole_chain(service: TestedService) -> None:
    request_id = service.submit().request_id
    before = len(logged(service))
    with opened(service.parts.settings) as twin:
        await asyncio.gather(*(each.row(request_id) for each in (service, twin) * 20))
    assert len(logged(service)) == before + 40
    assert broken_read(service.parts.database) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE triage.access_log SET username = 'onni' WHERE position = 2",
        "UPDATE triage.access_log SET outcome = 'denied' WHERE position = 2",
        "DELETE FROM triage.access_log WHERE position = 2",
    ],
)
async def test_a_changed_or_missing_row_is_found(fresh: TestedService, change: str) -> None:
    request_id = fresh.submit().request_id
    for _ in range(3):
        await fresh.row(request_id)
    assert broken_read(fresh.parts.database) is None
    with fresh.parts.database.log.begin() as connection:
        connection.execute(text(change))
    assert broken_read(fresh.parts.database) is not None


async def test_the_chain_holds_whatever_zone_the_clock_has(service: TestedService) -> None:
    east = START.astimezone(timezone(timedelta(hours=2)))
    with unit_of_work(service.parts.database) as unit:
        write_read(unit, Read(at=east, actor=AINO, action="list", ground="queue"))
    assert broken_read(service.parts.database) is None


@dataclass(frozen=True, kw_only=True)
class Breaking(Question[None], permission="queue:read", action="list"):
    """A question whose answer cannot be composed."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[None]:
        raise ZeroDivisionError


async def test_a_question_that_breaks_gives_no_answer_and_no_row(service: TestedService) -> None:
    before = len(logged(service))
    with pytest.raises(ZeroDivisionError):
        await service.parts.reading_room.ask(Breaking(), AINO)
    assert len(logged(service)) == before


async def test_the_log_holds_codes_and_no_words(service: TestedService) -> None:
    request_id = service.submit().request_id
    await service.parts.reading_room.ask(RequestPage(request_id=request_id), AINO)
    texts = [value for value in logged(service)[-1].values() if isinstance(value, str)]
    assert all(each.replace("-", "").isalnum() and len(each) <= 32 for each in texts)
