"""What do staff get back? Rows and requests as JSON."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.v1.answers import ConsentsAnswer, ContactAnswer, DataRequestAnswer, NoticeAnswer
from api.v1.closed_sets import (
    ChannelCode,
    EmergencyStepCode,
    GroundCode,
    InterpretingCode,
    LookBecauseCode,
    OutcomeCode,
    ReplyByCode,
    SafeContactCode,
    StateCode,
    TellingCode,
    UrgencyCode,
    VerbCode,
    WaitingForCode,
)
from api.v1.staff.cover.absence_bodies import HolderAwayAnswer
from api.v1.staff.requests.dialogue_answers import MessageAnswer, NoteAnswer, TranslationAnswer
from api.v1.staff.requests.history_answers import (
    DetailsAnswer,
    EntryAnswer,
    HappeningAnswer,
    LinkAnswer,
)
from api.v1.staff.requests.partner_answers import (
    AuthorityToldAnswer,
    CameBackAnswer,
    ClockAnswer,
    ConsentAnswer,
    ConsultationAnswer,
    DisclosureAnswer,
    NotifyingAnswer,
    OfferAnswer,
    ProtectionNoticeAnswer,
)
from api.v1.staff.requests.retention_answers import RetentionAnswer
from api.v1.staff.requests.sorting_answers import ByAnswer, SortingAnswer


class RowAnswer(Outgoing):
    """A request without its words; `damaged`, not erased, where some of them do not open.

    `minutes_left` counts to `due_at`, the nearest moment that the request waits for: a look, the
    receiver's word, an emergency's minutes, the promised day or the law's. Both are null where
    nothing waits.
    """

    id: UUID
    reference: str
    topics: list[str]
    age_bands: list[str]
    municipality: str | None
    asker: str | None
    language: str | None
    interpreter: str | None
    state: StateCode
    urgency: UrgencyCode
    looked_at: datetime | None
    look_due_at: datetime | None
    look_overdue: bool
    look_because: LookBecauseCode | None
    flagged: bool
    escalated: bool
    withdrawn: bool
    writer_unconfirmed: bool = Field(
        description="Confirm who writes before you reply: the receipt was replaced, or somebody "
        "else may read along."
    )
    answer_unopened: bool = Field(
        description="The requester has not been shown yet what staff wrote last."
    )
    interpreting: InterpretingCode | None = Field(description="How far an interpreter is.")
    interpreting_at: datetime | None = Field(description="When a booked interpreter comes.")
    avoid_unmatched: bool = Field(
        description="The requester named somebody to avoid, and nobody has said yet who that is."
    )
    silent: bool = Field(description="Nothing goes to the requester by itself: no notice.")
    unit: str
    offered_to: str | None
    offer_due_at: datetime | None
    offer_follow_up_on: date | None = Field(
        description="The day on which both sides are asked, of a handover that is offered."
    )
    handed_over_by: str | None = Field(
        description="The unit that handed it over and follows until it landed."
    )
    landing_follow_up_on: date | None = Field(description="When both are asked if it landed.")
    landing_asked: bool
    claimed_by: str | None
    submitted_at: datetime
    target_at: datetime
    answer_by: datetime
    answer_by_on: date
    due_at: datetime | None
    statute_due_at: datetime | None = Field(
        description="When the last day of a statutory clock is over, once that day has come."
    )
    write_next: bool = Field(
        description="Calls reached nobody on three working days: a written message is next."
    )
    answered: bool
    minutes_left: int | None
    overdue: bool
    waiting_for: WaitingForCode | None
    version: int
    details_added_at: datetime | None = Field(
        description="When the requester last told more; null once somebody has replied since."
    )
    wrote_at: datetime | None = Field(
        description="When the requester last wrote; null once somebody has replied since."
    )
    unread_since: datetime | None = Field(
        description="Since when something of the requester waits that nobody who has the request "
        "has acted on. Reading alone is no act."
    )
    contact_changed_at: datetime | None = Field(
        description="When the requester last changed how to be reached; null once somebody who "
        "has the request has acted since."
    )
    channel: ReplyByCode | None = Field(
        description="How the requester wants to be reached; null where that does not open, or was "
        "sent before it could be told here."
    )
    safe_contact: list[SafeContactCode] = Field(
        description="What to mind before any contact: `no-calls`, an answer is wished by another "
        "way than the number that was left; `must-not-know`, somebody must not notice; "
        "`safe-times`, only at some times; `compromised`, others read along."
    )
    holder_away: HolderAwayAnswer | None
    damaged: bool


class WarnedRowAnswer(RowAnswer):
    """The new row, with what in the words may tell whom they are about."""

    warnings: list[TellingCode]


class ChangedAnswer(Outgoing):
    """What remains to be told of a request that the caller may no longer see."""

    id: UUID
    version: int


class QueueAnswer(Outgoing):
    """A page of the queue, most urgent first; `next` is what `after` takes, null at the end."""

    items: list[RowAnswer]
    next: str | None
    as_of: datetime


class ContactAttemptAnswer(Outgoing):
    """A call or a meeting that was tried."""

    channel: ChannelCode
    reached: bool
    text: str | None
    at: datetime
    by: ByAnswer
    left_message: bool
    despite: str | None = Field(description="Why it was done although it was ruled out.")


class RoutingAnswer(Outgoing):
    """Where the request went and why here."""

    unit: str
    reason: str
    rule: str
    catalogue_version: str
    co_units: list[str]
    passed_over: list[str]


class FollowUpAnswer(Outgoing):
    """One promise and what became of it; `number` 0 is the first answer's."""

    number: int
    target_at: datetime
    answer_by: datetime
    answer_by_on: date
    counted_on: list[date]
    calendar_version: str
    answered_at: datetime | None
    missed: bool


class PromiseAnswer(FollowUpAnswer):
    """The first answer's promise, and those that later messages opened."""

    follow_ups: list[FollowUpAnswer]


class AlertAnswer(Outgoing):
    """An alert to the duty that nobody has acknowledged, and when it is repeated next."""

    alerted_at: datetime
    repeats_at: datetime


class EmergencyStepAnswer(Outgoing):
    """A step of an emergency that somebody has done."""

    step: EmergencyStepCode
    note: str | None
    at: datetime
    by: ByAnswer


class RequestAnswer(RowAnswer):
    """The row and everything in the request, for those who need to know.

    `ground` is the ground on which the caller sees it, `may` the verbs that fit now.
    """

    entry: EntryAnswer | None
    links: list[LinkAnswer]
    message: str | None
    concerns: str | None
    protected_address: bool
    elsewhere: bool
    contact: ContactAnswer | None
    reply_by: str | None
    guardian_may_know: str | None
    family_agrees: bool | None
    has_worker: str | None
    avoid: str | None
    consents: ConsentsAnswer
    messages: list[MessageAnswer]
    notes: list[NoteAnswer]
    contact_attempts: list[ContactAttemptAnswer]
    ruled_out: list[ChannelCode] = Field(description="Channels that want `despite`.")
    details: list[DetailsAnswer]
    protection_notices: list[ProtectionNoticeAnswer]
    notifying: list[NotifyingAnswer]
    statutory_clocks: list[ClockAnswer]
    authorities_told: list[AuthorityToldAnswer]
    consent_records: list[ConsentAnswer]
    agreed_partners: list[str] = Field(description="Everybody whom a consent names now.")
    consent_gone_at: datetime | None = Field(
        description="Since when you hold it on a consent that is gone: give it back or settle it."
    )
    consultations: list[ConsultationAnswer]
    translations: list[TranslationAnswer]
    withheld: bool
    receipt_replaced_at: datetime | None
    contact_compromised_at: datetime | None
    routing: RoutingAnswer
    sorting: SortingAnswer | None
    promise: PromiseAnswer
    history: list[HappeningAnswer]
    notices: list[NoticeAnswer]
    outcome: OutcomeCode | None
    offer: OfferAnswer | None
    came_back: CameBackAnswer | None
    avoided: list[str] = Field(description="Whom of staff the requester wants to avoid.")
    alert: AlertAnswer | None
    emergency_steps: list[EmergencyStepAnswer]
    retention: RetentionAnswer | None
    corrections: list[DataRequestAnswer] = Field(
        description="What the requester asked to be corrected, and nobody has answered yet."
    )
    disclosures: list[DisclosureAnswer] = Field(
        description="What was handed out to others who asked, or refused to them."
    )
    erased: bool
    ground: GroundCode
    may: list[VerbCode]
