"""What do supervisors and the officer get back? Trails and response times as JSON."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import (
    EventKindCode,
    MissCauseCode,
    ReadOutcomeCode,
    RoleCode,
    StateCode,
)
from api.v1.staff.requests.clock_moments import ArrivedAt, BreachedAt, DueAt, NoticedAt, RetractedAt


class TrailByAnswer(Outgoing):
    """Who did something; the user name only for those who may see it."""

    username: str | None = None
    role: RoleCode
    unit: str | None = None


class TrailEventAnswer(Outgoing):
    """One thing that happened, without a word of its content."""

    at: datetime
    kind: EventKindCode
    by: TrailByAnswer
    reason_code: str | None = None
    breached_at: BreachedAt = None
    due_at: DueAt = None
    noticed_at: NoticedAt = None
    retracted_at: RetractedAt = None
    arrived_at: ArrivedAt = None


class TrailReadAnswer(Outgoing):
    """One read, or a try that was refused (`outcome`)."""

    at: datetime
    by: TrailByAnswer
    ground: str
    outcome: ReadOutcomeCode


class MissedPromiseAnswer(Outgoing):
    """A request that waits beyond its promise: whose unit, since when; nothing else of it."""

    id: UUID
    reference: str
    unit: str
    answer_by: datetime


class MissedPromisesAnswer(Outgoing):
    """What waits beyond its promise in the caller's own units, the longest first."""

    items: list[MissedPromiseAnswer]


class NotifyingCountsAnswer(Outgoing):
    """How many of those who have learned of it have notified, declined, and recorded nothing."""

    notified: int
    declined: int
    unrecorded: int


class OpenPromiseAnswer(MissedPromiseAnswer):
    """An unanswered request: whose unit, in which state, since when, by when; nothing else."""

    state: StateCode
    submitted_at: datetime


class OpenPromisesAnswer(Outgoing):
    """Due today, late, and of the others those that have waited longest; none of them twice.

    `unexplained`: answered or ended too late, and nobody has said why; the latest 20.
    """

    at_risk: list[OpenPromiseAnswer]
    overdue: list[OpenPromiseAnswer]
    longest: list[OpenPromiseAnswer]
    unexplained: list[OpenPromiseAnswer]


class MissAnswer(Outgoing):
    """A missed promise (0: of the first answer): which causes its events show, and what was said.

    `cause` is the one that a supervisor chose, `action` what they put right.
    """

    promise: int
    choices: list[MissCauseCode]
    cause: MissCauseCode | None = None
    action: str | None = None
    explained_at: datetime | None = None


class TrailAnswer(Outgoing):
    """Everything that happened to a request and every read of it, oldest first."""

    reference: str
    events: list[TrailEventAnswer]
    reads: list[TrailReadAnswer]
    notifying: NotifyingCountsAnswer
    misses: list[MissAnswer]


class FollowUpsAnswer(Outgoing):
    """Promises that later messages opened; what ended in time unanswered is neither of the two."""

    promised: int
    kept: int
    missed: int


class FiguresAnswer(Outgoing):
    """The figures of one group; null is what is not told, or has nothing to be figured from.

    `follow_ups` are those of the same requests, counted apart; by unit and by month only. So is
    what was `opened`: first answers that requesters read or heard, and their share of `answered`;
    `looks_late`: requests that a human did not look at in time; `consulted`: those on which
    another unit was asked for advice; `miss_causes`: how many of `missed` have which cause, of
    those that a supervisor has explained.
    """

    key: str
    received: int | None
    answered: int | None
    answered_in_target: int | None
    answered_in_promise: int | None
    missed: int | None
    open: int | None
    open_overdue: int | None
    on_time_share: float | None
    median_working_minutes: int | None
    p90_working_minutes: int | None
    opened: int | None
    opened_share: float | None
    looks_late: int | None
    consulted: int | None
    follow_ups: FollowUpsAnswer | None
    miss_causes: dict[MissCauseCode, int] | None


class ResponseTimesAnswer(Outgoing):
    """How the promises were kept, never by person; moment and days are what was really counted."""

    as_of: datetime
    from_on: date | None = Field(serialization_alias="from")
    to_on: date | None = Field(serialization_alias="to")
    whole: FiguresAnswer = Field(description="All of it together, each request once; no key.")
    rows: list[FiguresAnswer]
    suppressed_below: int
