"""What is sent to record an absence, and what is told of one?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.field_types import Incoming, Username


class AbsenceBody(Incoming):
    """From which day to which, both included, and who stands in. No reason is asked."""

    username: Username | None = Field(
        default=None, description="Who is away; the caller where it is left out."
    )
    from_on: date
    until_on: date
    substitute: Username


class AbsenceAnswer(Outgoing):
    """An absence that goes on or comes; the days are Helsinki's, both included."""

    id: UUID
    username: str
    from_on: date
    until_on: date
    substitute: str
    recorded_at: datetime
    recorded_by: str


class PastAbsenceAnswer(AbsenceAnswer):
    """An absence of the caller's that is over; `ended_at` null: its last day is past."""

    ended_at: datetime | None
    ended_by: str | None


class HolderAwayAnswer(Outgoing):
    """Who holds a request is away: up to which day, that one included, and who stands in.

    `substitute` null: everybody of the unit who is at work; `by_viewer`: the caller does.
    `uncovered`: nobody does, and the coordinator gives it to somebody else.
    """

    until_on: date
    substitute: str | None
    by_viewer: bool
    uncovered: bool


class AbsencesAnswer(Outgoing):
    """The absences that the caller may know of, by their first day; `past`: their own only."""

    items: list[AbsenceAnswer]
    past: list[PastAbsenceAnswer]
