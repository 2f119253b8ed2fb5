"""What is sent to pass on what somebody holds, and what is told of it?"""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.field_types import Incoming, Username


class PassingOnBody(Incoming):
    """Who is to have the requests; the units' queues where nobody is named.

    `requests` are those that were seen: nothing else is passed on. Without them, everything.
    """

    worker: Username | None = None
    requests: list[UUID] | None = None


class HeldAnswer(Outgoing):
    """A request that somebody holds."""

    id: UUID
    reference: str
    unit: str


class HeldByAnswer(Outgoing):
    """What somebody holds and goes on, oldest first."""

    items: list[HeldAnswer]


class PassedOnAnswer(Outgoing):
    """What became of each request, by its reference."""

    given: list[str]
    back_in_queue: list[str] = Field(
        description="Nobody was named, or they may not have it: another unit's, recused, away."
    )
    unchanged: list[str] = Field(description="Somebody was quicker.")
