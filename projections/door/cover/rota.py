"""Who is on duty, now and soon, and which hours has nobody? For who plans it, and who keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.rota import Kept, kept_shifts, uncovered_hours
from triage.actors import Actor
from triage.desk.rota import PLANNING, READING
from triage.notices.on_duty import Shift, Watch
from triage.permission import may
from triage.store.records import shifts

PAST_AT_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftShown:
    """A shift, and at which of its hours somebody else keeps it, or nobody."""

    shift: Shift
    instead: Sequence[Watch]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaShown:
    """The rota as its viewer may see it.

    `now`: who keeps what at this moment. `uncovered`: the hours of the next 14 days that nobody
    keeps, by unit. `past`: what is over or was taken back, for who plans.
    """

    now: Sequence[Watch]
    items: Sequence[ShiftShown]
    uncovered: Sequence[Watch]
    past: Sequence[Shift]


@dataclass(frozen=True, kw_only=True)
class RotaPlan(Question[RotaShown], permission=READING, action="rota"):
    """The shifts that go on or come: the coordinator reads all, others those of their units.

    Hours count as uncovered in the duty's unit round the clock, and in another unit that has any
    shift in opening hours.
    """

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[RotaShown]:
        with models.database.reads.connect() as connection:
            catalogue = models.catalogues.current(connection)
            plans = may(actor, PLANNING)
            seen = catalogue.county_units if plans else actor.units
            shown = kept_shifts(connection, catalogue, seen, now)
            past = shifts.past(connection, now, PAST_AT_MOST) if plans else ()
        return Answered(
            value=RotaShown(
                now=[e for each in shown for e in _kept_at(each, now)],
                items=[ShiftShown(shift=each.shift, instead=_others(each)) for each in shown],
                uncovered=uncovered_hours(shown, catalogue, seen, now),
                past=past,
            ),
            ground=str(actor.role),
        )


def _kept_at(kept: Kept, now: datetime) -> list[Watch]:
    return [each for each in kept.watches if each.username and each.from_at <= now < each.until_at]


def _others(kept: Kept) -> list[Watch]:
    return [each for each in kept.watches if each.username != kept.shift.username]
