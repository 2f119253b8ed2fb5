"""In which state do the next events leave a request? Folded without its words, and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from sqlalchemy import Connection

from triage.help_request import HelpRequest
from triage.store.recorder import LogRecorder
from triage.store.sealing import SealingMapper

REMEMBERED_REQUESTS = 4_000
MAPPER = SealingMapper()


class Folded:
    """Requests folded without their words, remembered for the read models that follow the log.

    Events never change, so a remembered state can be gone on from whenever it is not ahead of
    what is asked for. Whoever uses one holds `lock`: the next events change it in place.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._requests: OrderedDict[UUID, HelpRequest] = OrderedDict()

    def after(self, connection: Connection, batch: Sequence[Notification]) -> list[HelpRequest]:
        """Every request of the batch, in the state in which the batch leaves it."""
        streams: dict[UUID, list[Notification]] = {}
        for event in batch:
            assert isinstance(event.originator_id, UUID)
            streams.setdefault(event.originator_id, []).append(event)
        return [self._after(connection, each, streams[each]) for each in streams]

    def _after(
        self, connection: Connection, request_id: UUID, stream: Sequence[Notification]
    ) -> HelpRequest:
        first = stream[0].originator_version
        known = self._requests.pop(request_id, None)
        if known is None or not first - 1 <= known.version <= stream[-1].originator_version:
            known = _folded(connection, request_id, first - 1)
        for event in stream:
            if known is None or event.originator_version > known.version:
                known = MAPPER.to_domain_event(event).mutate(known)
        assert known is not None
        self._requests[request_id] = known
        if len(self._requests) > REMEMBERED_REQUESTS:
            self._requests.popitem(last=False)
        return known


def _folded(connection: Connection, request_id: UUID, version: int) -> HelpRequest | None:
    if not version:
        return None
    return folded_without_words(LogRecorder(connection).select_events(request_id, lte=version))


def folded_without_words(stream: Iterable[StoredEvent]) -> HelpRequest:
    """The request that these events make, as far as it can be told without any key."""
    request: HelpRequest | None = None
    for stored in stream:
        request = MAPPER.to_domain_event(stored).mutate(request)
    assert request is not None
    return request
