"""What may a notice say, to whom, by what? The closed lists; `triage.notices.telling` uses them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Recipient(StrEnum):
    """Who is told."""

    REQUESTER = "requester"
    UNIT = "unit"
    COORDINATOR = "coordinator"
    DUTY = "duty"
    # Its second number or address.
    DUTY_SECOND = "duty-second"
    # A member of staff, at an address of their own.
    PERSON = "person"


class Kind(StrEnum):
    """That there is something: all that a notice may say."""

    SOMETHING_NEW = "something-new"
    NEW_IN_QUEUE = "new-in-queue"
    TRANSFER_OFFERED = "transfer-offered"
    TRANSFER_REFUSED = "transfer-refused"
    TRANSFER_RETURNED = "transfer-returned"
    ADVICE_ASKED = "advice-asked"
    ADVICE_GIVEN = "advice-given"
    LANDING_ASKED = "landing-asked"
    STATUTE_DUE = "statute-due"
    STATUTE_MISSED = "statute-missed"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    LOOK_OVERDUE = "look-overdue"
    DUTY_ALERT = "duty-alert"
    ALERT_REPEATED = "alert-repeated"
    TEST_ALARM = "test-alarm"
    ASSIGNMENT = "assignment"
    EMERGENCY = "emergency"
    NEW_MESSAGE = "new-message"
    OFFER = "offer"
    PROMISE_MISSED = "promise-missed"


# What must reach the duty before anything else goes.
ALERTS: Final = frozenset({Kind.DUTY_ALERT, Kind.ALERT_REPEATED})
# What tells of a mark of the clock.
OF_THE_CLOCK: Final = frozenset(
    {
        Kind.REMINDER,
        Kind.ESCALATED,
        Kind.LOOK_OVERDUE,
        Kind.ALERT_REPEATED,
        Kind.PROMISE_MISSED,
    }
)


class Carrier(StrEnum):
    """What carries a notice."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """How far the delivery of a notice has come. All but the first are ends."""

    WAITING = "waiting"
    # Another one to the same address was waiting, and says the same.
    JOINED = "joined"
    SENT = "sent"
    # Nobody can be reached there any more: erased, withdrawn, taken out of the catalogue.
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One who is told, and that there is something; `unit` is None for a requester."""

    recipient: Recipient
    kind: Kind
    unit: str | None = None
