"""What is the whole journey of a request whose every free text holds planted words?

Every command that carries a text is given once; what was planted is remembered by class and field.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from projections.door.audit.audits import RequestTrail, ResponseTimes
from projections.door.audit.log import AccessLog
from projections.door.audit.open_promises import MissedPromises
from projections.door.requests.own_request import OwnRequest
from projections.door.requests.queue_page import Queue
from projections.door.requests.request_page import RequestPage
from projections.figures.response_groups import Grouping
from projections.views.queue.waiting import Filters
from tests.clock import START
from tests.integration.store.plants import planted
from tests.integration.store.world import AINO, ANTTI, KERTTU, OLLI, SANNA, TIINA, TestedService
from triage.actors import ANYONE, SYSTEM, Actor, Role
from triage.catalogue.packaged import packaged_lapland
from triage.codes import (
    Basis,
    Channel,
    Concerns,
    DataRequestKind,
    DataRequestOutcome,
    EmergencyStep,
    EntryChannel,
    GivenBy,
    Interpreting,
    LinkKind,
    MergeGround,
    MissCause,
    NoDanger,
    NoNotice,
    NoteFor,
    Outcome,
    ReplyBy,
    ReplyKind,
    Urgency,
)
from triage.desk.drafts import Typed
from triage.errors.requests import KeyReused, TriageError
from triage.intake import Submission
from triage.request.commands.circumstances.avoidance import MatchAvoidance
from triage.request.commands.circumstances.interpreting import ArrangeInterpreter
from triage.request.commands.circumstances.silence import EndSilence, SilenceRequest
from triage.request.commands.clock.explaining import ExplainMiss
from triage.request.commands.command import Command
from triage.request.commands.dialogue import (
    AddNote,
    NoteAnswerOpened,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.dismissing import DismissDanger
from triage.request.commands.emergency import RecordEmergencyStep
from triage.request.commands.ending import (
    CloseRequest,
    EraseRequest,
    ReopenOwnRequest,
    ReopenRequest,
    WithdrawRequest,
)
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.own.data_requests import (
    AnswerDataRequest,
    DecideDataRequest,
    MakeDataRequest,
)
from triage.request.commands.own.details import AddDetails, KeepRefusedWords
from triage.request.commands.own_wishes import ChangeConsents, ChangeContact
from triage.request.commands.partners.authorities import RecordJointContact, RecordPoliceNotice
from triage.request.commands.partners.consenting import RecordConsent, RevokeConsent
from triage.request.commands.partners.consulting import AnswerConsultation, ConsultUnit
from triage.request.commands.partners.disclosing import DecideDisclosure
from triage.request.commands.partners.guiding import GuideRequester
from triage.request.commands.partners.handover import OfferHandover
from triage.request.commands.partners.protecting import (
    DeclineNotice,
    RecordProtectionNotice,
    ReleaseToRequester,
)
from triage.request.commands.partners.statutory import (
    EndStatutoryClock,
    ReleaseStatutoryClock,
    StartStatutoryClock,
    TakeClockBack,
)
from triage.request.commands.partners.translating import (
    AskTranslation,
    DeliverTranslation,
    OpenTranslation,
)
from triage.request.commands.responding import RespondToRequest
from triage.request.commands.retention import ConfirmRecorded
from triage.request.commands.retracting import AnswerBreach, RetractReply
from triage.request.commands.sorting import SortRequest
from triage.request.commands.together.heaps import CloseTogether, TakeBackClosing
from triage.request.commands.together.linking import LinkRequests, UnlinkRequests
from triage.request.commands.together.merging import AnswerDuplicates, MergeIntoOther
from triage.request.commands.transfer import (
    AcceptTransfer,
    OfferTransfer,
    RefuseTransfer,
    WithdrawTransfer,
)
from triage.request.commands.writer import (
    MarkContactCompromised,
    NoteReplacedReceipt,
    ReplaceReceipt,
)
from triage.request.details import Details
from triage.request.disclosed import DisclosedPart, OutsideAsker
from triage.request.entry import Entry
from triage.request.state.heaps import Burst
from triage.request.words import Consents, Contact, Informant, Profile, RequestWords
from triage.store.records import staff
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal
from triage.time.statutory import StatutoryClock
from wiring.composition.enforcing import tools_of
from workers.sweep import sweep, tidy

LOG = logging.getLogger("the journey")
OUTI = Actor(role=Role.WORKER, username="outi", units=frozenset({"neuvola"}))
ADDRESS = "192.0.2.77"
BURST = Burst(heap=UUID(int=41), key=b"k" * 32)
NAMELESS = "avain-3f6d0c8a92e74b15"
WRITTEN_TWICE = ("avain-5f0c7d1b92e84a36", "avain-8a3e61c4f7d04b29")
# A rule that the packaged catalogue has.
DANGER_RULE = next(iter(packaged_lapland().danger_patterns))
# The version of a reply to a request that came in, was routed, and claimed by replying.
REPLIED = 4

# Who a person in a small place is, in values that nothing else has.
PLANTED_PROFILE = Profile(
    municipality=planted("municipality"),
    age_bands=(planted("age band"),),
    asker=planted("asker"),
    concerns=planted("concerns"),
    language=planted("language"),
    interpreter=planted("interpreter"),
)


# Who told it, of what staff entered.
PLANTED_ENTRY = Entry(
    channel=EntryChannel.PROFESSIONAL,
    arrived_at=START + timedelta(days=5),
    told_by=Personal(Informant(name=planted("told by"), contact=planted("told by contact"))),
)
# What no plea of the journey tells.
PLANTED_DETAILS = Details(
    profile=Profile(protected_address=True, elsewhere=True),
    plea=RequestWords(contact=Contact(sms_ok=False, say_where_from=False), family_agrees=True),
)
# What shows danger, in a field that was told before and otherwise.
PLANTED_REFUSED = Details(plea=RequestWords(avoid=f"Haluan kuolla, {planted('refused words')}"))


@dataclass(slots=True)
class Journey:
    """The steps taken so far: texts planted by (class, field), and secrets handed out."""

    service: TestedService
    texts: set[tuple[str, str]] = field(default_factory=set)
    secrets: list[str] = field(default_factory=list)
    version: int = 0

    async def do(self, cls: type[Command], actor: Actor, request_id: UUID, **values: Any) -> None:
        """Give a command whose every personal field is planted."""
        personal = {name: value for name, value in values.items() if value is Ellipsis}
        said = {name: Personal(planted(f"{cls.__name__} {name}")) for name in personal}
        command = cls(request_id=request_id, **{**values, **said})
        LOG.debug("%r by %r", command, actor)
        changed = await self.service.parts.triage.execute(command, actor)
        LOG.debug("%r", changed)
        self.version = changed.version
        given = {name for name, value in values.items() if isinstance(value, Personal)}
        self.texts |= {(cls.__name__, name) for name in {*personal, *given}}

    async def refused(self, cls: type[Command], actor: Actor, request_id: UUID) -> None:
        """Give a command that is refused, and log the refusal as somebody might."""
        try:
            await self.do(cls, actor, request_id, because=...)
        except TriageError as error:
            LOG.exception("refused: %r", error.details)

    async def submit(self, plea: RequestWords, profile: Profile, key: str, **marks: Any) -> Receipt:
        submission = Submission(
            topics=("VAN",),
            profile=profile,
            plea=plea,
            body=planted("body").encode(),
            idempotency_key=Personal(key),
            **marks,
        )
        LOG.debug("%r", submission)
        sender = AINO if submission.entry else ANYONE
        receipt = await self.service.parts.triage.submit(submission, sender)
        LOG.debug("%r", receipt)
        await self._sent_otherwise(submission, sender)
        self.secrets += [key, receipt.receipt.reveal(), receipt.receipt.reveal().replace(" ", "")]
        return receipt

    async def _sent_otherwise(self, submission: Submission, sender: Actor) -> None:
        other = replace(submission, body=planted("other body").encode())
        try:
            await self.service.parts.triage.submit(other, sender)
        except KeyReused as error:
            LOG.exception("refused: %r", error.details)


def planted_plea(own_word: Personal[str]) -> RequestWords:
    """A plea with a planted text in every field that takes one."""
    return RequestWords(
        message=planted("message"),
        contact=Contact(
            name=planted("name"),
            phone=planted("phone"),
            email=planted("email"),
            safe_times=planted("safe times"),
            may_leave_message=True,
            must_not_know=planted("must not know"),
        ),
        reply_by=ReplyBy.EMAIL,
        own_word_hash=staff.hashed(own_word),
        guardian_may_know=planted("guardian may know"),
        has_worker=planted("has worker"),
        avoid=planted("avoid"),
        consents=Consents(partners=(planted("partner"), "parish"), consult=True),
    )


async def whole_journey(service: TestedService) -> Journey:
    """From the button to an answered, closed and reopened request, with all that can be said."""
    journey = Journey(service)
    own_word = Personal(planted("own word").casefold())
    plea = planted_plea(own_word)
    first = await journey.submit(plea, PLANTED_PROFILE, "avain-7d2f50f0a3b94c5c")
    home = replace(PLANTED_PROFILE, municipality="698", protected_address=False)
    second = await journey.submit(plea, home, "avain-1c9e86a4d2074f6b")
    await _handled(journey, first.request_id)
    await _passed_on(journey, second.request_id)
    await _linked(journey, first.request_id, second)
    await _enforced(journey)
    await _read(journey, first, own_word)
    await _read(journey, second, own_word)
    third = await journey.submit(plea, home, "avain-e4b1a7c05d3f4a9c", entry=PLANTED_ENTRY)
    await _seen_by_others(journey, third.request_id)
    await _asked_about(journey, third.request_id)
    await _translated(journey, second.request_id)
    await _consulted(journey, await journey.submit(replace(plea, contact=None), home, NAMELESS))
    # Whom somebody wants to avoid keeps a request from being merged.
    of_nobody = replace(plea, avoid=None)
    twice = [await journey.submit(of_nobody, home, key) for key in WRITTEN_TWICE]
    await _merged(journey, twice[1].request_id, twice[0])
    await _heaped(journey, plea)
    await journey.do(EraseRequest, ANTTI, third.request_id, because=..., despite_class_because=...)
    await journey.refused(OpenRequest, KERTTU, third.request_id)
    return journey


def requester_of(request_id: UUID) -> Actor:
    return Actor(role=Role.REQUESTER, request_id=request_id)


async def _handled(journey: Journey, request_id: UUID) -> None:
    """What the coordinator does with a request from outside the county."""
    do = journey.do
    requester = requester_of(request_id)
    await do(AssessUrgency, KERTTU, request_id, level=Urgency.URGENT, because=...)
    await do(ClaimRequest, KERTTU, request_id)
    await do(RecordEmergencyStep, KERTTU, request_id, step=EmergencyStep.SAFE_CALL, note=...)
    await do(SortRequest, KERTTU, request_id, concerns=Concerns.SELF, because=...)
    await do(ReleaseRequest, KERTTU, request_id, because=...)
    held, normal = {"reply_kind": ReplyKind.HOLDING, "language": ...}, {"level": Urgency.NORMAL}
    await do(RespondToRequest, KERTTU, request_id, text=..., because=..., **held, **normal)
    for kind in ReplyKind:
        await do(ReplyToRequester, KERTTU, request_id, text=..., reply_kind=kind, language=...)
    await do(GuideRequester, KERTTU, request_id, text=..., service="kela")
    for channel in Channel:
        tried = {"channel": channel, "reached": False}
        await do(RecordContactAttempt, KERTTU, request_id, **tried, text=..., despite=...)
    await do(WriteMessage, requester, request_id, text=...)
    await do(AddNote, KERTTU, request_id, text=..., visibility=NoteFor.REQUESTER)
    begun = Typed(text=Personal(planted("draft")))
    await journey.service.parts.drafts.save(request_id, begun, KERTTU)
    law, today = {"clock": StatutoryClock.SERVICE_NEED}, START.date()
    await do(StartStatutoryClock, KERTTU, request_id, **law, is_application=True)
    await do(TakeClockBack, KERTTU, request_id, **law, because=...)
    await do(StartStatutoryClock, KERTTU, request_id, **law, is_application=True)
    await do(ReleaseStatutoryClock, KERTTU, request_id, **law)
    await do(EndStatutoryClock, KERTTU, request_id, **law, done_on=today, what=...)
    await do(DeclineNotice, KERTTU, request_id, ground=NoNotice.NO_NEED, because=...)
    told = {"family_told": False, "together_with": ("aino",)}
    await do(RecordProtectionNotice, KERTTU, request_id, to=..., because=..., **told)
    takes_part = {"requester_takes_part": False}
    await do(RecordJointContact, KERTTU, request_id, **takes_part, with_whom=..., because=...)
    await do(RecordPoliceNotice, KERTTU, request_id, because=...)
    demand = {"asker": OutsideAsker.GUARDIAN, "parts": (DisclosedPart.MESSAGE,)}
    weighed = {"understands": True, "forbids": True, "danger": False, "weighed": ...}
    said = {"statute": ..., "recipient": ..., "refused_because": ...}
    await do(DecideDisclosure, KERTTU, request_id, **demand, **weighed, **said)
    await do(ReleaseToRequester, KERTTU, request_id, because=...)
    await journey.refused(ReopenRequest, KERTTU, request_id)
    await do(CloseRequest, KERTTU, request_id, outcome=Outcome.ADVICE)
    await do(ConfirmRecorded, KERTTU, request_id, system=..., recorded_on=START.date())
    await do(ReopenRequest, KERTTU, request_id, because=...)
    await do(RetractReply, KERTTU, request_id, reply=1, because=..., personal_data=True)
    breach = {"breach": journey.version, "authority_told": True}
    await do(AnswerBreach, TIINA, request_id, **breach, text=...)
    await do(WithdrawRequest, requester, request_id, because=...)
    await do(ReopenOwnRequest, requester, request_id, text=...)


async def _linked(journey: Journey, request_id: UUID, other: Receipt) -> None:
    """What a coordinator sees two requests together by; where the link leads is sealed too."""
    do, beside = journey.do, {"other": Personal(other.reference)}
    await do(LinkRequests, KERTTU, request_id, **beside, link_kind=LinkKind.FAMILY, because=...)
    await do(UnlinkRequests, KERTTU, request_id, **beside, because=...)


async def _merged(journey: Journey, request_id: UUID, other: Receipt) -> None:
    """What a coordinator lets go on in another request of the same person."""
    do, certain = journey.do, {"ground": MergeGround.OWN_STATEMENT}
    for each in (request_id, other.request_id):
        await do(AssessUrgency, KERTTU, each, level=Urgency.NORMAL, because=...)
    beside = {"other": Personal(other.reference)}
    await do(MergeIntoOther, KERTTU, request_id, **beside, **certain, because=...)
    said = {"reply_kind": ReplyKind.ANSWER, "language": ...}
    await do(AnswerDuplicates, KERTTU, other.request_id, **said, text=...)
    await do(ReopenRequest, KERTTU, request_id, because=...)


async def _seen_by_others(journey: Journey, request_id: UUID) -> None:
    """What becomes of a request whose receipt somebody else saw."""
    do, requester = journey.do, requester_of(request_id)
    await do(ReplyToRequester, KERTTU, request_id, text=..., reply_kind=ReplyKind.ANSWER)
    await do(NoteAnswerOpened, requester, request_id, reply=REPLIED)
    await do(ReplaceReceipt, requester, request_id, own_word=..., own_word_hash=...)
    await do(NoteReplacedReceipt, SYSTEM, request_id, replaced_at=START)
    await do(MarkContactCompromised, KERTTU, request_id, because=...)
    await do(ArrangeInterpreter, KERTTU, request_id, step=Interpreting.ASKED, language=...)
    await do(SilenceRequest, KERTTU, request_id, because=...)
    await do(EndSilence, KERTTU, request_id, because=...)
    await do(MatchAvoidance, KERTTU, request_id, nobody=True)
    confirmed = {"reply_kind": ReplyKind.HOLDING, "writer_confirmed": True}
    await do(ReplyToRequester, KERTTU, request_id, text=..., **confirmed)


async def _asked_about(journey: Journey, request_id: UUID) -> None:
    """What a requester changes and asks about the own data."""
    do, requester = journey.do, requester_of(request_id)
    contact = Contact(name=planted("new name"), safe_times=planted("new times"))
    await do(ChangeContact, requester, request_id, contact=Personal(contact))
    consents = Consents(partners=(planted("new partner"),))
    await do(ChangeConsents, requester, request_id, consents=Personal(consents))
    kind = DataRequestKind.CORRECTION
    await do(MakeDataRequest, requester, request_id, kind=kind, text=...)
    outcome = DataRequestOutcome.PARTLY
    await do(AnswerDataRequest, TIINA, request_id, number=1, outcome=outcome, text=...)
    await do(MakeDataRequest, requester, request_id, kind=DataRequestKind.OBJECTION, text=...)
    await do(DecideDataRequest, KERTTU, request_id, number=2, outcome=outcome, text=...)


async def _consulted(journey: Journey, receipt: Receipt) -> None:
    """What another unit is asked about a request whose words hold no name of its requester."""
    asked = {"unit": "neuvola", "summary": ...}
    await journey.do(ConsultUnit, KERTTU, receipt.request_id, **asked)
    await journey.do(AnswerConsultation, OLLI, receipt.request_id, text=...)


async def _translated(journey: Journey, request_id: UUID) -> None:
    """What a translator reads and sends; which one, and the language, tell of the family too."""
    translator = Actor(role=Role.TRANSLATOR, request_id=request_id)
    asked = {"translator": "sopimuskaantaja", "language": Personal("so"), "knowingly": True}
    await journey.do(AskTranslation, OLLI, request_id, **asked, text=..., because=...)
    await journey.do(OpenTranslation, translator, request_id, number=1)
    await journey.do(DeliverTranslation, translator, request_id, number=1, text=...)


async def _heaped(journey: Journey, plea: RequestWords) -> None:
    """What a coordinator does with one of many that say the same, and takes back."""
    do, together = journey.do, uuid4()
    receipt = await journey.submit(plea, PLANTED_PROFILE, "avain-5a7e2c9b81d04f63", burst=BURST)
    mac = BURST.words_mac(plea, topics=("VAN",), profile=PLANTED_PROFILE)
    await do(AssessUrgency, KERTTU, receipt.request_id, level=Urgency.NORMAL, because=...)
    closing = {"heap": BURST.heap, "words_mac": mac, "together": together, "because": ...}
    await do(CloseTogether, KERTTU, receipt.request_id, **closing)
    await do(TakeBackClosing, KERTTU, receipt.request_id, together=together, because=...)


async def _passed_on(journey: Journey, request_id: UUID) -> None:
    """What units do with one another's requests."""
    do = journey.do
    added = {"details": PLANTED_DETAILS, "sent_as": ...}
    await do(AddDetails, requester_of(request_id), request_id, **added)
    await do(KeepRefusedWords, requester_of(request_id), request_id, details=PLANTED_REFUSED)
    await do(AssignRequest, KERTTU, request_id, worker="aino")
    await do(DismissDanger, AINO, request_id, why=NoDanger.QUOTE, rule=DANGER_RULE)
    await do(OfferTransfer, AINO, request_id, unit="neuvola", because=...)
    given = {"partner": "parish", "given_by": GivenBy.GUARDIAN}
    await do(RecordConsent, AINO, request_id, **given, purpose=..., what=...)
    await do(RevokeConsent, AINO, request_id, partner="parish", because=...)
    await do(RefuseTransfer, OLLI, request_id, because=...)
    day = {"follow_up_on": START.date() + timedelta(days=30)}
    await do(OfferHandover, AINO, request_id, unit="neuvola", because=..., summary=..., **day)
    await do(WithdrawTransfer, AINO, request_id, because=...)
    await do(OfferTransfer, AINO, request_id, unit="neuvola", because=..., summary=...)
    await do(WithdrawTransfer, AINO, request_id, because=...)
    await do(OfferTransfer, AINO, request_id, unit="neuvola", because=..., basis=Basis.STATUTE)
    await do(AcceptTransfer, OLLI, request_id)
    await do(OpenRequest, OUTI, request_id, because=...)
    await do(RecuseFromRequest, OUTI, request_id, because=...)
    await journey.refused(OpenRequest, OUTI, request_id)


async def _enforced(journey: Journey) -> None:
    """A week passes, nobody answers, and the service's own sweep finds it out."""
    service = journey.service
    service.clock.wind(timedelta(days=8))
    tools = tools_of(service.parts)
    LOG.debug("swept %r", await asyncio.to_thread(sweep, tools))
    missed = await journey.service.parts.reading_room.ask(MissedPromises(), SANNA)
    explained = {"promise": 0, "cause": MissCause.OTHER, "action": ...}
    await journey.do(ExplainMiss, SANNA, missed[0].id, **explained)
    await asyncio.to_thread(tidy, tools)


async def _read(journey: Journey, receipt: Receipt, own_word: Personal[str]) -> None:
    """Everybody looks at everything that they may."""
    parts, request_id = journey.service.parts, receipt.request_id
    for wrong in (None, Personal(planted("wrong word"))):
        await asyncio.gather(
            parts.authenticator.open_receipt(receipt.receipt, wrong, ADDRESS),
            return_exceptions=True,
        )
    signed_in = await parts.authenticator.open_receipt(receipt.receipt, own_word, ADDRESS)
    LOG.debug("%r", signed_in)
    journey.secrets.append(signed_in.token.reveal())
    ask = parts.reading_room.ask
    await ask(OwnRequest(first_too=True), signed_in.actor)
    shown = await ask(RequestPage(request_id=request_id), KERTTU)
    assert shown.contents is not None
    assert shown.contents.plea.message == planted("message")
    assert shown.row.age_bands == (planted("age band"),)
    await ask(RequestTrail(request_id=request_id), TIINA)
    await ask(AccessLog(reference=receipt.reference), TIINA)
    await ask(Queue(filters=Filters(topic=planted("topic"))), KERTTU)
    await ask(Queue(filters=Filters()), KERTTU)
    for grouping in Grouping:
        await ask(ResponseTimes(grouping=grouping, from_on=date(2026, 1, 1)), SANNA)
    for model in parts.models.follower.models:
        parts.models.follower.bring_up_to_date(model)
