"""How is one request loaded and saved inside a transaction? Its keys, its stream, its state.

What of it is damaged is told beside it: no wrapped key and no sealed blob that does not open keeps
the rest of the request, or any other, from being read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection

from triage.errors.requests import RequestDamaged, RequestErased, RequestUnknown
from triage.request.events import Erased, RequestEvent, Seal, Submitted
from triage.request.help_request import HelpRequest
from triage.store.database.unit_of_work import Stored, UnitOfWork, stored
from triage.store.events.sealing import KeyDestroyed, SealingMapper
from triage.store.keys.key_ring import KeyRing, RequestKeys

# What reading a request ends in where the skeleton of an event is damaged; never what a store that
# is away raises.
UNREADABLE: Final = (
    AssertionError,
    AttributeError,
    LookupError,
    RequestDamaged,
    RequestUnknown,
    TypeError,
    ValueError,
)


class Stream(NamedTuple):
    """All events of one request, unsealed as far as its keys still reach, and those keys.

    `damage` names every place that does not open and is not erased, for administrators.
    """

    keys: RequestKeys
    recorded: list[RequestEvent]
    damage: tuple[str, ...]


def stream(source: Connection | UnitOfWork, ring: KeyRing, request_id: UUID) -> Stream:
    """The stream of one request; of a unit of work with what waits in it.

    Raises:
        RequestUnknown: there is no such request.
        RequestDamaged: the skeleton of an event is damaged, or an event is gone.
    """
    if isinstance(source, UnitOfWork):
        found = source.stored(request_id)
    else:
        found = stored(source, request_id)
    if found is None or not found.stream:
        raise RequestUnknown()
    try:
        return opened(ring, found)
    except UNREADABLE:
        raise RequestDamaged() from None


def opened(ring: KeyRing, found: Stored) -> Stream:
    """Decrypt a stored request that has events; what does not open is listed in `damage`."""
    keys = ring.unwrapped(found.keys)
    is_erased = any(row.topic == Erased.TOPIC for row in found.stream)
    if is_erased:
        # An erased request stays closed even if somebody has put its keys back.
        keys = keys.forgotten()
    mapper = SealingMapper(keys)
    recorded = _events(found, mapper)
    damage = (
        *_damaged_keys(keys, is_erased=is_erased),
        *(
            f"triage.events: the sealed {group} of version {version} do not open"
            for version, group in mapper.unopened
        ),
        *(() if is_erased else _lost_words(keys, mapper, recorded[0])),
    )
    return Stream(keys, recorded, damage)


def _damaged_keys(keys: RequestKeys, *, is_erased: bool) -> Iterator[str]:
    for each in Seal:
        if each in keys.damaged:
            yield f"keys.request_keys: the wrapped key {each} does not open"
        elif keys.of(each) is None and (each is Seal.PROTECTION or not is_erased):
            yield f"keys.request_keys: the wrapped key {each} is not there"


def _lost_words(keys: RequestKeys, mapper: SealingMapper, first: RequestEvent) -> Iterator[str]:
    """Sealed groups that are gone from the first event: every request has words and profile."""
    if mapper.unopened or not isinstance(first, Submitted):
        return
    for group, inside in ((Seal.WORDS, first.plea), (Seal.PROFILE, first.profile)):
        if inside is None and keys.of(group) is not None:
            yield f"triage.events: the sealed {group} of version 1 are not there"


def _events(found: Stored, mapper: SealingMapper) -> list[RequestEvent]:
    request_id = found.keys.request_id
    if [row.version for row in found.stream] != list(range(1, len(found.stream) + 1)):
        raise LookupError("a version is not there")
    recorded = [mapper.to_domain_event(StoredEvent(request_id, *row)) for row in found.stream]
    if not all(isinstance(each, RequestEvent) for each in recorded):
        raise LookupError("a stream of another kind")
    return cast("list[RequestEvent]", recorded)


def folded(recorded: Sequence[RequestEvent]) -> HelpRequest:
    """The request that the events make."""
    request: HelpRequest | None = None
    for event in recorded:
        request = event.mutate(request)
    assert request is not None
    return request


def sealed(
    keys: RequestKeys,
    request: HelpRequest,
    decided: Sequence[RequestEvent],
    *,
    trace_id: str | None = None,
) -> list[StoredEvent]:
    """The decided events, sealed. `request` is the state after them, `trace_id` the call's.

    Raises:
        RequestErased: words were to be sealed under a key that was destroyed.
        RequestDamaged: the key is gone though the log tells of no erasure, or does not open.
    """
    mapper = SealingMapper(keys, trace_id=trace_id)
    try:
        return [mapper.to_stored_event(event) for event in decided]
    except KeyDestroyed:
        raise (RequestErased if _was_erased(request, decided) else RequestDamaged)() from None


def _was_erased(request: HelpRequest, decided: Sequence[RequestEvent]) -> bool:
    """Whether it was erased before what is decided now."""
    return request.erased_at is not None and not any(isinstance(each, Erased) for each in decided)
