"""What does everybody see of the catalogue? The answers that a form and a page in trouble need."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Outgoing(BaseModel):
    """An answer; made of the core's values by their names."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class EmergencyAnswer(Outgoing):
    """A number or page for help right now."""

    name: str
    number: str | None
    url: str | None
    when: str


class TopicAnswer(Outgoing):
    """What a request may be about."""

    code: str
    name: str
    description: str


class NamedCodeAnswer(Outgoing):
    """A code and what people call it."""

    code: str
    name: str


class DaysAnswer(Outgoing):
    """The service promise, in working days; the day of arrival is not counted."""

    target_working_days: int
    answer_working_days: int


class CatalogueAnswer(Outgoing):
    """What a form needs, in the language asked for; only confirmed numbers are shown."""

    version: str
    topics: list[TopicAnswer]
    age_bands: list[NamedCodeAnswer]
    municipalities: list[NamedCodeAnswer]
    languages: list[str]
    promise: DaysAnswer
    emergency: list[EmergencyAnswer]
