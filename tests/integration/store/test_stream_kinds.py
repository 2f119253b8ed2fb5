"""Does the log take streams of another kind than requests, and does nobody mistake one for one?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from projections.live.change_detector import changed_since
from projections.machinery.following import Follower
from projections.machinery.rebuilding import rebuild
from tests.clock import START
from tests.integration.store.checks import broken_link, dump
from tests.integration.store.places import (
    PLACES,
    PlaceOpened,
    PlacesModel,
    PlaceTaken,
    opened_place,
    taken_place,
)
from tests.integration.store.world import KERTTU, TestedService
from triage.errors.requests import RequestDamaged
from triage.evidence.verify import verify
from triage.request.events import REQUESTS
from triage.store.database.unit_of_work import unit_of_work
from triage.store.events.damage import damaged_requests
from triage.store.events.recorder import UnitRecorder
from triage.store.events.sealing import SealingMapper
from triage.store.events.streams import stream
from triage.store.tables.core_tables import events
from triage.stream_kinds import kind_of
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep


@pytest.fixture
def place_id(fresh: TestedService) -> UUID:
    """A place for three that one has taken, between two requests of the same log."""
    fresh.submit()
    place_id = uuid4()
    take_part(fresh, [opened_place(place_id, 3, START), taken_place(place_id, 2, START)])
    fresh.submit()
    return place_id


def take_part(service: TestedService, happened: list[PlaceOpened | PlaceTaken]) -> None:
    mapper = SealingMapper()
    with unit_of_work(service.parts.database) as unit:
        UnitRecorder(unit).insert_events([mapper.to_stored_event(each) for each in happened])


def followed(service: TestedService) -> Follower:
    follower = Follower(service.parts.database, [PlacesModel(), service.parts.models.queue])
    follower.prepare()
    for model in follower.models:
        follower.bring_up_to_date(model)
    return follower


def test_a_topic_tells_its_kind(place_id: UUID, fresh: TestedService) -> None:
    with fresh.parts.database.lasting.connect() as connection:
        topics = connection.scalars(select(events.c.topic).order_by(events.c.position)).all()
    of_place = [kind_of(topic) is PLACES for topic in topics]
    assert of_place == [False, False, True, True, False, False]
    with pytest.raises(LookupError):
        kind_of("nothing.known")
    with pytest.raises(TypeError, match="no topic of help-request"):
        REQUESTS.declared(PlaceOpened)


def test_each_read_model_has_the_streams_of_its_kind(fresh: TestedService, place_id: UUID) -> None:
    places, queue = followed(fresh).models
    assert dump(fresh.parts.database, places.table) == [{"place_id": place_id, "free": 2}]
    assert place_id not in {row["request_id"] for row in dump(fresh.parts.database, queue.table)}

    take_part(fresh, [taken_place(place_id, 3, START)])

    places, _ = followed(fresh).models
    assert dump(fresh.parts.database, places.table) == [{"place_id": place_id, "free": 1}]


def test_a_rebuild_makes_the_same_rows_of_each_kind(fresh: TestedService, place_id: UUID) -> None:
    models = followed(fresh).models
    before = [dump(fresh.parts.database, model.table) for model in models]

    rebuild(fresh.parts.database, *models)

    assert [dump(fresh.parts.database, model.table) for model in models] == before


def test_read_models_of_each_kind_are_found_whole(fresh: TestedService, place_id: UUID) -> None:
    follower = followed(fresh)
    follower.repairer.repair()
    assert [follower.distance(model) for model in follower.models] == [0, 0]


async def test_nobody_meets_a_place_among_the_requests(
    fresh: TestedService, place_id: UUID
) -> None:
    assert place_id not in {row.id for row in (await fresh.queue(KERTTU)).items}
    fresh.clock.wind(timedelta(days=30))
    sweep(tools_of(fresh.parts))
    with fresh.parts.database.lasting.connect() as connection, pytest.raises(RequestDamaged):
        stream(connection, fresh.parts.ring, place_id)


def test_the_chain_holds_and_verifying_counts_requests_alone(
    fresh: TestedService, place_id: UUID
) -> None:
    found = verify(
        fresh.parts.database, now=START, grace=timedelta(minutes=1), ring=fresh.parts.ring
    )
    assert (found.events, found.requests) == (6, 2)
    assert broken_link(fresh.parts.database) is None
    assert list(damaged_requests(fresh.parts.database, fresh.parts.ring)) == []


def test_a_change_of_a_place_is_a_change_of_the_log(fresh: TestedService, place_id: UUID) -> None:
    with fresh.parts.database.lasting.connect() as connection:
        assert changed_since(connection, 2).ids is not None
        assert place_id in (changed_since(connection, 2).ids or ())
