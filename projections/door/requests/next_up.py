"""Which free request should this person take next, and why that one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, select, true

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.queue.order import DANGER, EMERGENCY, LANGUAGE, LATE, URGENT, Place, unseen
from projections.views.queue.waiting import Filters, chosen_by, visible_to
from triage.actors import Actor, Role


class NextBecause(StrEnum):
    """Why this one and no other: what it burns with in the queue's order."""

    EMERGENCY = "emergency"
    DANGER = "danger"
    LANGUAGE = "language"
    LATE = "late"
    URGENT = "urgent"
    LEAST_TIME = "least-time"


BURNS = {
    EMERGENCY: NextBecause.EMERGENCY,
    DANGER: NextBecause.DANGER,
    LANGUAGE: NextBecause.LANGUAGE,
    LATE: NextBecause.LATE,
    URGENT: NextBecause.URGENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextShown:
    """A request that is free, and that the viewer may claim and read."""

    id: UUID
    reference: str
    because: NextBecause


@dataclass(frozen=True, kw_only=True)
class NextUp(Question[NextShown | None], permission="request:claim", action="next"):
    """The first free request of the queue's order that the viewer may claim.

    None: there is none, or the viewer is away.

    `besides` are left out: the one at hand, and those that others were quicker to take.
    """

    besides: tuple[UUID, ...] = ()

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[NextShown | None]:
        model = models.queue
        models.follower.bring_up_to_date(model)
        table = model.table
        with models.follower.reading(model) as connection:
            catalogue = models.catalogues.current(connection)
            if actor.username in models.seen(connection, actor, now, catalogue).cover.away:
                return Answered(value=None, ground="queue")
            first = connection.execute(
                unseen(select(table), table, Place(as_of=now), ended=False)
                .where(visible_to(table, actor, catalogue.intake_unit))
                .where(*chosen_by(table, Filters(), now))
                .where(_is_for(table, actor), table.c.request_id.not_in(self.besides))
                .limit(1)
            ).first()
        return Answered(value=None if first is None else _shown(first), ground="queue")


def _is_for(table: Table, actor: Actor) -> ColumnElement[bool]:
    """Free and offered to nobody; a unit that is offered a request accepts it first."""
    is_free = and_(table.c.claimed_by.is_(None), table.c.offered_to.is_(None))
    is_own = table.c.unit.in_(sorted(actor.units)) if actor.role is Role.WORKER else true()
    return and_(is_free, is_own)


def _shown(row: Row[tuple[object, ...]]) -> NextShown:
    return NextShown(
        id=row.request_id,
        reference=row.reference,
        because=BURNS.get(row.burns, NextBecause.LEAST_TIME),
    )
