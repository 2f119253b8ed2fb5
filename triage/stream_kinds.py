"""Which kinds of streams does the log hold? A kind knows its events; they make its state.

The log, the chain and the unit of work take any kind. Whatever reads streams asks the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeVar

from eventsourcing.domain import AggregateEvent
from eventsourcing.utils import register_topic


class Seal(StrEnum):
    """Which key seals a field; erasing destroys the first two and keeps the third."""

    WORDS = "words"
    PROFILE = "profile"
    PROTECTION = "protection"


class LoggedEvent(AggregateEvent):
    """An event of any stream. `TOPIC` is the kind's name, a dot, and the event's own.

    Every field of the type `Personal` is sealed under the words' key, unless `SEALED_BY` names
    another. `timestamp` is the moment when the command was accepted, aware UTC.
    """

    TOPIC: ClassVar[str]
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {}

    @classmethod
    def kind(cls) -> str:
        """The event's name for people and projections, such as `promise-missed`."""
        return cls.TOPIC.partition(".")[2]


E = TypeVar("E", bound=type[LoggedEvent])


@dataclass(frozen=True, slots=True, eq=False)
class StreamKind:
    """One kind of stream; `has_keys` tells that each stream of it has keys of its own."""

    name: str
    has_keys: bool
    events: dict[str, type[LoggedEvent]] = field(default_factory=dict)

    def declared(self, cls: E) -> E:
        """Register an event class of this kind under its stable topic.

        Raises:
            TypeError: the topic is another kind's.
        """
        if not self.holds(cls.TOPIC):
            raise TypeError(f"{cls.TOPIC} is no topic of {self.name}")
        register_topic(cls.TOPIC, cls)
        self.events[cls.TOPIC] = cls
        return cls

    def holds(self, topic: str) -> bool:
        """Whether an event of this topic belongs to a stream of this kind."""
        return topic.startswith(self.prefix)

    @property
    def prefix(self) -> str:
        """What every topic of the kind begins with."""
        return f"{self.name}."


_KINDS: dict[str, StreamKind] = {}


def stream_kind(name: str, *, has_keys: bool) -> StreamKind:
    """A kind of stream, known to the log from here on."""
    return _KINDS.setdefault(name, StreamKind(name, has_keys))


def kind_of(topic: str) -> StreamKind:
    """The kind of the stream that an event of this topic belongs to.

    Raises:
        LookupError: this release knows none.
    """
    return _KINDS[topic.partition(".")[0]]


def event_class(topic: str) -> type[LoggedEvent]:
    """The class of an event of this topic, of whatever kind.

    Raises:
        LookupError: this release knows none.
    """
    return kind_of(topic).events[topic]
