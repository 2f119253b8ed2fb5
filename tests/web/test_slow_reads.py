"""Who waits while reads wait for a read model? Those who read, and not for ever."""

from __future__ import annotations

import asyncio
import os

import pytest

from api import catalogue_in_force
from projections.machinery import following
from projections.machinery.following import Follower, ReadModel
from tests.service import Service
from tests.web.asking import sent
from triage.catalogue.packaged import packaged_lapland_text
from triage.store.database.engine import write_lock
from triage.store.records.catalogue_store import publish

# As many as the event loop has for everybody who reads.
THREADS = min(32, (os.cpu_count() or 1) + 4)
QUEUE = "/api/v1/queue"
TIMEOUT_SECONDS = 60


async def test_who_asks_for_help_waits_for_nobody_who_reads(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_in_force, "LATELY_SECONDS", 0)
    monkeypatch.setattr(following, "READ_WAITS_SECONDS", TIMEOUT_SECONDS)
    all_wait = noted_arrivals(monkeypatch)
    await sent(service)
    async with await service.as_staff("kerttu") as worker, asyncio.timeout(TIMEOUT_SECONDS):
        with service.parts.models.queue.lock:
            reads = [asyncio.create_task(worker.get(QUEUE)) for _ in range(THREADS)]
            await all_wait.wait()
            await sent(service)
            assert not any(each.done() for each in reads)
        assert {each.status_code for each in await asyncio.gather(*reads)} == {200}


def noted_arrivals(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set once every thread for reading is at a read model."""
    loop, all_wait, arrived = asyncio.get_running_loop(), asyncio.Event(), []
    bring_up_to_date = Follower.bring_up_to_date

    def arrive(follower: Follower, model: ReadModel) -> None:
        arrived.append(model.name)
        if len(arrived) == THREADS:
            loop.call_soon_threadsafe(all_wait.set)
        bring_up_to_date(follower, model)

    monkeypatch.setattr(Follower, "bring_up_to_date", arrive)
    return all_wait


async def test_a_read_gives_up_a_line_that_does_not_move(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "READ_WAITS_SECONDS", 0.01)
    await sent(service)
    async with await service.as_staff("kerttu") as worker:
        with service.parts.models.queue.lock:
            answer = await worker.get(QUEUE)

    assert (answer.status_code, answer.json()["code"]) == (503, "catching-up")
    assert answer.headers["Retry-After"]


async def test_the_catalogue_that_a_form_is_checked_by_is_a_second_old_at_most(
    service: Service,
) -> None:
    read_at, *asked_at = (10.0, 10.5, 10.999, 11.0, 11.0)
    seconds = iter([read_at, *asked_at])
    in_force_now = catalogue_in_force.CatalogueInForce(service.parts.models, lambda: next(seconds))
    first = (await in_force_now.latest()).catalogue.version
    toml = packaged_lapland_text().replace(f'"{first}"', '"lappi-toinen"', 1)
    with write_lock(service.parts.database) as connection:
        publish(connection, toml, published_at=service.clock(), published_by=None)

    versions = [(await in_force_now.lately()).catalogue.version for _ in range(3)]

    assert versions == [first, first, "lappi-toinen"]
