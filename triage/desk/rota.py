"""Who plans the rota: who is on duty in a unit, from when to when?

The coordinator does, for the county's units. Who keeps a shift on a day of absence stands in
`triage.notices.on_duty`; whom it tells first in `triage.notices.people`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from triage.actors import Actor
from triage.errors.requests import RequestUnknown, UnknownUnit
from triage.errors.rota import AwayOnShift, NotOnRota, ShiftTimesNotFit
from triage.evidence.access_log import Read, write_read
from triage.evidence.denials import denials_logged
from triage.notices.on_duty import Shift
from triage.permission import require
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.records import shifts
from triage.store.records.catalogue_store import CatalogueStore

PLANNING: Final = "rota:plan"
READING: Final = "rota:read"
LONGEST: Final = timedelta(days=7)
AHEAD_AT_MOST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Who is to be on duty in a unit, from one moment up to another.

    `although_away`: it is known that they are away on some of these days.
    """

    unit: str
    username: str
    from_at: datetime
    until_at: datetime
    although_away: bool = False


class Rota:
    """Plans and ends shifts; every act leaves a row in the access log."""

    def __init__(
        self, *, writer: Writer, catalogues: CatalogueStore, clock: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._catalogues = catalogues
        self._clock = clock

    async def plan(self, shift_id: UUID, planned: Planned, actor: Actor) -> Shift:
        """Put a shift on the rota; the same one again is the one that stands.

        Raises:
            NotAllowed
            ShiftTimesNotFit
            UnknownUnit: there is none of this code in the county.
            NotOnRota
            AwayOnShift: and it was not said to be known.
        """
        now = self._clock()
        async with denials_logged(self._writer, [actor], at=now, action="shift"):
            require(actor, PLANNING)
        _require_fit(planned, now)
        shift = Shift(
            id=shift_id,
            unit=planned.unit,
            username=planned.username,
            from_at=planned.from_at,
            until_at=planned.until_at,
            planned_at=now,
            planned_by=actor.username or "",
        )

        def kept(unit: UnitOfWork) -> Shift:
            self._require_member(unit, shift, although_away=planned.although_away)
            stands = shifts.same(unit.connection, shift)
            if stands is not None:
                return stands
            shifts.add(unit.connection, shift)
            write_read(unit, _act(actor, "shift", shift, now))
            return shift

        return await self._writer.write(kept)

    async def end(self, shift_id: UUID, actor: Actor) -> None:
        """Take a shift back, or let it end now. One that is over stays as it is.

        Raises:
            NotAllowed
            RequestUnknown: there is none of this id.
        """
        now = self._clock()
        async with denials_logged(self._writer, [actor], at=now, action="shift-end"):
            require(actor, PLANNING)

        def ended(unit: UnitOfWork) -> None:
            found = shifts.find(unit.connection, shift_id)
            if found is None:
                raise RequestUnknown()
            shifts.end(unit.connection, shift_id, now, actor.username or "")
            write_read(unit, _act(actor, "shift-end", found, now))

        await self._writer.write(ended)

    def _require_member(self, unit: UnitOfWork, shift: Shift, *, although_away: bool) -> None:
        catalogue = self._catalogues.in_force(unit)
        if shift.unit not in catalogue.county_units:
            raise UnknownUnit(unit=shift.unit)
        if shift.username not in shifts.members(unit.connection, catalogue).get(shift.unit, ()):
            raise NotOnRota()
        kept = shifts.kept(unit.connection, catalogue, [shift])
        if not although_away and any(each.username != shift.username for each in kept):
            raise AwayOnShift()


def _require_fit(planned: Planned, now: datetime) -> None:
    length = planned.until_at - planned.from_at
    if not timedelta() < length <= LONGEST:
        raise ShiftTimesNotFit()
    if planned.until_at <= now or planned.from_at > now + AHEAD_AT_MOST:
        raise ShiftTimesNotFit()


def _act(actor: Actor, action: str, shift: Shift, now: datetime) -> Read:
    return Read(
        at=now,
        actor=actor,
        action=action,
        ground=str(actor.role),
        unit=shift.unit,
        concerning=shift.username,
    )
