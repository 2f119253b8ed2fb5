"""Who is away, now or soon? The question of who records it, or stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.absences import OF_ANYBODY, RECORDING
from triage.actors import Actor
from triage.permission import may
from triage.store.records import absences
from triage.store.records.absences import Absence
from triage.time.calendar import local_day


@dataclass(frozen=True, kw_only=True)
class AbsenceList(Question[Sequence[Absence]], permission=RECORDING, action="absences"):
    """The absences that go on or come, by their first day.

    The coordinator reads everybody's; a worker their own, and those for which they were chosen.
    """

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[Absence]]:
        concerning = None if may(actor, OF_ANYBODY) else actor.username
        with models.database.reads.connect() as connection:
            found = absences.coming(connection, local_day(now), concerning=concerning)
        return Answered(value=found, ground=str(actor.role))
