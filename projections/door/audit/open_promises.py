"""Which promises want somebody's eye? The questions of the units' supervisor, without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, or_, select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.codes import State
from triage.time.calendar import day_ending_at, end_of_day, local_day

SHOWN_AT_MOST = 200
# Of those that no list before names; more is what the queue is for.
LONGEST_SHOWN = 5
UNEXPLAINED_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPromise:
    """A request that nobody has answered: whose, in which state, by when; no topic, no name."""

    id: UUID
    reference: str
    unit: str
    state: State
    submitted_at: datetime
    answer_by: datetime

    @property
    def answer_by_on(self) -> date:
        """The last day of the promise."""
        return day_ending_at(self.answer_by)

    @property
    def arrived_on(self) -> date:
        """The day on which it came."""
        return local_day(self.submitted_at)


@dataclass(frozen=True, kw_only=True)
class MissedPromises(
    Question[Sequence[OpenPromise]], permission="response-times:read", action="missed"
):
    """What waits beyond its promise in the actor's own units, the longest first."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[OpenPromise]]:
        table = _table(models)
        with models.follower.reading(models.queue) as connection:
            found = _waiting(connection, table, actor, table.c.answer_by <= now)
        return Answered(value=found, ground="supervision")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesWatched:
    """Three lists without a request twice: at risk today, overdue, and what has waited longest.

    `longest` names those of the others that came first; each list is told in part at most.
    `unexplained`: answered or ended too late, and nobody has said why.
    """

    at_risk: Sequence[OpenPromise]
    overdue: Sequence[OpenPromise]
    longest: Sequence[OpenPromise]
    unexplained: Sequence[OpenPromise]


@dataclass(frozen=True, kw_only=True)
class OpenPromises(Question[PromisesWatched], permission="response-times:read", action="missed"):
    """What of the actor's own units is unanswered and wants an eye today."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[PromisesWatched]:
        table, day_ends_at = _table(models), end_of_day(local_day(now))
        due = table.c.answer_by
        models.follower.bring_up_to_date(models.response_times)
        with models.follower.reading(models.queue) as connection:
            watched = PromisesWatched(
                overdue=_waiting(connection, table, actor, due <= now),
                at_risk=_waiting(connection, table, actor, due > now, due <= day_ends_at),
                longest=_waiting(
                    connection,
                    table,
                    actor,
                    due > day_ends_at,
                    by_arrival=True,
                    at_most=LONGEST_SHOWN,
                ),
                unexplained=_unexplained(connection, models, actor),
            )
        return Answered(value=watched, ground="supervision")


def _table(models: ReadModels) -> Table:
    models.follower.bring_up_to_date(models.queue)
    return models.queue.table


def _waiting(
    connection: Connection,
    table: Table,
    actor: Actor,
    *when: ColumnElement[bool],
    by_arrival: bool = False,
    at_most: int = SHOWN_AT_MOST,
) -> list[OpenPromise]:
    """The unanswered ones of the actor's units: by promised moment, or the oldest first."""
    order = (table.c.arrived,) if by_arrival else (table.c.answer_by, table.c.arrived)
    asked = _of_own_units(table, table.c.answer_by, actor).where(
        table.c.ended.is_(False), table.c.answered.is_(False), *when
    )
    return _promises(connection, asked.order_by(*order).limit(at_most))


def _unexplained(connection: Connection, models: ReadModels, actor: Actor) -> list[OpenPromise]:
    """The latest miss first: of that one people still know how it came."""
    table, counted = models.queue.table, models.response_times.table
    asked = (
        _of_own_units(table, counted.c.breach_at, actor)
        .join(counted, counted.c.request_id == table.c.request_id)
        .where(counted.c.unexplained.is_(True), or_(table.c.ended, table.c.answered))
    )
    newest = asked.order_by(counted.c.breach_at.desc(), table.c.arrived)
    return _promises(connection, newest.limit(UNEXPLAINED_SHOWN))


def _of_own_units(table: Table, promised: Column[datetime], actor: Actor) -> Select[Any]:
    columns = (table.c[name] for name in ("request_id", "reference", "unit", "state"))
    return select(*columns, table.c.submitted_at, promised.label("answer_by")).where(
        table.c.unit.in_(sorted(actor.units))
    )


def _promises(connection: Connection, asked: Select[Any]) -> list[OpenPromise]:
    return [
        OpenPromise(
            id=row.request_id,
            reference=row.reference,
            unit=row.unit,
            state=State(row.state),
            submitted_at=row.submitted_at,
            answer_by=row.answer_by,
        )
        for row in connection.execute(asked)
    ]
