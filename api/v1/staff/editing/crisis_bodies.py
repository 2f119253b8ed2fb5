"""What is sent to publish a crisis notice, and what is told of one?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.catalogue_answers import NoticeShownAnswer, Outgoing
from api.v1.field_types import Incoming
from api.v1.queries import FIRST_MOMENT, LAST_MOMENT
from api.words.language import the_pages
from triage.codes import CrisisText
from triage.store.records.crisis_notices import CrisisNotice


class CrisisNoticeBody(Incoming):
    """Which prepared text is shown, and until when; at most 14 days ahead."""

    text: CrisisText
    until: Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT)]


class CrisisNoticeAnswer(Outgoing):
    """A published notice; `ended_at` where somebody, or a later notice, ended it early."""

    id: UUID
    text: CrisisText
    published_at: datetime
    published_by: str
    until: datetime
    ended_at: datetime | None
    ended_by: str | None


class CrisisNoticesAnswer(Outgoing):
    """The last notices, the newest first."""

    items: list[CrisisNoticeAnswer]


def notice_answer(notice: CrisisNotice | None, language: str) -> NoticeShownAnswer | None:
    """The prepared words of a notice in a language of the pages."""
    if notice is None:
        return None
    words, key = the_pages().wordings[language], f"crisis.{notice.text}"
    return NoticeShownAnswer(
        code=notice.text,
        title=words.text(f"{key}.title").unescape(),
        text=words.text(f"{key}.text").unescape(),
        until=notice.until,
    )
