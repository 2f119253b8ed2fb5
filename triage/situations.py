"""What does a decision look at beside the request? Who acts on which ground, who works where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from triage.actors import Actor, Role
from triage.catalogue import Catalogue
from triage.catalogue.routing import Roster, without_closed
from triage.evidence import access_log
from triage.request.commands.command import Colleague, Situation
from triage.request.cover import NOBODY_AWAY, Cover
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import standing
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.records import absences, staff
from triage.time.calendar import local_day


def situation(
    unit: UnitOfWork,
    request: HelpRequest,
    *,
    actor: Actor,
    now: datetime,
    catalogue: Catalogue,
    demo_allowed: bool,
) -> Situation:
    """Where this actor stands at this moment; accounts and absences are read from the store."""
    connection, day = unit.unflushed, local_day(now)
    asks_who_is_away = actor.role in (*staff.HAS_REQUESTS, Role.SYSTEM)
    cover = absences.cover_on(connection, day, catalogue) if asks_who_is_away else NOBODY_AWAY

    def workers_of(of_unit: str) -> frozenset[str]:
        if of_unit in catalogue.closed_units(day):
            return frozenset()
        at_work = staff.workers(connection, demo_allowed=demo_allowed)
        return at_work.get(of_unit, frozenset())

    def roster() -> Roster:
        at_work = staff.roster(connection, demo_allowed=demo_allowed)
        return without_closed(at_work, catalogue, day)

    return Situation(
        now=now,
        actor=actor,
        ground=standing(actor, request, now=now, intake_unit=catalogue.intake_unit, cover=cover),
        catalogue=catalogue,
        find_colleague=lambda username: _colleague(
            connection, username, cover, demo_allowed=demo_allowed
        ),
        workers_of=workers_of,
        roster=roster,
        cover=cover,
        first_opened=lambda: access_log.first_opened(connection, request.id),
    )


def _colleague(
    connection: Connection, username: str, cover: Cover, *, demo_allowed: bool
) -> Colleague | None:
    account = staff.find(connection, username)
    if account is None or account.role not in staff.HAS_REQUESTS:
        return None
    if not account.may_work(demo_allowed=demo_allowed):
        return None
    return Colleague(
        username=account.username,
        role=account.role,
        units=frozenset(account.units),
        is_away=account.username in cover.away,
    )
