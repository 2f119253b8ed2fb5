"""Which events can a help request have? All of them, gathered; the topics are for ever."""

from triage.request.events.avoidance import AvoidanceMatched
from triage.request.events.danger import DangerDismissed
from triage.request.events.dialogue import (
    AnswerOpened,
    ContactAttempted,
    MessageReceived,
    Noted,
    Replied,
)
from triage.request.events.emergency import AlertAcknowledged, EmergencyStepTaken
from triage.request.events.ending import Closed, Erased, Reopened, Withdrawn
from triage.request.events.handling import (
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
    UrgencyAssessed,
)
from triage.request.events.interpreting import InterpreterArranged
from triage.request.events.linking import DuplicateMerged, Linked, Merged, MergeUndone, Unlinked
from triage.request.events.marks import (
    AlertRepeated,
    ClockEvent,
    Escalated,
    LookOverdue,
    MarksRetracted,
    MissExplained,
    PromiseMissed,
    PromiseRenewed,
    Reminded,
)
from triage.request.events.on_record import HoldChanged, PutOnRecord
from triage.request.events.own.data_requests import DataRequestAnswered, DataRequested
from triage.request.events.own.details import DetailsAdded
from triage.request.events.own.submitting import DutyAlerted, Routed, Submitted
from triage.request.events.own.wishes import ConsentsChanged, ContactChanged
from triage.request.events.own.writer import (
    ENDS_SESSIONS,
    ContactCompromised,
    ReceiptReplaced,
    WriterConfirmed,
)
from triage.request.events.partners.authorities import JointContactMade, PoliceNoticeMade
from triage.request.events.partners.consenting import (
    ConsentGiven,
    ConsentGone,
    ConsentRevoked,
    ConsentTimed,
)
from triage.request.events.partners.consulting import (
    ConsultationAnswered,
    ConsultationAsked,
    ConsultationWithdrawn,
)
from triage.request.events.partners.disclosing import DisclosureDecided
from triage.request.events.partners.guiding import (
    Guided,
    HandoverAccepted,
    HandoverOffered,
    Landed,
    LandingAsked,
)
from triage.request.events.partners.protecting import (
    ProtectionNoticeConfirmed,
    ProtectionNoticeDeclined,
    ProtectionNoticeMade,
    ReleasedToRequester,
)
from triage.request.events.partners.statutory import (
    StatutoryClockDone,
    StatutoryClockDue,
    StatutoryClockMissed,
    StatutoryClockReleased,
    StatutoryClockStarted,
    StatutoryClockTakenBack,
)
from triage.request.events.partners.translating import (
    TranslationAsked,
    TranslationDelivered,
    TranslationEnded,
    TranslationOpened,
)
from triage.request.events.recorded import EVENTS, REQUESTS, RequestEvent, Seal
from triage.request.events.retracting import BreachAnswered, ReplyRetracted
from triage.request.events.silence import Silenced, SilenceEnded
from triage.request.events.sorting import Sorted

__all__ = [
    "ENDS_SESSIONS",
    "EVENTS",
    "REQUESTS",
    "AlertAcknowledged",
    "AlertRepeated",
    "AnswerOpened",
    "Assigned",
    "AvoidanceMatched",
    "BreachAnswered",
    "Claimed",
    "ClockEvent",
    "Closed",
    "ConsentGiven",
    "ConsentGone",
    "ConsentRevoked",
    "ConsentTimed",
    "ConsentsChanged",
    "ConsultationAnswered",
    "ConsultationAsked",
    "ConsultationWithdrawn",
    "ContactAttempted",
    "ContactChanged",
    "ContactCompromised",
    "DangerDismissed",
    "DataRequestAnswered",
    "DataRequested",
    "DetailsAdded",
    "DisclosureDecided",
    "DuplicateMerged",
    "DutyAlerted",
    "EmergencyStepTaken",
    "Erased",
    "Escalated",
    "Guided",
    "HandoverAccepted",
    "HandoverOffered",
    "HoldChanged",
    "InterpreterArranged",
    "JointContactMade",
    "Landed",
    "LandingAsked",
    "Linked",
    "LookOverdue",
    "MarksRetracted",
    "MergeUndone",
    "Merged",
    "MessageReceived",
    "MissExplained",
    "Noted",
    "Opened",
    "PoliceNoticeMade",
    "PromiseMissed",
    "PromiseRenewed",
    "ProtectionNoticeConfirmed",
    "ProtectionNoticeDeclined",
    "ProtectionNoticeMade",
    "PutOnRecord",
    "ReceiptReplaced",
    "Recused",
    "Released",
    "ReleasedToRequester",
    "Reminded",
    "Reopened",
    "Replied",
    "ReplyRetracted",
    "RequestEvent",
    "Routed",
    "Seal",
    "SilenceEnded",
    "Silenced",
    "Sorted",
    "StatutoryClockDone",
    "StatutoryClockDue",
    "StatutoryClockMissed",
    "StatutoryClockReleased",
    "StatutoryClockStarted",
    "StatutoryClockTakenBack",
    "Submitted",
    "TransferAccepted",
    "TransferOffered",
    "TransferRefused",
    "TransferReturned",
    "TransferWithdrawn",
    "TranslationAsked",
    "TranslationDelivered",
    "TranslationEnded",
    "TranslationOpened",
    "Unlinked",
    "UrgencyAssessed",
    "Withdrawn",
    "WriterConfirmed",
]
