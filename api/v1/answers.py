"""What do a requester, and whoever signs in, get back? The answers of the requester's side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.catalogue_answers import EmergencyAnswer, Outgoing
from api.v1.closed_sets import (
    CarrierCode,
    DataRequestKindCode,
    DataRequestOutcomeCode,
    FieldErrorCode,
    NoticeKindCode,
    NoticeStateCode,
    OwnNoticeStateCode,
    OwnStateCode,
    OwnVerbCode,
    ReaderRoleCode,
    RecipientCode,
    ReplyByCode,
    RoleCode,
    SenderCode,
    StaffRoleCode,
    StatutoryClockCode,
)


class ReceiptAnswer(Outgoing):
    """What a requester gets for a request. `answer_by_on` is the last day that is promised."""

    reference: str
    receipt: str = Field(
        description="Twenty digits and two check digits (ISO/IEC 7064, MOD 97-10).",
        examples=["4711 0420 1337 2026 0815 51"],
    )
    submitted_at: datetime
    answer_by_on: date
    answer_by: datetime = Field(description="The moment at which that day ends.")
    answer_by_text: str = Field(examples=["Saat vastauksen viimeistään tiistaina 24. marraskuuta."])
    urgent_help: list[EmergencyAnswer]
    chain_head: str = Field(description="The evidence chain's head, in hexadecimal.")


class NewReceiptAnswer(Outgoing):
    """A receipt that took the place of another one. It is shown this once."""

    receipt: str = Field(examples=["4711 0420 1337 2026 0815 51"])


class TokenAnswer(Outgoing):
    """A session of a requester. The token is shown this once."""

    token: str
    expires_at: datetime


class UnitAnswer(Outgoing):
    """A unit by its name, where requesters may read it; else "a worker of the family centre".

    Where the address is protected, the name tells no place.
    """

    unit: str | None = Field(description="The unit's code; null where its name is not told.")
    unit_name: str = Field(examples=["Perhesosiaalityö"])


class HandledByAnswer(UnitAnswer):
    """Which unit has the request and in which role somebody does; never a person's name."""

    role: RoleCode | None


class OwnMessageAnswer(Outgoing):
    """One message of the dialogue; `from` is `requester` or `worker`.

    `retracted_at`: staff took it back. It has no text where nobody may read it any more.
    `language` is that of the text (BCP 47), null where it was not told.
    """

    sender: SenderCode = Field(serialization_alias="from")
    text: str | None
    sent_at: datetime
    retracted_at: datetime | None
    language: str | None


class OwnNoteAnswer(Outgoing):
    """What a worker noted for the requester to read."""

    text: str | None
    at: datetime


class OwnClockAnswer(Outgoing):
    """A time that the law sets beside the promise: since when, until when, and when it was done."""

    clock: StatutoryClockCode
    started_on: date
    due_on: date
    done_on: date | None


class OwnReadAnswer(Outgoing):
    """That somebody read the request, by role."""

    by_role: ReaderRoleCode
    at: datetime


class MovedAnswer(UnitAnswer):
    """That the request moved to another unit."""

    at: datetime


class OwnNoticeAnswer(Outgoing):
    """That a notice of something new left, waits or could not be delivered; never to which address.

    `at` is when that was; of one that waits, when it was made.
    """

    channel: CarrierCode
    state: OwnNoticeStateCode
    at: datetime


class NoticeAnswer(Outgoing):
    """A notice about the request: to whom, by what and how far it came, never to which address.

    `code` says why it failed or what it failed with last ("smtp-550", "bad-address").
    """

    recipient: RecipientCode
    unit: str | None
    kind: NoticeKindCode
    channel: CarrierCode
    state: NoticeStateCode
    at: datetime
    code: str | None


class ContactAnswer(Outgoing):
    """How the requester may be reached safely, in the requester's words."""

    name: str | None
    phone: str | None
    email: str | None
    safe_times: str | None
    may_leave_message: bool | None
    sms_ok: bool | None
    say_where_from: bool | None
    must_not_know: str | None


class OwnContactAnswer(Outgoing):
    """What was told about being reached, without the words: others may know the receipt, too."""

    name: bool = Field(description="Whether it was told; so are the other fields.")
    phone: bool
    phone_ends: str | None = Field(description="The number's last two digits.", examples=["67"])
    email: bool
    safe_times: bool
    may_leave_message: bool | None
    sms_ok: bool | None
    say_where_from: bool | None
    must_not_know: bool


class ConsentsAnswer(Outgoing):
    """What the requester agreed to."""

    partners: list[str]
    consult: bool


class OwnConsentAnswer(Outgoing):
    """A consent that the requester told to staff; a partner's name where it is a unit."""

    partner: str
    partner_name: str | None
    purpose: str
    what: str | None
    until: date | None
    recorded_at: datetime
    revoked_at: datetime | None


class DataRequestAnswer(Outgoing):
    """What was asked about the own data, and what the officer or a worker answered."""

    number: int
    kind: DataRequestKindCode
    text: str | None
    asked_at: datetime
    due_at: datetime = Field(description="A month after it was asked, at the end of the day.")
    due_on: date = Field(description="The last day on which it is answered.")
    answered_at: datetime | None
    outcome: DataRequestOutcomeCode | None
    answer: str | None
    answered_by: StaffRoleCode | None = Field(default=None, description="In which role.")


class OwnRequestAnswer(Outgoing):
    """The requester's own request. The first message is left out unless `?first=1` asks for it."""

    reference: str
    state: OwnStateCode
    submitted_at: datetime
    answer_by_on: date
    answer_by: datetime
    handled_by: HandledByAnswer | None
    messages: list[OwnMessageAnswer]
    reads: list[OwnReadAnswer]
    moved: list[MovedAnswer]
    may: list[OwnVerbCode]
    has_first_message: bool
    has_own_word: bool = Field(description="It is asked for with the receipt.")
    contact: OwnContactAnswer | None = Field(
        description="What is told of it as it stands now; null where none is told."
    )
    reply_by: ReplyByCode | None
    consents: ConsentsAnswer
    consent_records: list[OwnConsentAnswer]
    untold: list[str] = Field(
        description="The fields that `my-request/details` still takes.",
        examples=[["age_bands", "contact.phone"]],
    )
    data_requests: list[DataRequestAnswer]
    notices: list[OwnNoticeAnswer]
    notes: list[OwnNoteAnswer]
    statutory_clocks: list[OwnClockAnswer]
    entered: bool = Field(description="A worker wrote it down for you.")
    merged: bool = Field(
        description="It is handled together with another request of yours; `message` goes on."
    )
    receipt_known: bool = Field(
        description="That worker has seen the receipt: `my-request/receipt` gives you another."
    )
    seen: int = Field(description="Send it with your next message; see there.")
    damaged: bool = Field(description="Some of it does not open any more: write anew.")


class WrittenAnswer(Outgoing):
    """It is stored, though the request cannot be shown just now: do not send it again."""

    written: Literal[True] = True


class StaffActorAnswer(Outgoing):
    """Who is signed in."""

    username: str
    name: str
    role: StaffRoleCode
    units: list[str]


class SessionAnswer(Outgoing):
    """A session of a member of staff. The token is shown this once."""

    token: str
    expires_at: datetime
    actor: StaffActorAnswer


class FieldErrorAnswer(Outgoing):
    """What is wrong with one field; the value that came in is not repeated."""

    field: str = Field(examples=["contact.phone"])
    code: FieldErrorCode = Field(examples=["required"])


class ProblemAnswer(BaseModel):
    """RFC 9457. `code` is stable; what else is there depends on it."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    code: str
    errors: list[FieldErrorAnswer] | None = None
    urgent_help: list[EmergencyAnswer] | None = Field(
        default=None,
        description="Whom to call now: with 503, and with 422 `feedback-wants-help`.",
    )
    trace_id: str | None = Field(
        default=None, description="With 500 and 503: by which the service's log knows the call."
    )
