"""Who is on duty at which hours by the rota, and which hours has nobody?

A shift is somebody's from one moment to another, over midnight and the change of clocks. On a day
on which they are away it is their substitute's, where that one may be on duty there; else nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from triage.catalogue import Catalogue
from triage.request.cover import Cover
from triage.time.calendar import end_of_day, local_day, moment_at

# How far ahead uncovered hours are named.
LOOKED_AHEAD: Final = timedelta(days=14)
ONE_DAY: Final = timedelta(days=1)
MIDNIGHT: Final = time()

CoverOn = Callable[[date], Cover]
# Who may be on duty in each unit, by user name.
Members = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From one moment up to, and not at, another, in UTC."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A row of the rota, as it was planned; `ended_at` where it was taken back or cut short."""

    id: UUID
    unit: str
    username: str
    from_at: datetime
    until_at: datetime
    planned_at: datetime
    planned_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def ends_at(self) -> datetime:
        return self.until_at if self.ended_at is None else min(self.until_at, self.ended_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who is on duty at these hours of a shift; `username` None: nobody."""

    unit: str
    username: str | None
    from_at: datetime
    until_at: datetime


def watches(shift: Shift, cover_on: CoverOn, members: Members) -> list[Watch]:
    """The shift as it is kept, in order; each differs from the one before in who keeps it."""
    kept: list[Watch] = []
    at = shift.from_at
    while at < shift.ends_at:
        day = local_day(at)
        until_at = min(end_of_day(day), shift.ends_at)
        username = _keeper(shift, cover_on(day), members.get(shift.unit, ()))
        if kept and kept[-1].username == username:
            kept[-1] = replace(kept[-1], until_at=until_at)
        else:
            kept.append(Watch(unit=shift.unit, username=username, from_at=at, until_at=until_at))
        at = until_at
    return kept


def on_duty(kept: Iterable[Watch], moment: datetime) -> Mapping[str, frozenset[str]]:
    """Who is on duty at a moment, by unit."""
    found: dict[str, frozenset[str]] = {}
    for each in kept:
        if each.username is not None and each.from_at <= moment < each.until_at:
            found[each.unit] = found.get(each.unit, frozenset()) | {each.username}
    return found


def uncovered(wanted: Iterable[Hours], kept: Iterable[Watch]) -> Iterator[Hours]:
    """What of the wanted hours, which are in order, nobody keeps."""
    covered = sorted(
        ((each.from_at, each.until_at) for each in kept if each.username is not None),
    )
    for hours in wanted:
        at = hours.from_at
        for from_at, until_at in covered:
            if from_at >= hours.until_at:
                break
            if at < from_at:
                yield Hours(from_at=at, until_at=from_at)
            at = max(at, until_at)
        if at < hours.until_at:
            yield Hours(from_at=at, until_at=hours.until_at)


def wanted_hours(unit: str, now: datetime, catalogue: Catalogue) -> Iterator[Hours]:
    """When somebody should be on duty: the duty round the clock, a unit in opening hours."""
    until_at = now + LOOKED_AHEAD
    if unit == catalogue.duty_unit:
        yield Hours(from_at=now, until_at=until_at)
        return
    opening, calendar = catalogue.opening, catalogue.calendar
    day = local_day(now)
    while day <= local_day(until_at):
        closes_at = opening.closes_on(day, calendar)
        if closes_at is not None:
            opens_at = opening.next_opening_at(moment_at(day, MIDNIGHT), calendar)
            if max(opens_at, now) < closes_at:
                yield Hours(from_at=max(opens_at, now), until_at=closes_at)
        day += ONE_DAY


def _keeper(shift: Shift, cover: Cover, members: Collection[str]) -> str | None:
    away = cover.away.get(shift.username)
    if away is None:
        return shift.username if shift.username in members else None
    one = away.substitute
    return one.username if one is not None and one.username in members else None
