"""Which crisis notices are there? The question of those who publish them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.crisis_notices import PUBLISHING
from triage.store.records import crisis_notices
from triage.store.records.crisis_notices import CrisisNotice

SHOWN_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class CrisisNoticeList(
    Question[Sequence[CrisisNotice]], permission=PUBLISHING, action="crisis-notices"
):
    """The last crisis notices, the newest first."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[CrisisNotice]]:
        with models.database.reads.connect() as connection:
            found = crisis_notices.latest(connection, SHOWN_AT_MOST)
        return Answered(value=found, ground=str(actor.role))
