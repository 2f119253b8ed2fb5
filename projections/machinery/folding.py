"""In which state do the next events leave a request? Folded without its words, and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from uuid import UUID

import structlog
from eventsourcing.persistence import Notification, StoredEvent
from sqlalchemy import Connection

from triage.request.help_request import HelpRequest
from triage.store.events.recorder import LogRecorder, was_damaged
from triage.store.events.sealing import SealingMapper

LOG = structlog.get_logger()
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
        """Every request of the batch, in the state in which the batch leaves it.

        One whose first event was damaged is not among them.
        """
        streams: dict[UUID, list[Notification]] = {}
        for event in batch:
            assert isinstance(event.originator_id, UUID)
            streams.setdefault(event.originator_id, []).append(event)
        found = [self._after(connection, each, streams[each]) for each in streams]
        return [each for each in found if each is not None]

    def _after(
        self, connection: Connection, request_id: UUID, stream: Sequence[Notification]
    ) -> HelpRequest | None:
        first = stream[0].originator_version
        known = self._requests.pop(request_id, None)
        if known is None or not first - 1 <= known.version <= stream[-1].originator_version:
            known = _folded(connection, request_id, first - 1)
        known = _gone_on(connection, known, stream)
        if known is None:
            return None
        self._requests[request_id] = known
        if len(self._requests) > REMEMBERED_REQUESTS:
            self._requests.popitem(last=False)
        return known


def _folded(connection: Connection, request_id: UUID, version: int) -> HelpRequest | None:
    if not version:
        return None
    before = LogRecorder(connection).select_events(request_id, lte=version)
    return folded_without_words(connection, before)


def folded_without_words(
    connection: Connection, stream: Iterable[StoredEvent]
) -> HelpRequest | None:
    """The request that these events make, as far as it can be told without any key.

    It stands as it stood before the first that was damaged; None where nothing was before.
    """
    return _gone_on(connection, None, stream)


def _gone_on(
    connection: Connection, request: HelpRequest | None, stream: Iterable[StoredEvent]
) -> HelpRequest | None:
    for stored in stream:
        version = stored.originator_version
        if request is not None and version <= request.version:
            continue
        try:
            request = MAPPER.to_domain_event(stored).mutate(request)
        except Exception:
            # What another release has written must not be passed over, what was damaged must.
            if not was_damaged(connection, stored):
                raise
            LOG.error("event-damaged", request_id=str(stored.originator_id), version=version)
            break
    return request
