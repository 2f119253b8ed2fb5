"""Who may record that somebody is away, and who then stands in?

A worker for themself, the coordinator for anybody. Why somebody is away is asked nowhere. What an
absence does to requests stands in `triage.request.cover`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from triage.actors import Actor, Role
from triage.catalogue import Catalogue
from triage.errors.absences import (
    AbsenceDaysNotFit,
    AbsenceOverlaps,
    SubstituteNotFit,
    SubstituteRecordsIt,
)
from triage.errors.requests import NotAllowed, RequestUnknown, UnknownWorker
from triage.evidence.access_log import Read, write_read
from triage.evidence.denials import denials_logged
from triage.permission import may, require
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.records import absences, staff
from triage.store.records.absences import Absence
from triage.store.records.catalogue_store import CatalogueStore
from triage.time.calendar import local_day

RECORDING: Final = "absence:record"
OF_ANYBODY: Final = "absence:record-of-anybody"
# Whoever is away for longer hands over what they have.
AT_MOST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From which local day to which, both included."""

    from_on: date
    until_on: date


class Absences:
    """Records and ends absences; every act leaves a row in the access log."""

    def __init__(
        self,
        *,
        writer: Writer,
        catalogues: CatalogueStore,
        clock: Callable[[], datetime],
        demo_allowed: bool,
    ) -> None:
        self._writer = writer
        self._catalogues = catalogues
        self._clock = clock
        self._demo_allowed = demo_allowed

    async def record(
        self, absence_id: UUID, username: str, days: Days, substitute: str, actor: Actor
    ) -> Absence:
        """Let somebody be away on these days.

        Raises:
            NotAllowed: the role never may, or it is somebody else's absence.
            AbsenceDaysNotFit
            UnknownWorker: nobody of that name has requests.
            SubstituteNotFit
            SubstituteRecordsIt: it would open to the actor what a colleague holds.
            AbsenceOverlaps
        """
        now = self._clock()
        async with denials_logged(self._writer, [actor], at=now, action="absence"):
            _require_of(actor, username)
        if substitute == actor.username != username:
            raise SubstituteRecordsIt()
        _require_fit(days, local_day(now))
        absence = Absence(
            id=absence_id,
            username=username,
            from_on=days.from_on,
            until_on=days.until_on,
            substitute=substitute,
            recorded_at=now,
            recorded_by=actor.username or "",
        )

        def recorded(unit: UnitOfWork) -> None:
            connection = unit.connection
            self._require_substitute(unit, username, substitute)
            if absences.overlapping(connection, username, days.from_on, days.until_on):
                raise AbsenceOverlaps()
            absences.add(connection, absence)
            write_read(unit, _act(actor, "absence", username, now))

        await self._writer.write(recorded)
        return absence

    async def end(self, absence_id: UUID, actor: Actor) -> None:
        """Let somebody be back from this moment on. One that is over already stays as it is.

        Raises:
            NotAllowed
            RequestUnknown: there is none of this id, or it is not the actor's to end.
        """
        now, username = self._clock(), actor.username or ""
        async with denials_logged(self._writer, [actor], at=now, action="absence-end"):
            require(actor, RECORDING)

        def ended(unit: UnitOfWork) -> None:
            found = absences.find(unit.connection, absence_id)
            if found is None or not (found.username == username or may(actor, OF_ANYBODY)):
                raise RequestUnknown()
            absences.end(unit.connection, absence_id, now, username)
            write_read(unit, _act(actor, "absence-end", found.username, now))

        await self._writer.write(ended)

    def _require_substitute(self, unit: UnitOfWork, username: str, substitute: str) -> None:
        absent, other = (self._holder(unit.connection, each) for each in (username, substitute))
        if absent is None:
            raise UnknownWorker(worker=username)
        if other is None or not fits(absent, other, self._catalogues.in_force(unit)):
            raise SubstituteNotFit()

    def _holder(self, connection: Connection, username: str) -> staff.Account | None:
        account = staff.find(connection, username)
        if account is None or account.role not in staff.HAS_REQUESTS:
            return None
        return account if account.may_work(demo_allowed=self._demo_allowed) else None


def fits(absent: staff.Account, substitute: staff.Account, catalogue: Catalogue) -> bool:
    """Whether the one may have what the other holds.

    Of a unit of both; or the coordinator, for who works for the county, and no partner's worker.
    """
    if substitute.username == absent.username:
        return False
    if substitute.role is Role.COORDINATOR and not catalogue.county_units.isdisjoint(absent.units):
        return True
    is_duty = (each.role is Role.DUTY for each in (absent, substitute))
    return len(set(is_duty)) == 1 and bool({*absent.units} & {*substitute.units})


def _require_of(actor: Actor, username: str) -> None:
    require(actor, RECORDING)
    if username != actor.username and not may(actor, OF_ANYBODY):
        raise NotAllowed(role=str(actor.role), permission=OF_ANYBODY)


def _require_fit(days: Days, today: date) -> None:
    if not days.from_on <= days.until_on or days.until_on < today:
        raise AbsenceDaysNotFit()
    if days.until_on - max(days.from_on, today) > AT_MOST or days.from_on > today + AT_MOST:
        raise AbsenceDaysNotFit()


def _act(actor: Actor, action: str, of_whom: str, now: datetime) -> Read:
    return Read(at=now, actor=actor, action=action, ground=str(actor.role), concerning=of_whom)
