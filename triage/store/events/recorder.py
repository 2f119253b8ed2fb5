"""How are events appended and read? The library's recorder interface, riding a transaction.

Positions are given out under the write lock, gapless and in the order of commits, and every row
gets its chain link in the same transaction. Why not the library's own recorders or
eventsourcing-sqlalchemy: docs/decisions/0002-our-own-recorder.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
)
from sqlalchemy import Connection, Select, func, select

from triage.store.database.direct import insert_rows
from triage.store.database.hash_chain import GENESIS, chain_end, next_link
from triage.store.database.row_tags import tags_of
from triage.store.database.tagged_rows import true_state
from triage.store.database.unit_of_work import NewRow, UnitOfWork
from triage.store.tables.core_tables import events

HEAD = "head of the log"


class LogRecorder(ApplicationRecorder):
    """Events on one connection, inside whatever transaction its holder has begun."""

    def __init__(self, connection: Connection) -> None:
        self._held = connection

    @property
    def _connection(self) -> Connection:
        return self._held

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Append events of one request and return their positions; the holder has the write lock.

        Raises:
            IntegrityError: a version is taken; in a unit of work at its end.
        """
        if not stored_events:
            return ()
        request_id = stored_events[0].originator_id
        assert isinstance(request_id, UUID)
        position, link = self.head()
        rows: list[NewRow] = []
        for each in stored_events:
            position += 1
            link = link_of(link, position, each)
            rows.append(
                {
                    "position": position,
                    "request_id": each.originator_id,
                    "version": each.originator_version,
                    "topic": each.topic,
                    "state": each.state,
                    "link": link,
                }
            )
        self._append(rows, request_id)
        return range(position - len(rows) + 1, position + 1)

    def _append(self, rows: list[NewRow], _request_id: UUID) -> None:
        tags = tags_of(self._connection)
        insert_rows(self._connection, events, [tags.tagged(events, row) for row in rows])

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        version = events.c.version
        query = select(events).where(events.c.request_id == originator_id)
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version).limit(limit)
        return true_events(self._connection, query)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = (start or 0) - (1 if inclusive_of_start else 0)
        query = select(events).where(events.c.position > after)
        if stop is not None:
            query = query.where(events.c.position <= stop)
        if topics:
            query = query.where(events.c.topic.in_(topics))
        tags = tags_of(self._connection)
        rows = self._connection.execute(query.order_by(events.c.position).limit(limit))
        return [
            Notification(
                row.request_id,
                row.version,
                row.topic,
                true_state(tags, row._mapping),
                row.position,
            )
            for row in rows
        ]

    def max_notification_id(self) -> int | None:
        return self.head()[0] or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        """Read models pull (see projections.machinery.following); nothing here pushes."""
        raise NotImplementedError("read models pull by position")

    def head(self) -> tuple[int, bytes]:
        """The last position and link; (0, GENESIS) of an empty log."""
        return chain_end(self._connection, events.fullname)


class UnitRecorder(LogRecorder):
    """Events in a unit of work: what is appended goes to the database with the rest of it."""

    def __init__(self, unit: UnitOfWork) -> None:
        super().__init__(unit.unflushed)
        self._unit = unit

    @property
    def _connection(self) -> Connection:
        return self._unit.connection

    def _append(self, rows: list[NewRow], request_id: UUID) -> None:
        self._unit.insert(events, rows, of=request_id)
        self._unit.replace(HEAD, (rows[-1]["position"], rows[-1]["link"]))

    def head(self) -> tuple[int, bytes]:
        """The last position and link, with what waits in the unit."""
        return self._unit.once(HEAD, partial(chain_end, self._unit.unflushed, events.fullname))


def true_events(connection: Connection, query: Select[Any]) -> list[StoredEvent]:
    """The events of a query that selects whole rows; one that is not ours has no state."""
    tags = tags_of(connection)
    return [
        StoredEvent(row.request_id, row.version, row.topic, true_state(tags, row._mapping))
        for row in connection.execute(query)
    ]


def link_of(previous: bytes, position: int, stored: StoredEvent) -> bytes:
    """The chain link of one event row."""
    assert isinstance(stored.originator_id, UUID)
    return next_link(
        previous,
        position.to_bytes(8, "big"),
        stored.originator_id.bytes,
        stored.originator_version.to_bytes(8, "big"),
        stored.topic.encode(),
        stored.state,
    )


def was_damaged(connection: Connection, stored: StoredEvent) -> bool:
    """Whether this event is not what was written, or one of its request before it is gone.

    Where its link fits, it is rather the release that cannot read it.
    """
    of_request = events.c.request_id == stored.originator_id
    version = stored.originator_version
    before = select(func.count()).where(of_request, events.c.version < version)
    position = connection.scalar(
        select(events.c.position).where(of_request, events.c.version == version)
    )
    if position is None or connection.scalar(before) != version - 1:
        return True
    both = select(events.c.position, events.c.link).where(
        events.c.position.in_((position - 1, position))
    )
    links = {0: GENESIS} | {row.position: row.link for row in connection.execute(both)}
    try:
        return bool(link_of(links[position - 1], position, stored) != links[position])
    except (AttributeError, LookupError, TypeError):
        # A value of another type than any that is written.
        return True
