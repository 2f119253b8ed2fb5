"""What waits for the workers? The queue: who may see which of its rows, and what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, assert_never

from sqlalchemy import ColumnElement, MetaData, Table, and_, case, false, func, or_, true

from projections.machinery.following import ReadModel, RowOf
from projections.views.queue.columns import queue_table, row_of
from projections.views.queue.heaps import folded_away
from triage.actors import Actor, Role
from triage.catalogue import Catalogue
from triage.codes import ENDED, State
from triage.request.cover import NOBODY_AWAY, Away, Cover
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import works_for_partner
from triage.time.calendar import end_of_day, end_of_week, local_day


class DueFilter(StrEnum):
    """By when an answer is promised, or the law wants something, of what still waits for it."""

    ANY = "any"
    TODAY = "today"
    OVERDUE = "overdue"
    WEEK = "week"


class QueueModel(ReadModel):
    """The queue's rows."""

    name: ClassVar[str] = "queue_15"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return queue_table(name, holder)

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        return row_of(request, profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is asked for; None and empty mean everything that goes on.

    `due` any is whatever waits, the others are of what waits for an answer; `after` the `next` of
    an earlier page. `new_since` is what arrived after a moment, `back_since` what was there before
    and came back after it, or whose requester wrote on. `folds_heaps` leaves out what is shown as
    a heap (`folded_away`).
    """

    state: State | None = None
    unit: str | None = None
    claimed_by: str | None = None
    topic: str | None = None
    due: DueFilter | None = None
    limit: int = 50
    after: str | None = None
    new_since: datetime | None = None
    back_since: datetime | None = None
    folds_heaps: bool = False

    @property
    def of_ended(self) -> bool:
        """Whether what has ended is asked for."""
        return self.state in ENDED


def visible_to(table: Table, actor: Actor, intake_unit: str) -> ColumnElement[bool]:
    """Which rows this person may know of; the same rule as `triage.request.need_to_know`."""
    seen = table.c.recused.not_like(f"% {actor.username} %")
    match actor.role:
        case Role.COORDINATOR:
            return seen
        case Role.DUTY:
            return and_(seen, or_(table.c.concerns_duty, table.c.claimed_by == actor.username))
        case _:
            units = sorted(actor.units)
            theirs = (table.c.unit, table.c.offered_to, table.c.handed_over_by)
            return and_(seen, or_(*(column.in_(units) for column in theirs)))


def stands_in(table: Table, actor: Actor, cover: Cover) -> ColumnElement[bool]:
    """Which rows the actor stands in for; the same rule as `Cover.stands_in`."""
    at_work = {unit for unit, names in cover.at_work.items() if actor.username in names}
    own = table.c.unit.in_(sorted(at_work))
    held = [
        and_(table.c.claimed_by == holder, _falls_to(table, actor, away, own))
        for holder, away in sorted(cover.away.items())
        if holder != actor.username
    ]
    return and_(table.c.recused.not_like(f"% {actor.username} %"), or_(false(), *held))


def _falls_to(
    table: Table, actor: Actor, away: Away, own: ColumnElement[bool]
) -> ColumnElement[bool]:
    """`own` are the rows of the units in which the actor is at work."""
    one = away.substitute
    if one is None:
        return own
    may_have = and_(
        table.c.recused.not_like(f"% {one.username} %"), table.c.unit.in_(sorted(one.units))
    )
    return or_(may_have, own) if one.username == actor.username else and_(~may_have, own)


def opens_to(
    table: Table, actor: Actor, intake_unit: str, cover: Cover = NOBODY_AWAY
) -> ColumnElement[bool]:
    """Of the rows that are visible, those whose words this person reads without a reason.

    The same rule as `triage.request.need_to_know`; what was opened with a reason is not among them.
    """
    free_or_own = or_(table.c.claimed_by.is_(None), table.c.claimed_by == actor.username)
    covered = stands_in(table, actor, cover)
    match actor.role:
        case Role.COORDINATOR:
            offered = func.coalesce(table.c.offered_to, "") == intake_unit
            taken_in = or_(table.c.unit == intake_unit, table.c.escalated)
            return or_(free_or_own, taken_in, and_(covered, ~offered))
        case Role.DUTY:
            return true()
        case _:
            return and_(table.c.unit.in_(sorted(actor.units)), or_(free_or_own, covered))


def chosen_by(
    table: Table, filters: Filters, now: datetime, covered: ColumnElement[bool] | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of a list of rows, as they are at a moment.

    `covered` are rows that stand in the same list as those of who is asked for.
    """
    conditions: list[ColumnElement[bool]] = [table.c.ended.is_(filters.of_ended)]
    if filters.state:
        conditions.append(table.c.state == filters.state)
    if filters.unit:
        conditions.append(table.c.unit == filters.unit)
    if filters.claimed_by:
        held = table.c.claimed_by == filters.claimed_by
        conditions.append(held if covered is None else or_(held, covered))
    if filters.topic:
        conditions.append(table.c.topics.like(f"% {filters.topic} %"))
    if filters.due:
        conditions += _due(table, filters.due, now)
    if filters.new_since:
        conditions.append(table.c.submitted_at > filters.new_since)
    if filters.back_since:
        conditions += _back(table, filters.back_since)
    if filters.folds_heaps:
        conditions.append(~folded_away(table, now))
    return conditions


def _back(table: Table, since: datetime) -> list[ColumnElement[bool]]:
    came = or_(table.c.back_at > since, table.c.wrote_at > since)
    return [table.c.submitted_at <= since, came]


def _due(table: Table, due: DueFilter, now: datetime) -> list[ColumnElement[bool]]:
    match due:
        case DueFilter.ANY:
            return [table.c.waits]
        case DueFilter.OVERDUE:
            return [_due_until(table, now)]
        case DueFilter.TODAY:
            return [_due_until(table, end_of_day(local_day(now)))]
        case DueFilter.WEEK:
            return [_due_until(table, end_of_week(local_day(now)))]
        case _:
            assert_never(due)


def _due_until(table: Table, moment: datetime) -> ColumnElement[bool]:
    answer = and_(~table.c.answered, table.c.answer_by <= moment)
    return or_(answer, table.c.statute_due_at <= moment)


def covered_in(
    table: Table, filters: Filters, actor: Actor, cover: Cover
) -> ColumnElement[bool] | None:
    """What stands in the actor's own list although others hold it; None in any other list."""
    is_own = filters.claimed_by is not None and filters.claimed_by == actor.username
    return stands_in(table, actor, cover) if is_own and cover.away else None


def version_shown(table: Table, actor: Actor, catalogue: Catalogue) -> ColumnElement[int]:
    """The version that this actor is shown; the same rule as `triage.request.need_to_know`."""
    if not works_for_partner(actor, catalogue):
        return table.c.version
    own = table.c.unit.in_(actor.units)
    return case((own, table.c.unit_version), else_=table.c.receiver_version)
