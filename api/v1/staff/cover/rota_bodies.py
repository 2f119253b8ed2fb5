"""What is sent to plan who is on duty, and what is told of the rota?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.catalogue_answers import Outgoing
from api.v1.field_types import Incoming, LowerCode, Username


class ShiftBody(Incoming):
    """Who is to be on duty in a unit, from one moment up to, and not at, another."""

    unit: LowerCode
    username: Username
    from_at: AwareDatetime
    until_at: AwareDatetime
    although_away: bool = Field(
        default=False, description="It is known that they are away on some of these days."
    )


class ShiftAnswer(Outgoing):
    """A shift as it was planned; the moments are UTC."""

    id: UUID
    unit: str
    username: str
    from_at: datetime
    until_at: datetime
    planned_at: datetime
    planned_by: str


class PastShiftAnswer(ShiftAnswer):
    """One that is over; `ended_at`: when somebody took it back or cut it short."""

    ended_at: datetime | None
    ended_by: str | None


class WatchAnswer(Outgoing):
    """Who keeps these hours of a unit; `username` null: nobody."""

    unit: str
    username: str | None
    from_at: datetime
    until_at: datetime


class ShiftShownAnswer(Outgoing):
    """A shift, and at which of its hours a substitute keeps it, or nobody."""

    shift: ShiftAnswer
    instead: list[WatchAnswer]


class RotaAnswer(Outgoing):
    """The rota as the caller may see it.

    `now`: who keeps what at this moment. `uncovered`: the hours of the next 14 days that nobody
    keeps; alerts then reach everybody, as without a rota. `past`: what is over, for the
    coordinator.
    """

    now: list[WatchAnswer]
    items: list[ShiftShownAnswer]
    uncovered: list[WatchAnswer]
    past: list[PastShiftAnswer]
