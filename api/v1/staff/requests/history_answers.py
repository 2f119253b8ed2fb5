"""What has happened to a request, and how did it come? As JSON."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import (
    EntryChannelCode,
    EventKindCode,
    LinkKindCode,
    MergeSideCode,
    StateCode,
)
from api.v1.staff.requests.clock_moments import ArrivedAt, BreachedAt, DueAt, NoticedAt, RetractedAt
from api.v1.staff.requests.sorting_answers import ByAnswer


class InformantAnswer(Outgoing):
    """Who told of it in the requester's place."""

    name: str | None
    contact: str | None


class EntryAnswer(Outgoing):
    """That staff entered the request: how it came, when, and who told it if not the requester."""

    channel: EntryChannelCode
    arrived_at: datetime
    entered_at: datetime
    by: ByAnswer
    told_by: InformantAnswer | None
    receipt_replaced_at: datetime | None = Field(
        description="When the requester replaced the receipt that was handed over; null: not yet."
    )


class LinkAnswer(Outgoing):
    """A linked request; everything is null where it is not yours to know of."""

    reference: str | None
    kind: LinkKindCode | None
    at: datetime | None
    by: ByAnswer | None
    because: str | None
    id: UUID | None
    unit: str | None
    state: StateCode | None
    claimed_by: str | None
    version: int | None
    wrote_at: datetime | None = Field(
        description="When its requester last wrote, until somebody replies."
    )
    merged: MergeSideCode | None = Field(
        description="That this request is worked on in the linked one, or the other way round."
    )


class DetailsAnswer(Outgoing):
    """That the requester told more after sending; what was told stands in the fields themselves."""

    at: datetime
    fields: list[str] = Field(examples=[["municipality", "contact.phone"]])


class HappeningAnswer(Outgoing):
    """One line of the history; what was noticed or entered later tells its true moment too."""

    at: datetime
    kind: EventKindCode
    by: ByAnswer
    detail: str | None
    because: str | None
    breached_at: BreachedAt
    due_at: DueAt
    noticed_at: NoticedAt
    retracted_at: RetractedAt
    arrived_at: ArrivedAt
