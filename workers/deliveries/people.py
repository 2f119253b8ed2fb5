"""Which members of staff does an event tell, where, and from which moment on?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection

from triage.actors import Role
from triage.catalogue import Catalogue
from triage.notices.kinds import Carrier, Recipient
from triage.notices.people import People, Told, people_told
from triage.notices.times import STAFF_PATIENCE, first_moment, given_up_at
from triage.notices.ways import Way
from triage.request.events import RequestEvent
from triage.request.help_request import HelpRequest
from triage.store.records import absences, shifts, staff
from triage.store.records.notice_settings import SettingsRecords, choices_of
from triage.time.calendar import local_day
from workers.deliveries.ledger import Delivery


def people_at_work(connection: Connection, now: datetime, catalogue: Catalogue) -> People:
    """Who works here at this moment, who is away, and who is on duty."""
    accounts = [each for each in staff.everybody(connection) if each.active]

    def by_unit(role: Role) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for each in accounts:
            for unit in each.units if each.role is role else ():
                found.setdefault(unit, set()).add(each.username)
        return {unit: frozenset(names) for unit, names in found.items()}

    return People(
        workers=by_unit(Role.WORKER),
        supervisors=by_unit(Role.SUPERVISOR),
        coordinators=frozenset(e.username for e in accounts if e.role is Role.COORDINATOR),
        cover=absences.cover_on(connection, local_day(now), catalogue),
        on_duty=shifts.on_duty_at(connection, now, catalogue),
        duty_unit=catalogue.duty_unit,
    )


def told_where(
    connection: Connection,
    records: SettingsRecords,
    event: RequestEvent,
    find: Callable[[], HelpRequest],
    people: People,
) -> Iterator[tuple[Told, Carrier]]:
    """Whom the event tells, by every way that they chose and gave an address for."""
    for told in dict.fromkeys(people_told(event, find, people)):
        settings = records.find(connection, told.username)
        for carrier in settings.carriers(told.kind) if settings else ():
            yield told, carrier


def ways_to_person(
    connection: Connection, records: SettingsRecords, delivery: Delivery
) -> tuple[Way, ...]:
    """Where the person can be told now: none where they left, or want it no more."""
    account = staff.find(connection, delivery.username or "")
    settings = records.find(connection, delivery.username or "")
    if account is None or not account.active or settings is None:
        return ()
    return tuple(
        Way(carrier=each, address=settings.address(each))
        for each in settings.carriers(delivery.kind)
    )


def first_moment_of(
    connection: Connection, told: Delivery, now: datetime, catalogue: Catalogue
) -> datetime:
    """From when on the delivery may be tried; a person's own choices count for a person."""
    if told.recipient != Recipient.PERSON:
        return first_moment(told.recipient, now, catalogue)
    choices = choices_of(connection, told.username)
    return choices.first_moment(told.kind, told.made_at, now, catalogue)


def given_up_of(connection: Connection, told: Delivery, catalogue: Catalogue) -> datetime:
    """From when on the delivery is not tried any more.

    A person's patience begins with the first moment at which they may be told.
    """
    if told.recipient != Recipient.PERSON:
        return given_up_at(told.recipient, told.made_at, catalogue, kind=told.kind)
    first = first_moment_of(connection, told, told.made_at, catalogue)
    return first + STAFF_PATIENCE
