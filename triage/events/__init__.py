"""Which events can a help request have? All of them, gathered; the topics are for ever."""

from triage.events.dialogue import (
    ContactAttempted,
    MessageReceived,
    Noted,
    ProtectionNoticeMade,
    ReleasedToRequester,
    Replied,
)
from triage.events.ending import Closed, Erased, Reopened, Withdrawn
from triage.events.enforcement import (
    Escalated,
    LookOverdue,
    Mark,
    MarksRetracted,
    PromiseMissed,
    PromiseRenewed,
    Reminded,
)
from triage.events.handling import (
    Assigned,
    Claimed,
    Opened,
    Recused,
    Released,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    TransferWithdrawn,
)
from triage.events.intake import DutyAlerted, Routed, Submitted, UrgencyAssessed
from triage.events.recorded import EVENTS, RequestEvent, Seal

__all__ = [
    "EVENTS",
    "Assigned",
    "Claimed",
    "Closed",
    "ContactAttempted",
    "DutyAlerted",
    "Erased",
    "Escalated",
    "LookOverdue",
    "Mark",
    "MarksRetracted",
    "MessageReceived",
    "Noted",
    "Opened",
    "PromiseMissed",
    "PromiseRenewed",
    "ProtectionNoticeMade",
    "Recused",
    "Released",
    "ReleasedToRequester",
    "Reminded",
    "Reopened",
    "Replied",
    "RequestEvent",
    "Routed",
    "Seal",
    "Submitted",
    "TransferAccepted",
    "TransferOffered",
    "TransferRefused",
    "TransferReturned",
    "TransferWithdrawn",
    "UrgencyAssessed",
    "Withdrawn",
]
