"""Which codes may stand in an answer? The closed lists, as the description shows them.

They are told and not checked: an answer with a code from an older release is better than none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from api.errors.refusals import FIELD_CODES
from api.v1.verbs import VERBS
from projections.views.own_request import OwnState, OwnVerb
from projections.views.queue.row import LookBecause
from projections.views.request.links_shown import MergeSide
from projections.views.request.notices_shown import NOTHING_OF_ITS_OWN
from projections.views.request.notifying_shown import Stand
from triage.actors import STAFF_ROLES, Role
from triage.codes import (
    Channel,
    DataRequestKind,
    DataRequestOutcome,
    EmergencyStep,
    EntryChannel,
    GivenBy,
    Interpreting,
    LinkKind,
    MissCause,
    NoNotice,
    NoteFor,
    Outcome,
    ReplyBy,
    ReplyKind,
    SafeContact,
    Sender,
    State,
    Urgency,
    WaitingFor,
)
from triage.evidence.access_log import ReadOutcome
from triage.evidence.reads.kinds import LogKind, Purpose
from triage.evidence.reads.unusual import Unusual, Verdict
from triage.notices.telling import Carrier, DeliveryState, Kind, Recipient
from triage.request.disclosed import DisclosedPart, OutsideAsker
from triage.request.events import EVENTS
from triage.request.need_to_know import SEES_CONTENT, Standing
from triage.text.telling_who import Telling
from triage.time.statutory import StartedBy, StatutoryClock


def listed(codes: Iterable[str]) -> Any:
    """What tells these codes, in this order."""
    return Field(json_schema_extra={"enum": [str(code) for code in codes]})


OwnStateCode = Annotated[str, listed(OwnState)]
OwnVerbCode = Annotated[str, listed(OwnVerb)]
SenderCode = Annotated[str, listed(Sender)]
DataRequestKindCode = Annotated[str, listed(DataRequestKind)]
OutsideAskerCode = Annotated[str, listed(OutsideAsker)]
DisclosedPartCode = Annotated[str, listed(DisclosedPart)]
DataRequestOutcomeCode = Annotated[str, listed(DataRequestOutcome)]
SafeContactCode = Annotated[str, listed(SafeContact)]
ReplyByCode = Annotated[str, listed(ReplyBy)]
RoleCode = Annotated[str, listed(Role)]
StaffRoleCode = Annotated[str, listed(STAFF_ROLES)]
ReaderRoleCode = Annotated[str, listed((*STAFF_ROLES, Role.TRANSLATOR))]
FieldErrorCode = Annotated[str, listed(FIELD_CODES)]

StateCode = Annotated[str, listed(State)]
UrgencyCode = Annotated[str, listed(Urgency)]
WaitingForCode = Annotated[str, listed(WaitingFor)]
LookBecauseCode = Annotated[str, listed(LookBecause)]
ReplyKindCode = Annotated[str, listed(ReplyKind)]
InterpretingCode = Annotated[str, listed(Interpreting)]
EmergencyStepCode = Annotated[str, listed(EmergencyStep)]
LinkKindCode = Annotated[str, listed(LinkKind)]
MergeSideCode = Annotated[str, listed(MergeSide)]
NoteForCode = Annotated[str, listed(NoteFor)]
EntryChannelCode = Annotated[str, listed(EntryChannel)]
ChannelCode = Annotated[str, listed(Channel)]
OutcomeCode = Annotated[str, listed(Outcome)]
EventKindCode = Annotated[str, listed(sorted(event.kind() for event in EVENTS.values()))]
UnusualCode = Annotated[str, listed(Unusual)]
VerdictCode = Annotated[str, listed(Verdict)]
LogKindCode = Annotated[str, listed(LogKind)]
PurposeCode = Annotated[str, listed(Purpose)]
ReadOutcomeCode = Annotated[str, listed(ReadOutcome)]
GroundCode = Annotated[
    str,
    listed(each for each in Standing if each in SEES_CONTENT and each is not Standing.REQUESTER),
]
CarrierCode = Annotated[str, listed(Carrier)]
NoticeKindCode = Annotated[str, listed(Kind)]
NoticeStateCode = Annotated[str, listed(DeliveryState)]
RecipientCode = Annotated[str, listed(Recipient)]
OwnNoticeStateCode = Annotated[
    str, listed(each for each in DeliveryState if each not in NOTHING_OF_ITS_OWN)
]
GivenByCode = Annotated[str, listed(GivenBy)]
StatutoryClockCode = Annotated[str, listed(StatutoryClock)]
StartedByCode = Annotated[str, listed(StartedBy)]
NoNoticeCode = Annotated[str, listed(NoNotice)]
MissCauseCode = Annotated[str, listed(MissCause)]
StandCode = Annotated[str, listed(Stand)]
TellingCode = Annotated[str, listed(Telling)]
VerbCode = Annotated[str, listed(VERBS)]
