"""Which open requests lie with a unit that is gone or has nobody for them, or with who left?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, false, func, or_, select, tuple_

from projections.machinery.following import Follower
from projections.views.queue.waiting import QueueModel
from triage.actors import Role
from triage.catalogue import Catalogue
from triage.store.records import absences, staff
from triage.store.records.catalogue_store import CatalogueStore
from triage.store.records.staff import Account
from triage.time.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """How many open requests lie with a unit that is gone, and how many of them are in hand."""

    unit: str
    open: int
    in_hand: int


class StrandedRequests:
    """Reads the queue for the service's own sweep and for who publishes, so nothing is logged."""

    def __init__(self, follower: Follower, queue: QueueModel, catalogues: CatalogueStore) -> None:
        self._follower = follower
        self._queue = queue
        self._catalogues = catalogues

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

    def left_behind(self, limit: int) -> list[tuple[UUID, str]]:
        """Up to `limit` open requests that somebody holds who can't go on with them, and who."""
        table = self._queue.table
        held = table.c.ended.is_(False) & table.c.claimed_by.is_not(None)
        with self._follower.reading(self._queue) as connection:
            accounts = {each.username: each for each in staff.everybody(connection)}
            pairs = connection.execute(
                select(table.c.unit, table.c.claimed_by).where(held).distinct()
            )
            lost = [pair for pair in pairs if not _may_hold(accounts.get(pair[1]), pair[0])]
            if not lost:
                return []
            theirs = tuple_(table.c.unit, table.c.claimed_by).in_([tuple(each) for each in lost])
            rows = select(table.c.request_id, table.c.claimed_by).where(held, theirs)
            found = connection.execute(rows.order_by(table.c.request_id).limit(limit))
            return [(row.request_id, row.claimed_by) for row in found]

    def uncovered(self, limit: int, now: datetime) -> list[UUID]:
        """Up to `limit` that wait, or are offered, where everybody may be away on this day."""
        table, day = self._queue.table, local_day(now)
        with self._follower.reading(self._queue) as connection:
            catalogue = self._catalogues.current(connection)
            cover = absences.cover_on(connection, day, catalogue)
            if not cover.away:
                return []
            kept_from = {
                unit: [table.c.recused.like(f"% {each} %") for each in names]
                for unit, names in sorted(cover.at_work.items())
                if unit != catalogue.intake_unit
            }
            lies_there, is_offered_there = (
                or_(false(), *(and_(column == unit, *kept) for unit, kept in kept_from.items()))
                for column in (table.c.unit, table.c.offered_to)
            )
            held = table.c.claimed_by
            lies = or_(held.is_(None), held.in_(sorted(cover.away))) & lies_there
            waits = ~table.c.answered & ~table.c.escalated & lies
            rows = select(table.c.request_id).where(~table.c.ended, waits | is_offered_there)
            return list(connection.scalars(rows.order_by(table.c.request_id).limit(limit)))

    def by_unit(self) -> list[Stranded]:
        """How many lie with a unit that is gone, by its code."""
        self.follow()
        table = self._queue.table
        with self._follower.reading(self._queue) as connection:
            rows = connection.execute(
                select(table.c.unit, table.c.claimed_by, func.count())
                .where(_is_gone(self._catalogues.current(connection), table))
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
        catalogue, at_work = self._catalogues.current(connection), staff.workers(connection)
        nobody_left = [
            and_(table.c.unit == unit, *(table.c.recused.like(f"% {each} %") for each in workers))
            for unit in sorted(catalogue.units)
            for workers in [at_work.get(unit, frozenset())]
            if unit != catalogue.intake_unit
        ]
        lies = table.c.claimed_by.is_(None) & or_(false(), *nobody_left)
        return or_(_is_gone(catalogue, table), table.c.ended.is_(False) & lies)


def _is_gone(catalogue: Catalogue, table: Table) -> ColumnElement[bool]:
    units = sorted(catalogue.units)
    is_gone = or_(table.c.unit.not_in(units), table.c.offered_to.not_in(units))
    return table.c.ended.is_(False) & is_gone


def _may_hold(account: Account | None, unit: str) -> bool:
    """Whether who holds a request of the unit still reads it; a worker does by the unit alone."""
    if account is None or not account.active:
        return False
    if account.role is Role.WORKER:
        return unit in account.units
    return account.role in (Role.COORDINATOR, Role.DUTY)
