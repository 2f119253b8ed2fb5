"""Which requests have a key, or words, that do not open any more though nobody erased them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from triage.request.events import REQUESTS
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import stored_of
from triage.store.events.streams import UNREADABLE, opened
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import events, submissions

REQUESTS_AT_ONCE = 200
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedRequest:
    """One request, by the reference that staff know, and every place in it that does not open."""

    request_id: UUID
    reference: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"request {self.reference}: {', '.join(self.places)}"


def damaged_requests(database: Database, ring: KeyRing) -> Iterator[DamagedRequest]:
    """Open every key and every sealed blob there is; what does not open, by the requests' ids.

    A look is short, so an erasure waits for none of them.
    """
    after: UUID | None = NOBODY
    while after is not None:
        with database.reads.connect() as connection:
            page = _requests_after(connection, after)
            suspects = [each for each, _ in _places(connection, ring, page)]
        # SQLite commits the keys of an erasure a moment before its event: look at both once more.
        with database.reads.connect() as connection:
            for request_id, places in _places(connection, ring, suspects):
                reference = reference_of(connection, request_id)
                yield DamagedRequest(request_id=request_id, reference=reference, places=places)
        after = page[-1] if page else None


def reference_of(connection: Connection, request_id: UUID) -> str:
    """How people call a request; its id where its submission is not there."""
    found = select(submissions.c.reference).where(submissions.c.request_id == request_id)
    return connection.scalar(found) or str(request_id)


def _requests_after(connection: Connection, request_id: UUID) -> Sequence[UUID]:
    first_events = select(events.c.request_id).where(
        events.c.request_id > request_id,
        events.c.version == 1,
        events.c.topic.startswith(REQUESTS.prefix),
    )
    return connection.scalars(
        first_events.order_by(events.c.request_id).limit(REQUESTS_AT_ONCE)
    ).all()


def _places(
    connection: Connection, ring: KeyRing, request_ids: Sequence[UUID]
) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """Those of the requests that are damaged, each with its places."""
    for found in stored_of(connection, request_ids) if request_ids else ():
        try:
            places = opened(ring, found).damage
        except UNREADABLE:
            places = ("triage.events: an event cannot be read",)
        if places:
            yield found.keys.request_id, places
