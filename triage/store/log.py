"""How is one request loaded and saved inside a transaction? Its keys, its stream, its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from eventsourcing.persistence import EventStore, StoredEvent
from sqlalchemy import Connection

from triage.errors import RequestErased, RequestUnknown
from triage.events import RequestEvent
from triage.help_request import HelpRequest
from triage.store.batch import Stored, stored
from triage.store.keys import KeyRing, RequestKeys, WrongMasterKey
from triage.store.recorder import LogRecorder
from triage.store.sealing import KeyDestroyed, SealingMapper

# What reading a request ends in where a row of it is damaged: its keys, a sealed group, an event.
# Never what a store that is away raises.
UNREADABLE: Final = (
    AssertionError,
    InvalidTag,
    LookupError,
    RequestUnknown,
    TypeError,
    ValueError,
    WrongMasterKey,
)


def stream(
    connection: Connection, ring: KeyRing, request_id: UUID
) -> tuple[RequestKeys, list[RequestEvent]]:
    """All events of one request, unsealed as far as its keys still reach, and those keys.

    Raises:
        RequestUnknown: there is no such request.
    """
    found = stored(connection, request_id)
    if found is None or not found.stream:
        raise RequestUnknown()
    keys = ring.unwrapped(found.keys)
    return keys, _events(request_id, found, SealingMapper(keys))


def skeleton(connection: Connection, request_id: UUID) -> list[RequestEvent]:
    """All events of one request without their words: no key is needed.

    Raises:
        RequestUnknown: there is no such request.
    """
    found = stored(connection, request_id)
    if found is None or not found.stream:
        raise RequestUnknown()
    return _events(request_id, found, SealingMapper())


def _events(request_id: UUID, found: Stored, mapper: SealingMapper) -> list[RequestEvent]:
    return [mapper.to_domain_event(StoredEvent(request_id, *row)) for row in found.stream]


def folded(recorded: Sequence[RequestEvent]) -> HelpRequest:
    """The request that the events make."""
    request: HelpRequest | None = None
    for event in recorded:
        request = event.mutate(request)
    assert request is not None
    return request


def save(
    connection: Connection,
    keys: RequestKeys,
    request: HelpRequest,
    *,
    trace_id: str | None = None,
) -> list[RequestEvent]:
    """Append what was decided; the caller holds the write lock. Returns the new events.

    `trace_id` is of the call that decided.

    Raises:
        RequestErased: words were to be sealed under a key that is gone, though the log does not
            say so: a loss of power between the two files in which SQLite keeps keys and log.
    """
    decided = cast("list[RequestEvent]", list(request.collect_events()))
    if decided:
        try:
            mapper = SealingMapper(keys, trace_id=trace_id)
            EventStore(mapper, LogRecorder(connection)).put(decided)
        except KeyDestroyed:
            raise RequestErased() from None
    return decided
