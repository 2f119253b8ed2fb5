"""Of which requests is the retention over, and what holds which of them back?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from triage.errors.requests import RequestDamaged
from triage.evidence.access_log import read_until
from triage.request.events import Closed, Erased
from triage.request.retention import Hold, destroyed_on, hold_of, retention_ground
from triage.store.database.engine import Database
from triage.store.events.sealing import SealingMapper
from triage.store.events.streams import folded, stream
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.core_tables import events
from triage.time.calendar import local_day
from triage.time.retention import RetentionRules

# A service in use is read every day; after such a silence the clock may be wrong.
SILENCE_AT_MOST = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOver:
    """A request whose retention is over, by reference, with the ground and both days.

    `hold` is what keeps it from being destroyed all the same; None where nothing does.
    """

    request_id: UUID
    reference: str
    ground: str
    closed_on: date
    destroyed_on: date
    hold: Hold | None


def requests_over(
    database: Database, ring: KeyRing, rules: RetentionRules, today: date
) -> Iterator[RequestOver]:
    """Those whose day has come, by request; what is damaged is left to who mends it."""
    with database.lasting.connect() as connection:
        erased = select(events.c.request_id).where(events.c.topic == Erased.TOPIC)
        closed = select(events.c.request_id).where(events.c.topic == Closed.TOPIC)
        waiting = connection.scalars(closed.except_(erased).order_by("request_id")).all()
    for request_id in waiting:
        found = _over(database, ring, rules, request_id)
        if found is not None and today >= found.destroyed_on:
            yield found


def _over(
    database: Database, ring: KeyRing, rules: RetentionRules, request_id: UUID
) -> RequestOver | None:
    """A request that has its day."""
    try:
        with database.lasting.connect() as connection:
            request = folded(stream(connection, ring, request_id)[1])
    except RequestDamaged:
        return None
    day = destroyed_on(request, rules)
    if day is None or request.closed_at is None:
        return None
    return RequestOver(
        request_id=request_id,
        reference=request.reference,
        ground=retention_ground(request),
        closed_on=local_day(request.closed_at),
        destroyed_on=day,
        hold=hold_of(request),
    )


def destroyed_by_day(database: Database) -> Mapping[tuple[date, str], int]:
    """How many requests were destroyed because their retention was over, by day and ground.

    The log itself tells: an event is written with each of them.
    """
    number: Counter[tuple[date, str]] = Counter()
    mapper = SealingMapper()
    with database.lasting.connect() as connection:
        for row in connection.execute(select(events).where(events.c.topic == Erased.TOPIC)):
            stored = StoredEvent(row.request_id, row.version, row.topic, row.state)
            event = mapper.to_domain_event(stored)
            if isinstance(event, Erased) and event.ground is not None:
                number[local_day(event.timestamp), event.ground] += 1
    return number


def silent_since(database: Database, now: datetime) -> datetime | None:
    """Since when nobody has read anything, where that is too long ago to believe the clock."""
    with database.lasting.connect() as connection:
        last_at = read_until(connection, of_all=False)
    is_long_ago = last_at is not None and now - last_at > SILENCE_AT_MOST
    return last_at if is_long_ago else None
