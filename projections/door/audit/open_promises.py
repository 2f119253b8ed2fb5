"""Which promises want somebody's eye? The questions of the units' supervisor, without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, select

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.codes import State
from triage.time.calendar import day_ending_at, end_of_day, local_day

SHOWN_AT_MOST = 200
# Of those that no list before names; more is what the queue is for.
LONGEST_SHOWN = 5


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
    """

    at_risk: Sequence[OpenPromise]
    overdue: Sequence[OpenPromise]
    longest: Sequence[OpenPromise]


@dataclass(frozen=True, kw_only=True)
class OpenPromises(Question[PromisesWatched], permission="response-times:read", action="missed"):
    """What of the actor's own units is unanswered and wants an eye today."""

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[PromisesWatched]:
        table, day_ends_at = _table(models), end_of_day(local_day(now))
        due = table.c.answer_by
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
    asked = (
        select(
            table.c.request_id,
            table.c.reference,
            table.c.unit,
            table.c.state,
            table.c.submitted_at,
            table.c.answer_by,
        )
        .where(table.c.ended.is_(False), table.c.answered.is_(False), *when)
        .where(table.c.unit.in_(sorted(actor.units)))
        .order_by(*order)
        .limit(at_most)
    )
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
