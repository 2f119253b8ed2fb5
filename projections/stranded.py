"""Which open requests lie with a unit, or are offered to one, that the catalogue has no more?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from projections.following import Follower
from projections.queue import QueueModel
from triage.store.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """How many open requests lie with a unit that is gone, and how many of them are in hand."""

    unit: str
    open: int
    in_hand: int


class StrandedRequests:
    """Reads the queue for the service's own sweep and for who publishes, so nothing is logged."""

    def __init__(self, follower: Follower, queue: QueueModel, shelf: Shelf) -> None:
        self._follower = follower
        self._queue = queue
        self._shelf = shelf

    @property
    def name(self) -> str:
        """The name of the read model."""
        return self._queue.name

    def some(self, limit: int) -> list[UUID]:
        """Up to `limit` of them, as far as the queue has followed the log."""
        table = self._queue.table
        with self._follower.reading(self._queue) as connection:
            rows = select(table.c.request_id).where(self._is_stranded(connection, table))
            return list(connection.scalars(rows.order_by(table.c.request_id).limit(limit)))

    def by_unit(self) -> list[Stranded]:
        """How many there are, by the code of the unit that has them."""
        self.follow()
        table = self._queue.table
        with self._follower.reading(self._queue) as connection:
            rows = connection.execute(
                select(table.c.unit, table.c.claimed_by, func.count())
                .where(self._is_stranded(connection, table))
                .group_by(table.c.unit, table.c.claimed_by)
            ).all()
        found, in_hand = Counter[str](), Counter[str]()
        for unit, claimed_by, number in rows:
            found[unit] += number
            in_hand[unit] += number if claimed_by else 0
        return [Stranded(unit=each, open=found[each], in_hand=in_hand[each]) for each in found]

    def follow(self) -> None:
        """Bring the queue up to date, however far behind it is."""
        while self._follower.follow(self._queue):
            pass

    def _is_stranded(self, connection: Connection, table: Table) -> ColumnElement[bool]:
        units = sorted(self._shelf.current(connection).units)
        is_gone = or_(table.c.unit.not_in(units), table.c.offered_to.not_in(units))
        return table.c.ended.is_(False) & is_gone
