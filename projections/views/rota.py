"""How are the shifts of the rota kept, and which hours has nobody?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from triage.catalogue import Catalogue
from triage.notices.on_duty import ONE_DAY, Shift, Watch, uncovered, wanted_hours, watches
from triage.store.records import shifts
from triage.time.calendar import end_of_day, local_day


@dataclass(frozen=True, slots=True)
class Kept:
    """A shift, and who keeps which of its hours."""

    shift: Shift
    watches: Sequence[Watch]


def kept_shifts(
    connection: Connection, catalogue: Catalogue, units: Collection[str], now: datetime
) -> list[Kept]:
    """The shifts of these units that go on or come, in order."""
    members = shifts.members(connection, catalogue)
    cover_on = shifts.cover_by_day(connection, catalogue)
    return [
        Kept(shift, watches(shift, cover_on, members))
        for shift in shifts.coming(connection, now)
        if shift.unit in units
    ]


def uncovered_hours(
    kept: Sequence[Kept], catalogue: Catalogue, units: Collection[str], now: datetime
) -> list[Watch]:
    """The hours of the next 14 days that nobody keeps, by unit."""
    planned = {each.shift.unit for each in kept}
    if catalogue.duty_configured and catalogue.duty_unit and catalogue.duty_unit in units:
        planned.add(catalogue.duty_unit)
    found = []
    for unit in sorted(planned):
        of_unit = [e for each in kept if each.shift.unit == unit for e in each.watches]
        for hours in uncovered(wanted_hours(unit, now, catalogue), of_unit):
            found.append(
                Watch(unit=unit, username=None, from_at=hours.from_at, until_at=hours.until_at)
            )
    return found


def uncovered_soon(connection: Connection, catalogue: Catalogue, now: datetime) -> list[Watch]:
    """What begins today or tomorrow without anybody; nothing in a county that keeps no rota."""
    units = catalogue.county_units
    kept = kept_shifts(connection, catalogue, units, now)
    if not kept and not shifts.past(connection, now, 1):
        return []
    ends_at = end_of_day(local_day(now) + ONE_DAY)
    found = uncovered_hours(kept, catalogue, units, now)
    return sorted((e for e in found if e.from_at < ends_at), key=lambda each: each.from_at)
