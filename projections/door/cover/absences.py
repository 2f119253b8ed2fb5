"""Who is away, now or soon? The question of who records it, or stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.desk.absences import OF_ANYBODY, RECORDING
from triage.permission import may
from triage.store.records import absences
from triage.store.records.absences import Absence
from triage.time.calendar import local_day


@dataclass(frozen=True, kw_only=True)
class AbsencesShown:
    """What goes on or comes, by its first day, and which of the viewer's own are over."""

    items: Sequence[Absence]
    past: Sequence[Absence]


@dataclass(frozen=True, kw_only=True)
class AbsenceList(Question[AbsencesShown], permission=RECORDING, action="absences"):
    """The absences that go on or come, and the viewer's own that are over.

    The coordinator reads everybody's; a worker their own, and those for which they were chosen.
    One's own stay to be seen when they are over: whoever recorded one let somebody else in.
    """

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[AbsencesShown]:
        concerning = None if may(actor, OF_ANYBODY) else actor.username
        with models.database.reads.connect() as connection:
            found = AbsencesShown(
                items=absences.coming(connection, local_day(now), concerning=concerning),
                past=absences.past(connection, actor.username or "", local_day(now)),
            )
        return Answered(value=found, ground=str(actor.role))
