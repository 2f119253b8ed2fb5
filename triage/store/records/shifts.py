"""Which shifts are on the rota, and who is on duty by them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from triage.actors import Role
from triage.catalogue import Catalogue
from triage.notices.on_duty import CoverOn, Members, Shift, Watch, on_duty, watches
from triage.request.cover import Cover
from triage.store.database.tagged_rows import change_rows, insert_row, true_row, true_rows
from triage.store.records import absences, staff
from triage.store.tables.shift_tables import shifts

TABLE = shifts


def add(connection: Connection, shift: Shift) -> None:
    row = {each.name: getattr(shift, each.name) for each in fields(shift)}
    insert_row(connection, TABLE, row)


def end(connection: Connection, shift_id: UUID, now: datetime, username: str) -> None:
    """End a shift. Who ended it first stays, and one that is over is not changed."""
    goes_on = (TABLE.c.ended_at.is_(None), TABLE.c.until_at > now)
    ended = {"ended_at": now, "ended_by": username}
    change_rows(connection, TABLE, ended, TABLE.c.id == shift_id, *goes_on)


def find(connection: Connection, shift_id: UUID) -> Shift | None:
    row = true_row(connection, select(TABLE).where(TABLE.c.id == shift_id), TABLE)
    return None if row is None else _shift(row)


def same(connection: Connection, shift: Shift) -> Shift | None:
    """One that says the same and goes on: the form was sent twice."""
    alike = (TABLE.c.unit, TABLE.c.username, TABLE.c.from_at, TABLE.c.until_at)
    values = (shift.unit, shift.username, shift.from_at, shift.until_at)
    conditions = (column == value for column, value in zip(alike, values, strict=True))
    rows = select(TABLE).where(TABLE.c.ended_at.is_(None), *conditions)
    row = true_row(connection, rows, TABLE)
    return None if row is None else _shift(row)


def coming(connection: Connection, now: datetime) -> Sequence[Shift]:
    """Those that go on or come, by when they begin."""
    goes_on = (TABLE.c.ended_at.is_(None), TABLE.c.until_at > now)
    rows = select(TABLE).where(*goes_on).order_by(TABLE.c.from_at, TABLE.c.username)
    return [_shift(row) for row in true_rows(connection, rows, TABLE)]


def past(connection: Connection, now: datetime, limit: int) -> Sequence[Shift]:
    """Those that are over or were taken back, as long as they are kept; the latest first."""
    is_over = TABLE.c.ended_at.is_not(None) | (TABLE.c.until_at <= now)
    rows = select(TABLE).where(is_over).order_by(TABLE.c.from_at.desc(), TABLE.c.planned_at.desc())
    return [_shift(row) for row in true_rows(connection, rows.limit(limit), TABLE)]


def members(connection: Connection, catalogue: Catalogue) -> Members:
    """Who may be on duty: in the duty's unit its role, elsewhere those who take requests."""
    found: dict[str, set[str]] = {}
    for each in staff.everybody(connection):
        for unit in each.units if each.active else ():
            is_duty = unit == catalogue.duty_unit
            if each.role is Role.DUTY if is_duty else each.role in staff.TAKES_REQUESTS:
                found.setdefault(unit, set()).add(each.username)
    return found


def cover_by_day(connection: Connection, catalogue: Catalogue) -> CoverOn:
    """Who is away on a day, asked once for each."""

    @cache
    def cover_on(day: date) -> Cover:
        return absences.cover_on(connection, day, catalogue)

    return cover_on


def kept(connection: Connection, catalogue: Catalogue, planned: Sequence[Shift]) -> Sequence[Watch]:
    """Who keeps these shifts."""
    who, cover_on = members(connection, catalogue), cover_by_day(connection, catalogue)
    return [each for shift in planned for each in watches(shift, cover_on, who)]


def on_duty_at(
    connection: Connection, now: datetime, catalogue: Catalogue
) -> Mapping[str, frozenset[str]]:
    """Who is on duty at a moment, by unit."""
    begun = [each for each in coming(connection, now) if each.from_at <= now]
    return on_duty(kept(connection, catalogue, begun), now) if begun else {}


def _shift(row: Row[Any]) -> Shift:
    return Shift(**{each.name: row._mapping[each.name] for each in fields(Shift)})
