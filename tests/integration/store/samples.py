"""What does an event of every class look like with every field filled? Made from its types."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from itertools import count
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

from triage.actors import By, Role
from triage.request.events import EVENTS, RequestEvent
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal

# Unmistakable, and not ASCII, so that every way of writing it is tried.
WORD = "Kissankellopelto-äöå-данные"
_moments = (datetime(2026, 11, 23, 8, 0, 0, number, tzinfo=UTC) for number in count(1))


def every_event(request_id: UUID | None = None) -> list[RequestEvent]:
    """One event of every class, its versions counted from 1."""
    of = request_id or uuid4()
    return [event_of(cls, of, version) for version, cls in enumerate(EVENTS.values(), start=1)]


def event_of(cls: type[RequestEvent], request_id: UUID, version: int) -> RequestEvent:
    """An event with every field filled; personal text holds WORD and the field's name."""
    fixed = {
        "originator_id": request_id,
        "originator_version": version,
        "originator_topic": HelpRequest.TOPIC,
        "by": By(role=Role.WORKER, username="aino", unit="neuvola"),
    }
    hints = get_type_hints(cls)
    values: dict[str, Any] = {
        each.name: fixed.get(each.name) or sample(hints[each.name], each.name)
        for each in dataclasses.fields(cls)
    }
    event: RequestEvent = cls(**values)
    return event


def sample(hint: Any, name: str, *, personal: bool = False) -> Any:
    """A value of the type, another one for every moment; never None and never empty."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not type(None))
    origin = get_origin(hint)
    if origin is Personal:
        return Personal(sample(get_args(hint)[0], name, personal=True))
    if origin is tuple:
        inside = get_args(hint)[0]
        return tuple(sample(inside, f"{name}-{each}", personal=personal) for each in "ab")
    if dataclasses.is_dataclass(hint):
        return _sample_of_dataclass(hint, personal)
    if hint is str:
        return f"{WORD} {name}" if personal else name
    if issubclass(hint, Enum):
        return list(hint)[-1]
    return PLAIN[hint]()


def _sample_of_dataclass(cls: Any, personal: bool) -> Any:
    hints = get_type_hints(cls)
    return cls(
        **{
            each.name: sample(hints[each.name], each.name, personal=personal)
            for each in dataclasses.fields(cls)
        }
    )


PLAIN: dict[Any, Callable[[], Any]] = {
    int: lambda: 7,
    UUID: lambda: UUID(int=7),
    bool: lambda: True,
    datetime: lambda: next(_moments),
    date: lambda: date(2026, 11, 24),
}
