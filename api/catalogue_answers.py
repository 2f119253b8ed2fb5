"""What does everybody see of the catalogue? The answers that a form and a page in trouble need."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from triage.codes import CrisisText


class Outgoing(BaseModel):
    """An answer; made of the core's values by their names."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class EmergencyAnswer(Outgoing):
    """A number or page for help, with whether somebody answers there just now."""

    name: str
    number: str | None
    url: str | None
    when: str = Field(description="For whom it is, and what it costs.")
    open_now: bool | None = Field(default=None, description="Null where the hours are unknown.")
    opens_at: datetime | None = Field(
        default=None, description="When a closed one opens next; null while it is open."
    )
    always_open: bool = False
    languages: list[str] = Field(default=[], description="In which it answers; empty: not told.")
    ages: list[str] = Field(default=[], description="Age bands it is for; empty: everybody.")


class TopicAnswer(Outgoing):
    """What a request may be about."""

    code: str
    name: str
    description: str


class TopicGroupAnswer(Outgoing):
    """A head for some topics, in the order of the form; each topic stands under one."""

    code: str
    name: str
    topics: list[str]


class NamedCodeAnswer(Outgoing):
    """A code and what people call it."""

    code: str
    name: str


class DaysAnswer(Outgoing):
    """The service promise, in working days; the day of arrival is not counted."""

    target_working_days: int
    answer_working_days: int


class NoticeShownAnswer(Outgoing):
    """What is said on the first page because something has happened, in the language asked for."""

    code: CrisisText
    title: str
    text: str
    until: datetime


class CatalogueAnswer(Outgoing):
    """What a form needs, in the language asked for; only confirmed numbers are shown."""

    version: str
    topics: list[TopicAnswer]
    topic_groups: list[TopicGroupAnswer]
    age_bands: list[NamedCodeAnswer]
    municipalities: list[NamedCodeAnswer]
    languages: list[str]
    promise: DaysAnswer
    emergency: list[EmergencyAnswer]
    notice: NoticeShownAnswer | None = None
