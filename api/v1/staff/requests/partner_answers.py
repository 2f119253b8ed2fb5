"""What do staff get back of what is done with other units? Offers and questions as JSON."""

from __future__ import annotations

from datetime import date, datetime

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import (
    DisclosedPartCode,
    EventKindCode,
    GivenByCode,
    NoNoticeCode,
    OutsideAskerCode,
    RoleCode,
    StandCode,
    StartedByCode,
    StatutoryClockCode,
    TellingCode,
)
from api.v1.staff.requests.sorting_answers import ByAnswer


class AuthorityToldAnswer(Outgoing):
    """A joint contact to social services, or a notice to the police."""

    kind: EventKindCode
    because: str | None
    at: datetime
    by: ByAnswer
    with_whom: str | None
    requester_takes_part: bool | None


class ProtectionNoticeAnswer(Outgoing):
    """A child-protection notice that was made."""

    to: str | None
    because: str | None
    family_told: bool
    together_with: list[str]
    at: datetime
    by: ByAnswer


class DisclosureAnswer(Outgoing):
    """A decision about handing parts of the request to somebody else; `parts` as asked for."""

    number: int
    asker: OutsideAskerCode
    parts: list[DisclosedPartCode]
    refused: bool
    statute: str | None
    recipient: str | None
    refused_because: str | None
    weighed: str | None
    at: datetime
    by: ByAnswer


class NotifyingAnswer(Outgoing):
    """How somebody who has learned of it stands to their own duty to notify child protection.

    `ground` and `because` tell why they make no notice; null where they did not say so.
    """

    username: str
    role: RoleCode
    unit: str | None
    stand: StandCode
    at: datetime | None
    ground: NoNoticeCode | None
    because: str | None


class ClockAnswer(Outgoing):
    """A statutory clock: since when it is counted and why, and its last day.

    `what` was done, on `done_on`, and whether that was late; null where it is not done.
    """

    clock: StatutoryClockCode
    started_by: StartedByCode
    started_at: datetime
    counted_on: list[date]
    due_on: date
    reminded_at: datetime | None
    done_on: date | None
    done_late: bool | None
    what: str | None
    released_at: datetime | None


class ConsentAnswer(Outgoing):
    """A consent that was told to staff: for which partner, what for, whose, until which day."""

    partner: str
    purpose: str
    what: str | None
    given_by: GivenByCode
    until: date | None
    recorded_at: datetime
    by: ByAnswer
    revoked_at: datetime | None


class ConsultationAnswer(Outgoing):
    """What another unit was asked, and its advice.

    `warnings`: what in the summary may tell whom it is about, by kind.
    """

    unit: str
    summary: str | None
    warnings: list[TellingCode]
    asked_at: datetime
    by: ByAnswer
    answer: str | None
    answered_at: datetime | None
    answered_by: ByAnswer | None
    withdrawn_at: datetime | None


class OfferAnswer(Outgoing):
    """An offer that waits; `summary` is what the sender wrote, `due_at` when it goes back."""

    from_unit: str
    to_unit: str
    offered_at: datetime
    due_at: datetime | None
    follow_up_on: date | None
    summary: str | None


class CameBackAnswer(Outgoing):
    """That an offer came back from `unit`, refused or by itself, and nobody went on since."""

    kind: EventKindCode
    unit: str
    at: datetime
    because: str | None
