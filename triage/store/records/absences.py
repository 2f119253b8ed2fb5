"""Who is away, from which day to which, and who stands in?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from triage.actors import Role
from triage.catalogue import Catalogue
from triage.request.cover import NOBODY_AWAY, Absent, Cover, Substitute, cover_of
from triage.store.database.tagged_rows import change_rows, insert_row, true_row, true_rows
from triage.store.records import staff
from triage.store.tables.absence_tables import absences

TABLE = absences
GOES_ON = TABLE.c.ended_at.is_(None)
# Nothing needs it any longer: who read on which ground stands in the access log.
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody's absence. Both days are included; `ended_at` where they came back earlier."""

    id: UUID
    username: str
    from_on: date
    until_on: date
    substitute: str
    recorded_at: datetime
    recorded_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None

    def is_over(self, day: date) -> bool:
        return self.ended_at is not None or self.until_on < day


def add(connection: Connection, absence: Absence) -> None:
    row = {each.name: getattr(absence, each.name) for each in fields(absence)}
    insert_row(connection, TABLE, row)


def end(connection: Connection, absence_id: UUID, now: datetime, username: str) -> None:
    """End an absence. Who ended it first stays."""
    ended = {"ended_at": now, "ended_by": username}
    change_rows(connection, TABLE, ended, TABLE.c.id == absence_id, GOES_ON)


def find(connection: Connection, absence_id: UUID) -> Absence | None:
    row = true_row(connection, select(TABLE).where(TABLE.c.id == absence_id), TABLE)
    return None if row is None else _absence(row)


def overlapping(
    connection: Connection, username: str, from_on: date, until_on: date
) -> Absence | None:
    """An absence of this person that goes on and has a day in common with these."""
    meets = (TABLE.c.from_on <= until_on, TABLE.c.until_on >= from_on)
    of_them = select(TABLE).where(TABLE.c.username == username, GOES_ON, *meets)
    row = true_row(connection, of_them.order_by(TABLE.c.from_on), TABLE)
    return None if row is None else _absence(row)


def coming(
    connection: Connection, day: date, *, concerning: str | None = None
) -> Sequence[Absence]:
    """What goes on or comes, by its first day; `concerning`: whose it is, or who stands in."""
    of_one: list[ColumnElement[bool]] = []
    if concerning is not None:
        of_one = [or_(TABLE.c.username == concerning, TABLE.c.substitute == concerning)]
    query = select(TABLE).where(GOES_ON, TABLE.c.until_on >= day, *of_one)
    in_order = query.order_by(TABLE.c.from_on, TABLE.c.username)
    return [_absence(row) for row in true_rows(connection, in_order, TABLE)]


def past(connection: Connection, username: str, day: date) -> Sequence[Absence]:
    """What of this person's absences is over, as long as it is kept; the latest first."""
    is_over = or_(TABLE.c.ended_at.is_not(None), TABLE.c.until_on < day)
    of_them = select(TABLE).where(TABLE.c.username == username, is_over)
    latest_first = of_them.order_by(TABLE.c.from_on.desc(), TABLE.c.recorded_at.desc())
    return [_absence(row) for row in true_rows(connection, latest_first, TABLE)]


def cover_on(connection: Connection, day: date, catalogue: Catalogue) -> Cover:
    """Who is away on this day, and who stands in; a coordinator does in the county's units only."""
    meets = (GOES_ON, TABLE.c.from_on <= day, TABLE.c.until_on >= day)
    rows = list(true_rows(connection, select(TABLE).where(*meets), TABLE))
    if not rows:
        return NOBODY_AWAY
    absent = [
        Absent(username=row.username, until_on=row.until_on, substitute=row.substitute)
        for row in rows
    ]
    everybody = [each for each in staff.everybody(connection) if each.active]
    substitutes = {
        each.username: Substitute(username=each.username, units=_stands_in_at(each, catalogue))
        for each in everybody
        if each.role in staff.HAS_REQUESTS
    }
    return cover_of(absent, substitutes, staff.workers(connection))


def _stands_in_at(account: staff.Account, catalogue: Catalogue) -> frozenset[str]:
    units = frozenset(account.units)
    return units | catalogue.county_units if account.role is Role.COORDINATOR else units


def _absence(row: Row[Any]) -> Absence:
    return Absence(**{each.name: row._mapping[each.name] for each in fields(Absence)})
