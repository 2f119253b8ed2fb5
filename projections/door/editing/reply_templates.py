"""Which templates for replies are there, and how did one read before? Questions of staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.desk.reply_templates import KEEPING, READING
from triage.errors.templates import UnknownTemplate
from triage.store.records import reply_templates
from triage.store.records.reply_templates import ReplyTemplate


@dataclass(frozen=True, kw_only=True)
class ReplyTemplateList(
    Question[Sequence[ReplyTemplate]], permission=READING, action="reply-templates"
):
    """The last version of each template, retired ones too, by title."""

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[ReplyTemplate]]:
        return Answered(value=models.reply_templates(), ground=str(actor.role))


@dataclass(frozen=True, kw_only=True)
class ReplyTemplateHistory(
    Question[Sequence[ReplyTemplate]], permission=KEEPING, action="reply-template"
):
    """Every version of one template, the newest first.

    Raises:
        UnknownTemplate
    """

    template_id: UUID

    def answer(
        self, models: ReadModels, actor: Actor, now: datetime
    ) -> Answered[Sequence[ReplyTemplate]]:
        with models.database.reads.connect() as connection:
            found = reply_templates.versions(connection, self.template_id)
        if not found:
            raise UnknownTemplate()
        return Answered(value=found, ground=str(actor.role))
