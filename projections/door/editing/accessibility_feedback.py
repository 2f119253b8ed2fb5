"""What is said about accessibility? The question of those who answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.accessibility_feedback import HANDLING
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.store.records.accessibility_feedback import AccessibilityFeedback
from triage.text.personal import revealed
from triage.time.calendar import end_of_day

WAITING_AT_MOST = 100
ANSWERED_AT_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityShown:
    """Feedback with its words. `overdue`: its last day is over. `danger`: its words show danger."""

    id: UUID
    text: str | None
    email: str | None
    received_at: datetime
    due_on: date
    overdue: bool
    danger: bool
    answered_at: datetime | None
    answered_by: str | None
    done: str | None


@dataclass(frozen=True, kw_only=True)
class AccessibilityFeedbackList(
    Question[tuple[AccessibilityShown, ...]], permission=HANDLING, action="accessibility-feedback"
):
    """What waits, the first due first; then the last that were answered, without who said what."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[tuple[AccessibilityShown, ...]]:
        with models.database.reads.connect() as connection:
            catalogue = models.catalogues.current(connection)
            waiting = models.accessibility.waiting(connection, WAITING_AT_MOST)
            answered = models.accessibility.answered(connection, ANSWERED_AT_MOST)
        found = tuple(_shown(each, catalogue, now) for each in (*waiting, *answered))
        return Answered(value=found, ground=str(actor.role))


def _shown(
    feedback: AccessibilityFeedback, catalogue: Catalogue, now: datetime
) -> AccessibilityShown:
    text = revealed(feedback.text)
    return AccessibilityShown(
        id=feedback.id,
        text=text,
        email=revealed(feedback.email),
        received_at=feedback.received_at,
        due_on=feedback.due_on,
        overdue=feedback.answered_at is None and end_of_day(feedback.due_on) <= now,
        danger=text is not None and catalogue.shows_danger(text),
        answered_at=feedback.answered_at,
        answered_by=feedback.answered_by,
        done=revealed(feedback.done),
    )
