"""Does every read show every acknowledged write, and does a broken read model stop only itself?"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

from projections.door.audit.audits import ResponseTimes
from projections.door.reading_room import ReadingRoom
from projections.door.requests.queue_page import Queue
from projections.machinery.following import (
    BATCH,
    READ_CATCHES_UP,
    Folded,
    Follower,
    ReadModel,
    RowOf,
)
from projections.machinery.rebuilding import RebuildOvertaken, rebuild
from projections.views.queue.waiting import Filters, QueueModel
from tests.clock import START
from tests.integration.store.checks import dump, log_size
from tests.integration.store.journeys import SAID, wander
from tests.integration.store.world import AINO, KERTTU, SANNA, TestedService, a_submission, opened
from triage.actors import ANYONE, Actor, Role
from triage.codes import Urgency
from triage.door import Changed
from triage.errors.requests import CatchingUp, ReadModelStopped
from triage.request.commands.command import recorded_on
from triage.request.commands.handling import AssessUrgency, ClaimRequest, ReleaseRequest
from triage.request.events import Noted
from triage.request.help_request import HelpRequest
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.events.recorder import LogRecorder, UnitRecorder
from triage.store.events.streams import folded, sealed, stream
from triage.text.personal import Personal
from wiring.settings import Settings

UNREAD = "Kocam beni dövüyor, çok korkuyorum."
VILLE = Actor(role=Role.DUTY, username="ville", units=frozenset({"sosiaalipaivystys"}))


async def test_a_language_that_no_list_reads_stands_first_until_somebody_looks(
    fresh: TestedService,
) -> None:
    fresh.submit()
    unread = fresh.submit(a_submission(UNREAD)).request_id
    fresh.submit()
    (first, *rest) = (await fresh.queue()).items
    assert (first.id, first.look_because) == (unread, "language")
    assert [each.look_because for each in rest] == [None, None]
    assert [each.id for each in (await fresh.queue(VILLE)).items] == [unread]

    look = AssessUrgency(request_id=unread, level=Urgency.NORMAL, because=Personal("Tulkki luki."))
    fresh.parts.triage.execute_and_wait(look, KERTTU)
    assert {each.look_because for each in (await fresh.queue()).items} == {None}
    assert not (await fresh.queue(VILLE)).items


class BrokenQueue(QueueModel):
    """A read model with a bug that one request brings out."""

    name = "queue_broken"

    def __init__(self) -> None:
        super().__init__()
        self.trips_over: set[object] = set()

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        if request.id in self.trips_over:
            raise ZeroDivisionError
        return super().row(request, profile)


def rows(service: TestedService, model: ReadModel) -> list[dict[str, Any]]:
    return dump(service.parts.database, model.table)


@pytest.fixture(scope="module")
def twin(module_service: TestedService) -> Iterator[TestedService]:
    """The parts of a second process on the module's database, with the same clock."""
    with opened(module_service.parts.settings) as other:
        yield other


async def test_a_read_shows_every_write_that_was_acknowledged(
    service: TestedService, twin: TestedService
) -> None:
    doors = cycle((service, twin))

    async def must_be_seen(done: Changed) -> None:
        shown = await next(doors).row(done.request_id)
        assert shown.row.version >= done.version

    await asyncio.gather(
        *(
            wander(each, random.Random(seed), steps=25, after_each=must_be_seen)
            for seed, each in enumerate((service, twin, service, twin))
        )
    )


async def test_a_list_shows_a_request_as_soon_as_it_has_its_receipt(
    service: TestedService, twin: TestedService
) -> None:
    async def submit_and_look(writer: TestedService, reader: TestedService) -> bool:
        receipt = await writer.parts.triage.submit(a_submission(), ANYONE)
        page, shown = await reader.queue(), False
        while not (shown := receipt.request_id in {row.id for row in page.items}) and page.next:
            page = await reader.queue(after=page.next)
        return shown

    pairs = [(service, twin), (twin, service)] * 8
    assert all(await asyncio.gather(*(submit_and_look(*pair) for pair in pairs)))


async def test_a_claim_is_seen_by_the_next_who_looks(
    service: TestedService, twin: TestedService
) -> None:
    request_id = service.submit().request_id
    assert (await twin.row(request_id)).row.claimed_by is None
    await service.parts.triage.execute(ClaimRequest(request_id=request_id), AINO)
    assert (await twin.row(request_id)).row.claimed_by == "aino"


async def test_two_followers_at_once_do_the_work_once(
    service: TestedService, twin: TestedService
) -> None:
    await wander(service, random.Random(7), steps=40)

    def follow_to_the_end(each: TestedService) -> int:
        done, models = 0, each.parts.models
        while applied := models.follower.follow(models.queue):
            done += applied
        return done

    behind = service.parts.models.follower.distance(service.parts.models.queue)
    done = await asyncio.gather(
        *(asyncio.to_thread(follow_to_the_end, each) for each in (service, twin) * 3)
    )
    assert sum(done) == behind > 0
    followed = rows(service, service.parts.models.queue)
    rebuild(service.parts.database, service.parts.models.queue)
    assert rows(service, service.parts.models.queue) == followed


def with_broken_queue(service: TestedService) -> tuple[ReadingRoom, BrokenQueue]:
    parts = service.parts
    broken = BrokenQueue()
    follower = Follower(parts.database, (broken, parts.models.response_times))
    follower.prepare()
    models = replace(parts.models, queue=broken, follower=follower)
    return ReadingRoom(models=models, writer=parts.writer, clock=service.clock), broken


async def test_a_bug_in_one_read_model_stops_its_page_and_no_submission(
    fresh: TestedService,
) -> None:
    reading_room, broken = with_broken_queue(fresh)
    broken.trips_over.add(fresh.submit().request_id)
    with pytest.raises(ReadModelStopped):
        await reading_room.ask(Queue(filters=Filters()), KERTTU)
    assert not fresh.submit().repeated
    assert await reading_room.ask(ResponseTimes(), SANNA) is not None
    assert len((await fresh.queue()).items) == 2


async def test_a_read_model_that_was_mended_skips_nothing(fresh: TestedService) -> None:
    reading_room, broken = with_broken_queue(fresh)
    fresh.submit()
    broken.trips_over.add(fresh.submit().request_id)
    fresh.submit()
    with pytest.raises(ReadModelStopped):
        await reading_room.ask(Queue(filters=Filters()), KERTTU)
    broken.trips_over.clear()
    page = await reading_room.ask(Queue(filters=Filters()), KERTTU)
    assert len(page.items) == 3
    assert rows(fresh, broken) == renamed(fresh)


def renamed(service: TestedService) -> list[dict[str, Any]]:
    """The rows of a queue without the bug."""
    models = service.parts.models
    models.follower.bring_up_to_date(models.queue)
    return rows(service, models.queue)


def write_notes(service: TestedService, number: int) -> None:
    """Make the log longer by many events in one transaction."""
    request_id = service.submit().request_id

    def write(unit: UnitOfWork) -> None:
        keys, recorded, _ = stream(unit, service.parts.ring, request_id)
        request = folded(recorded)
        for _ in range(number):
            request.trigger_event(Noted, timestamp=START, by=AINO.by(), text=SAID)
        events = sealed(keys, request, recorded_on(request))
        UnitRecorder(unit).insert_events(events)

    service.parts.writer.submit(write).result()


async def test_a_reader_is_told_when_the_way_is_too_long_and_the_follower_goes_it(
    fresh: TestedService,
) -> None:
    models = fresh.parts.models
    write_notes(fresh, READ_CATCHES_UP - 1)
    with pytest.raises(CatchingUp) as refused:
        await fresh.queue()
    assert refused.value.details["behind"] == READ_CATCHES_UP + 1
    assert models.follower.follow(models.queue) == BATCH
    assert len((await fresh.queue()).items) == 1
    assert models.follower.distance(models.queue) == 0


async def test_a_reader_goes_the_longest_way_by_itself(fresh: TestedService) -> None:
    write_notes(fresh, READ_CATCHES_UP - 2)
    page = await fresh.queue()
    assert [row.version for row in page.items] == [READ_CATCHES_UP]


async def test_a_rebuild_gives_the_very_bytes_that_following_gave(service: TestedService) -> None:
    follower = service.parts.models.follower
    await wander(service, random.Random(3), steps=60, after_each=follows(service))
    followed = {model.name: raw(service, model) for model in follower.models}
    assert [rebuild(service.parts.database, model) for model in follower.models] == [
        log_size(service.parts.database)
    ] * len(follower.models)
    assert {model.name: raw(service, model) for model in follower.models} == followed
    assert all(followed.values())


def raw(service: TestedService, model: ReadModel) -> list[tuple[Any, ...]]:
    """The rows as the database holds them."""
    with service.parts.database.views.connect() as connection:
        query = f"SELECT * FROM {model.table} ORDER BY request_id"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def follows(service: TestedService) -> Any:
    """Follow event by event: what a rebuild does in one batch is done in the smallest ones."""

    async def follow(_done: Changed) -> None:
        for model in service.parts.models.follower.models:
            service.parts.models.follower.bring_up_to_date(model)

    return follow


async def test_a_rebuild_while_others_write_gives_the_same_rows(
    service: TestedService, twin: TestedService
) -> None:
    models = service.parts.models
    stop = asyncio.Event()

    async def write_on() -> None:
        chance = random.Random(5)
        while not stop.is_set():
            await wander(twin, chance, steps=5)
            await twin.queue()

    writing = asyncio.ensure_future(write_on())
    for _ in range(3):
        await asyncio.to_thread(rebuild, service.parts.database, models.queue)
    stop.set()
    await writing
    models.follower.bring_up_to_date(models.queue)
    before = rows(service, models.queue)
    rebuild(service.parts.database, models.queue)
    assert rows(service, models.queue) == before


async def test_readers_see_the_old_rows_while_a_rebuild_goes_on(service: TestedService) -> None:
    models = service.parts.models
    service.submit()
    await service.queue()
    seen: list[int] = []

    def look(_done: int) -> None:
        seen.append(len(rows(service, models.queue)))

    rebuild(service.parts.database, models.queue, progress=look)
    assert seen and set(seen) == {len(rows(service, models.queue))}


def test_of_two_rebuilds_at_once_the_later_one_ends(stocked: Settings) -> None:
    with opened(stocked) as one, opened(stocked) as other:
        ids = {one.submit().request_id for _ in range(5)}
        models, others = one.parts.models, other.parts.models

        def overtake(_done: int) -> None:
            rebuild(other.parts.database, others.queue)

        with pytest.raises(RebuildOvertaken):
            rebuild(one.parts.database, models.queue, progress=overtake)
        kept = rows(one, models.queue)
        assert {row["request_id"] for row in kept} == ids
        assert all(row["profile"] for row in kept)
        assert rebuild(one.parts.database, models.queue) == 10
        assert rows(one, models.queue) == kept


def test_a_read_model_with_a_new_name_starts_at_the_beginning(service: TestedService) -> None:
    service.submit()
    model = type("Renamed", (QueueModel,), {"name": "queue_renamed"})()
    follower = Follower(service.parts.database, (model,))
    follower.prepare()
    assert follower.distance(model) == log_size(service.parts.database)
    while follower.follow(model):
        pass
    assert rows(service, model) == renamed(service)


# -- what is remembered of a request --


def test_what_is_remembered_is_never_another_state_than_asked_for(service: TestedService) -> None:
    request_id = service.submit().request_id
    claim = ClaimRequest(request_id=request_id)
    release = ReleaseRequest(request_id=request_id, because=Personal("Lomalle."))
    for command in (claim, release):
        service.parts.triage.execute_and_wait(command, AINO)
    remembered = Folded()
    with service.parts.database.views.connect() as connection:
        everything = LogRecorder(connection).select_notifications(1, BATCH)
        log = [each for each in everything if each.originator_id == request_id]

        def state_after(first: int, last: int) -> tuple[int, str | None]:
            (request,) = remembered.after(connection, log[first - 1 : last])
            return request.version, request.claimed_by

        assert state_after(1, 4) == (4, None)
        # Another read model is not so far: what is ahead of it must not be shown.
        assert state_after(1, 3) == (3, "aino")
        assert state_after(1, 2) == (2, None)
        # And what was skipped must not be missing.
        assert state_after(4, 4) == (4, None)
