"""What is a second kind of stream? A place with capacity, as small as one can be."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import AggregateCreated, BaseAggregate
from eventsourcing.utils import register_topic
from sqlalchemy import Column, Integer, MetaData, Table, Uuid

from projections.machinery.following import ReadModel, RowOf
from triage.store.database.engine import VIEWS
from triage.stream_kinds import LoggedEvent, StreamKind, stream_kind

PLACES = stream_kind("place", has_keys=False)


class Place(BaseAggregate[UUID]):
    """So many can take part; `taken` do."""

    TOPIC: ClassVar[str] = "place"
    capacity: int

    def __init__(self) -> None:
        self.taken = 0


register_topic(Place.TOPIC, Place)


@PLACES.declared
class PlaceOpened(LoggedEvent, AggregateCreated):
    """The place is there, with room for `capacity`."""

    TOPIC: ClassVar[str] = "place.opened"

    capacity: int

    def apply(self, aggregate: Place) -> None:
        aggregate.capacity = self.capacity


@PLACES.declared
class PlaceTaken(LoggedEvent):
    """Somebody takes part."""

    TOPIC: ClassVar[str] = "place.taken"

    def apply(self, aggregate: Place) -> None:
        aggregate.taken += 1


class PlacesModel(ReadModel):
    """How many each place still takes."""

    name: ClassVar[str] = "places_of_a_test"
    kind: ClassVar[StreamKind] = PLACES
    key: ClassVar[str] = "place_id"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return Table(
            name,
            holder,
            Column("place_id", Uuid, primary_key=True),
            Column("free", Integer, nullable=False),
            schema=VIEWS,
        )

    def row(self, request: Place, profile: bytes | None) -> RowOf:
        assert profile is None
        return {"place_id": request.id, "free": request.capacity - request.taken}


def opened_place(place_id: UUID, capacity: int, at: datetime) -> PlaceOpened:
    return PlaceOpened(
        originator_topic=Place.TOPIC,
        originator_id=place_id,
        originator_version=1,
        timestamp=at,
        capacity=capacity,
    )


def taken_place(place_id: UUID, version: int, at: datetime) -> PlaceTaken:
    return PlaceTaken(originator_id=place_id, originator_version=version, timestamp=at)
