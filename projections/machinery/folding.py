"""In which state do the next events leave a stream? Folded without its words, and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import structlog
from eventsourcing.persistence import Notification, StoredEvent
from sqlalchemy import Connection

from triage.store.events.recorder import LogRecorder, was_damaged
from triage.store.events.sealing import SealingMapper

LOG = structlog.get_logger()
REMEMBERED_STREAMS = 4_000
MAPPER = SealingMapper()


class Folded:
    """A cache of streams folded without their words, for the read models that follow the log.

    Events never change, so folding can continue from any cached state that is not too new. Hold
    `lock` while using a state: the next events change it in place.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._streams: OrderedDict[UUID, Any] = OrderedDict()

    def after(self, connection: Connection, batch: Sequence[Notification]) -> list[Any]:
        """Every stream of the batch, in the state in which the batch leaves it.

        One whose first event was damaged is not among them.
        """
        of_each: dict[UUID, list[Notification]] = {}
        for event in batch:
            assert isinstance(event.originator_id, UUID)
            of_each.setdefault(event.originator_id, []).append(event)
        found = [self._after(connection, each, of_each[each]) for each in of_each]
        return [each for each in found if each is not None]

    def _after(
        self, connection: Connection, stream_id: UUID, stream: Sequence[Notification]
    ) -> Any | None:
        first = stream[0].originator_version
        known = self._streams.pop(stream_id, None)
        if known is None or not first - 1 <= known.version <= stream[-1].originator_version:
            known = _folded(connection, stream_id, first - 1)
        known = _gone_on(connection, known, stream)
        if known is None:
            return None
        self._streams[stream_id] = known
        if len(self._streams) > REMEMBERED_STREAMS:
            self._streams.popitem(last=False)
        return known


def _folded(connection: Connection, stream_id: UUID, version: int) -> Any | None:
    if not version:
        return None
    before = LogRecorder(connection).select_events(stream_id, lte=version)
    return folded_without_words(connection, before)


def folded_without_words(connection: Connection, stream: Iterable[StoredEvent]) -> Any | None:
    """The state that these events make, as far as it can be told without any key.

    It ends before the first damaged event; None where that is the first of all.
    """
    return _gone_on(connection, None, stream)


def _gone_on(
    connection: Connection, state: Any | None, stream: Iterable[StoredEvent]
) -> Any | None:
    for stored in stream:
        version = stored.originator_version
        if state is not None and version <= state.version:
            continue
        try:
            state = MAPPER.to_domain_event(stored).mutate(state)
        except Exception:
            # What another release has written must not be passed over, what was damaged must.
            if not was_damaged(connection, stored):
                raise
            LOG.error("event-damaged", request_id=str(stored.originator_id), version=version)
            break
    return state
