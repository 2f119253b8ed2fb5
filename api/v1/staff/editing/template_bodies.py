"""What is sent to keep a template for replies, and what is told of one?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.catalogue_answers import Outgoing
from api.v1.field_types import MESSAGE_LENGTH, NO_NUL, Incoming, LanguageTag, UpperCode
from triage.desk.reply_templates import TemplateWords
from triage.text.placeholders import Placeholder

TITLE_LENGTH = 100
LANGUAGES_AT_MOST = 40
TOPICS_AT_MOST = 60
Title = Annotated[
    str,
    StringConstraints(pattern=NO_NUL, strip_whitespace=True, min_length=1, max_length=TITLE_LENGTH),
]
TemplateText = Annotated[
    str,
    StringConstraints(
        pattern=NO_NUL, strip_whitespace=True, min_length=1, max_length=MESSAGE_LENGTH
    ),
]
NAMED = ", ".join(f"`{{{each}}}`" for each in Placeholder)


class TemplateBody(Incoming):
    """A template; `seen` is the version that you read, 0 for a new one."""

    title: Title
    topics: list[UpperCode] = Field(
        default_factory=list,
        max_length=TOPICS_AT_MOST,
        description="Empty: it suits every topic.",
    )
    texts: Annotated[
        dict[LanguageTag, TemplateText],
        Field(
            min_length=1,
            max_length=LANGUAGES_AT_MOST,
            description=f"The text by language (BCP 47). Placeholders: {NAMED}.",
            examples=[{"fi": "Hei! Vastaamme viimeistään {answer_day}."}],
        ),
    ]
    seen: Annotated[int, Field(ge=0)] = 0

    def words(self, seen: int | None = None) -> TemplateWords:
        """What the desk keeps; `seen` stands above the body's own."""
        return TemplateWords(
            title=self.title,
            topics=tuple(dict.fromkeys(self.topics)),
            texts=self.texts,
            seen=self.seen if seen is None else seen,
        )


class RetirementBody(Incoming):
    """Which version you read."""

    seen: Annotated[int, Field(ge=1)]


class TemplateAnswer(Outgoing):
    """One version of a template; a `retired` one is not offered."""

    id: UUID
    version: int
    title: str
    topics: list[str]
    texts: dict[str, str]
    retired: bool
    edited_at: datetime
    edited_by: str


class TemplatesAnswer(Outgoing):
    """Templates, by title; versions of one, the newest first."""

    items: list[TemplateAnswer]
