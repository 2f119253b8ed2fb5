"""Who is on duty, now and soon, and which hours has nobody? For who plans it, and who keeps it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.desk.rota import PLANNING, READING
from triage.notices.on_duty import (
    Shift,
    Watch,
    uncovered,
    wanted_hours,
    watches,
)
from triage.permission import may
from triage.store.records import shifts

PAST_AT_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftShown:
    """A shift, and at which of its hours somebody else keeps it, or nobody."""

    shift: Shift
    instead: Sequence[Watch]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaShown:
    """The rota as its viewer may see it.

    `now`: who keeps what at this moment. `uncovered`: the hours of the next 14 days that nobody
    keeps, by unit. `past`: what is over or was taken back, for who plans.
    """

    now: Sequence[Watch]
    items: Sequence[ShiftShown]
    uncovered: Sequence[Watch]
    past: Sequence[Shift]


@dataclass(frozen=True, kw_only=True)
class RotaPlan(Question[RotaShown], permission=READING, action="rota"):
    """The shifts that go on or come: the coordinator reads all, others those of their units.

    Hours count as uncovered in the duty's unit round the clock, and in another unit that has any
    shift in opening hours.
    """

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[RotaShown]:
        with models.database.reads.connect() as connection:
            catalogue = models.catalogues.current(connection)
            plans = may(actor, PLANNING)
            seen = catalogue.county_units if plans else actor.units
            shown = _shown(connection, catalogue, seen, now)
            past = shifts.past(connection, now, PAST_AT_MOST) if plans else ()
        return Answered(
            value=RotaShown(
                now=[e for each in shown for e in _kept_at(each, now)],
                items=[ShiftShown(shift=each.shift, instead=_others(each)) for each in shown],
                uncovered=_uncovered(shown, catalogue, seen, now),
                past=past,
            ),
            ground=str(actor.role),
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    shift: Shift
    watches: Sequence[Watch]


def _shown(
    connection: Connection, catalogue: Catalogue, units: Collection[str], now: datetime
) -> list[_Kept]:
    members = shifts.members(connection, catalogue)
    cover_on = shifts.cover_by_day(connection, catalogue)
    return [
        _Kept(shift, watches(shift, cover_on, members))
        for shift in shifts.coming(connection, now)
        if shift.unit in units
    ]


def _kept_at(kept: _Kept, now: datetime) -> list[Watch]:
    return [each for each in kept.watches if each.username and each.from_at <= now < each.until_at]


def _others(kept: _Kept) -> list[Watch]:
    return [each for each in kept.watches if each.username != kept.shift.username]


def _uncovered(
    shown: Sequence[_Kept], catalogue: Catalogue, units: Collection[str], now: datetime
) -> list[Watch]:
    planned = {each.shift.unit for each in shown}
    if catalogue.duty_configured and catalogue.duty_unit and catalogue.duty_unit in units:
        planned.add(catalogue.duty_unit)
    found = []
    for unit in sorted(planned):
        kept = [e for each in shown if each.shift.unit == unit for e in each.watches]
        for hours in uncovered(wanted_hours(unit, now, catalogue), kept):
            found.append(
                Watch(unit=unit, username=None, from_at=hours.from_at, until_at=hours.until_at)
            )
    return found
