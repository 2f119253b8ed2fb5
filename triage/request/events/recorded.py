"""What does every event of a help request carry? Who, when, and how its words are sealed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from eventsourcing.domain import AggregateEvent
from eventsourcing.utils import register_topic

from triage.actors import By, Role
from triage.codes import OwnRecord


class Seal(StrEnum):
    """Which key seals a field; erasing destroys the first two and keeps the third."""

    WORDS = "words"
    PROFILE = "profile"
    PROTECTION = "protection"


class RequestEvent(AggregateEvent):
    """Something that was decided about one help request.

    Every field of the type `Personal` is sealed under the words' key, unless `SEALED_BY` names
    another. `timestamp` is the moment when the command was accepted, aware UTC. `OWN_RECORD` tells
    that it is a record of the controller whose unit made it.
    """

    TOPIC: ClassVar[str]
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {}
    OWN_RECORD: ClassVar[OwnRecord | None] = None

    by: By

    @classmethod
    def kind(cls) -> str:
        """The event's name for people and projections, such as `promise-missed`."""
        return cls.TOPIC.partition(".")[2]

    def mutate(self, aggregate: Any) -> Any:
        changed: Any = super().mutate(aggregate)
        if self.by.role is not Role.SYSTEM:
            changed.acted_at = max(changed.acted_at or self.timestamp, self.timestamp)
        if self.OWN_RECORD:
            changed.own_records.append((self.originator_version, self.by.unit, self.OWN_RECORD))
        return changed

    def apply(self, aggregate: Any) -> None:
        """Change the request's state; decides nothing and refuses nothing."""


EVENTS: dict[str, type[RequestEvent]] = {}


def declared(cls: type[RequestEvent]) -> type[RequestEvent]:
    """Register the event class under its stable topic."""
    register_topic(cls.TOPIC, cls)
    EVENTS[cls.TOPIC] = cls
    return cls
