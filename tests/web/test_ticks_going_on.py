"""What if a look at the log fails? The others tick, the loop goes on, and the log says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.app import make_app
from projections.machinery.following import Follower, ReadModel
from tests.clock import HandWoundClock
from tests.integration.running import eventually
from tests.service import Service, make_service, web_parts
from tests.web.asking import act, id_of, sent
from tests.web.listening import PACE, listener, requester
from triage.errors.requests import ReadModelStopped


@dataclass(slots=True)
class Trouble:
    """What brings a read model to a halt from now on; None lets it go on."""

    failure: Exception | None = None


class Halting(Follower):
    """A follower that meets trouble."""

    trouble: Trouble

    def bring_up_to_date(self, model: ReadModel) -> None:
        if self.trouble.failure is not None:
            raise self.trouble.failure
        super().bring_up_to_date(model)


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@asynccontextmanager
async def halting(
    directory: Path, clock: HandWoundClock, trouble: Trouble
) -> AsyncIterator[Service]:
    with make_service(directory, clock) as made:
        follower = Halting(made.parts.database, made.parts.models.follower.models)
        follower.trouble = trouble
        parts = replace(made.parts, models=replace(made.parts.models, follower=follower))
        app = make_app(web_parts(parts), pace=PACE)
        async with app.router.lifespan_context(app):
            yield Service(parts=parts, app=app, clock=clock)


@pytest.fixture
async def service(
    tmp_path: Path, clock: HandWoundClock, trouble: Trouble
) -> AsyncIterator[Service]:
    async with halting(tmp_path, clock, trouble) as made:
        yield made


async def noted(service: Service, request_id: str) -> None:
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "note", text="Soitan.")


async def answered(service: Service, request_id: str) -> None:
    async with await service.as_staff("aino") as caller:
        await act(caller, request_id, "reply", text="Tule käymään.", kind="answer")


async def test_a_dialogue_ticks_while_the_queue_stands_still(
    service: Service, listeners: AsyncExitStack, trouble: Trouble
) -> None:
    receipt = await sent(service)
    stream = await requester(listeners, service, receipt)
    trouble.failure = ReadModelStopped()
    await answered(service, id_of(service, receipt))
    await stream.ticked(2)


async def test_a_queue_that_stood_still_is_told_of_all_when_it_goes_on(
    service: Service, listeners: AsyncExitStack, trouble: Trouble
) -> None:
    receipt = await sent(service)
    rows = await listener(listeners, service, "kerttu")
    own = await requester(listeners, service, receipt)
    trouble.failure = ReadModelStopped()
    await answered(service, id_of(service, receipt))
    await own.ticked(2)
    await rows.ticked(1)
    trouble.failure = None
    await answered(service, id_of(service, receipt))
    await rows.ticked(2)


async def test_a_look_that_nobody_foresaw_to_fail_is_reported_and_not_the_last(
    service: Service, listeners: AsyncExitStack, trouble: Trouble
) -> None:
    request_id = id_of(service, await sent(service))
    stream = await listener(listeners, service, "kerttu")
    trouble.failure = ZeroDivisionError("Maija Meikäläinen")
    with capture_logs() as logged:
        await noted(service, request_id)
        await asyncio.to_thread(eventually, lambda: logged)
    trouble.failure = None
    await noted(service, request_id)
    await stream.ticked(2)
    assert [(line["event"], line["code"]) for line in logged] == [
        ("look-failed", "ZeroDivisionError")
    ]
