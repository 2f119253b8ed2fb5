"""What is told of heaps, and what is sent to close and reopen their requests?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.field_types import Incoming, Reason
from api.v1.staff.requests.staff_answers import RowAnswer
from projections.door.requests.heaps import ROWS_AT_MOST


class HeapRowAnswer(Outgoing):
    """A burst from one network of which some requests are open; `since` is its first of those.

    `danger` counts those in which danger showed, `danger_waits` those of them that nobody has
    looked at yet.
    """

    id: UUID
    since: datetime
    requests: int
    danger: int
    danger_waits: int


class MassClosingAnswer(Outgoing):
    """Requests that were closed in one act, and until when one act takes that back."""

    id: UUID
    heap: UUID
    requests: int
    closed_at: datetime
    taken_back_until: datetime


class HeapsAnswer(Outgoing):
    """The heaps with open requests; danger that waits for a look first, then the oldest."""

    heaps: list[HeapRowAnswer]
    closings: list[MassClosingAnswer]
    as_of: datetime


class AlikeAnswer(Outgoing):
    """Requests that say the same; `closing` are those that may be closed in one act.

    Of `closing` each is among the rows that the heap shows (200 at most).
    """

    requests: list[UUID]
    closing: list[UUID]


class HeapAnswer(Outgoing):
    """One heap: its open rows in the order of the queue (200 at most), and which say the same.

    `row` is null where nothing of it is open any more.
    """

    id: UUID
    row: HeapRowAnswer | None
    items: list[RowAnswer]
    alike: list[AlikeAnswer]
    closings: list[MassClosingAnswer]
    as_of: datetime


class ClosingAlikeBody(Incoming):
    """One request of the heap, and why what says the same is closed as spam.

    `requests` are those that were seen: no other is closed. Without them only what reading the
    heap would list now as `closing` is closed; the rest of a larger heap stays open.
    """

    like: UUID
    because: Reason
    requests: list[UUID] | None = Field(default=None, max_length=ROWS_AT_MOST)


class TakingBackBody(Incoming):
    """Why a mass closing is taken back."""

    because: Reason


class DoneTogetherAnswer(Outgoing):
    """The mass closing, how many requests changed, and how many of the others did not fit."""

    id: UUID
    changed: int
    unchanged: int
