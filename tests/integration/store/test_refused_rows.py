"""Who is told of a row that is not ours, and does a row of a read model grant anything?"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import delete, select, update

from projections.door.read_models import every_model
from projections.door.requests.request_page import RequestPage
from projections.machinery.comparing import require_as_made
from tests.integration.store.false_rows import (
    Planted,
)
from tests.integration.store.world import OLLI, opened
from triage.errors.requests import RequestUnknown
from triage.evidence.differs import Differs
from triage.store.database.engine import write_lock
from triage.store.events.recorder import true_events
from triage.store.events.sealing import SealingMapper
from triage.store.tables.core_tables import events, staff
from wiring.processes import web
from wiring.settings import Settings


@pytest.fixture
def planted(stocked: Settings) -> Iterator[Planted]:
    with opened(stocked) as service:
        yield Planted(service)


async def test_a_refused_row_is_told_in_how_the_parts_stand_and_counted(planted: Planted) -> None:
    await planted.service.queue()
    app = web.application(planted.parts, bound_to="127.0.0.1")
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as caller:
        before = (await caller.get("/readyz")).json()["parts"]["rows_refused"]
        with write_lock(planted.parts.database) as connection:
            connection.execute(update(staff).where(staff.c.username == "aino").values(role="duty"))
        planted.seen(staff)
        answer = await caller.get("/readyz")
        measures = (await caller.get("/metrics")).text

    assert before == {"ok": True, "value": 0}
    told = answer.json()["parts"]["rows_refused"]
    assert (answer.status_code, told["reason"]) == (200, "row-not-ours: triage.staff aino")
    (line,) = (each for each in measures.splitlines() if each.startswith("pyyda_rows_refused "))
    assert float(line.split()[1]) >= 1


async def test_a_changed_row_of_a_read_model_grants_nothing_and_is_located(
    planted: Planted,
) -> None:
    await planted.service.queue()
    models, database = every_model(), planted.parts.database
    planted.parts.models.follower.bring_up_to_date(planted.parts.models.due)
    require_as_made(database, models)
    table = planted.parts.models.queue.table
    request_id = planted.requests[0]
    with database.views.begin() as connection:
        # As if Olli, of another unit, had it in hand.
        this = update(table).where(table.c.request_id == request_id)
        connection.execute(this.values(claimed_by="olli", unit="neuvola"))

    with pytest.raises(RequestUnknown):
        await planted.parts.reading_room.ask(RequestPage(request_id=request_id), OLLI)
    with pytest.raises(Differs, match=f"{table.name} {request_id}"):
        require_as_made(database, models)


async def test_a_row_of_a_read_model_that_no_request_has_is_located(planted: Planted) -> None:
    await planted.service.queue()
    table = planted.parts.models.queue.table
    with planted.parts.database.views.begin() as connection:
        connection.execute(delete(table).where(table.c.request_id == planted.requests[1]))

    with pytest.raises(Differs, match=str(planted.requests[1])):
        require_as_made(planted.parts.database, every_model())


def test_an_answer_in_clear_text_is_never_taken_for_a_workers(planted: Planted) -> None:
    """Even if its tag were right: a personal field is believed from an opened blob alone."""
    request_id = planted.requests[0]
    with planted.parts.database.lasting.connect() as connection:
        stored = true_events(connection, select(events).where(events.c.request_id == request_id))
    state = stored[0].state.replace(b"{", b'{"plea":{"message":"Tule yksin."},', 1)
    forged = StoredEvent(request_id, 1, stored[0].topic, state)

    assert SealingMapper().to_domain_event(forged).plea is None  # type: ignore[attr-defined]
