"""Which histories can a request have? Random people do random things at increasing moments."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tests.clock import START
from tests.domain.given import (
    AINO,
    ANTTI,
    KERTTU,
    MARIA,
    MINUTE,
    OLLI,
    ONNI,
    REQUEST_ID,
    REQUESTER,
    SANNA,
    TIINA,
    VILLE,
    Case,
    at,
    submitted,
)
from triage.actors import ANYONE, SYSTEM, Actor, Role
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
    RetentionClass,
    Urgency,
)
from triage.errors.requests import TriageError
from triage.request.commands.circumstances.avoidance import MatchAvoidance
from triage.request.commands.circumstances.interpreting import ArrangeInterpreter
from triage.request.commands.circumstances.silence import EndSilence, SilenceRequest
from triage.request.commands.clock.explaining import ExplainMiss
from triage.request.commands.clock.marking import EnforceClock
from triage.request.commands.command import Command
from triage.request.commands.dialogue import (
    AddNote,
    NoteAnswerOpened,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.dismissing import DismissDanger
from triage.request.commands.emergency import AcknowledgeAlert, RecordEmergencyStep
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
from triage.request.commands.partners.consulting import (
    AnswerConsultation,
    ConsultUnit,
    WithdrawConsultation,
)
from triage.request.commands.partners.disclosing import DecideDisclosure
from triage.request.commands.partners.guiding import GuideRequester
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover, RecordLanding
from triage.request.commands.partners.protecting import (
    ConfirmNotice,
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
    EndTranslation,
    OpenTranslation,
)
from triage.request.commands.responding import RespondToRequest
from triage.request.commands.retention import ChangeHold, ConfirmRecorded
from triage.request.commands.retracting import AnswerBreach, RetractReply
from triage.request.commands.sorting import SortRequest
from triage.request.commands.together.linking import LinkRequests, UnlinkRequests
from triage.request.commands.together.merging import MergeIntoOther
from triage.request.commands.together.passing_on import PassOn
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
from triage.request.retention import LegalHold
from triage.request.state.heaps import Burst
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.time.statutory import StatutoryClock

Act = tuple[Actor, type[Command], dict[str, Any], timedelta]

OTHER_ID = UUID(int=8)
DANGEROUS = "Mieheni uhkaa tappaa minut."
UNREAD = "Kocam beni dövüyor, çok korkuyorum."
# One whose user name is a part of another's, and one in two units.
AI = replace(AINO, username="ai")
BETWEEN = replace(OLLI, username="iida", units=frozenset({"neuvola", "perhesosiaalityo"}))
HANDLERS = (AINO, ONNI, AI, OLLI, BETWEEN, MARIA, KERTTU, VILLE)
PARISH = "seurakunta-perheneuvonta"
TRANSLATOR = Actor(role=Role.TRANSLATOR, request_id=REQUEST_ID)

# From a minute to four days.
GAPS = [timedelta(minutes=each) for each in (1, 20, 150, 600, 1440, 4 * 1440)]


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def does(command: type[Command], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(command), st.fixed_dictionaries(fields))


# What may be told later; some of it contradicts what was told, and is refused then.
DETAILS = (
    Details(plea=RequestWords(avoid="Naapurini.")),
    Details(plea=RequestWords(has_worker=DANGEROUS)),
    Details(plea=RequestWords(reply_by="phone", contact=Contact(phone="+358401234567"))),
    Details(plea=RequestWords(consents=Consents(partners=("parish",), consult=True))),
    Details(profile=Profile(age_bands=("A3",), protected_address=True)),
    Details(profile=Profile(concerns="other_child_or_family", interpreter="so")),
)

# What a worker finds: nothing, a topic of another unit, an urgent one, of some age, about others.
SORTED = {
    "topics": one_of(None, (), ("RAS",), ("VKV", "TAL"), ("NEP", "MUU"), ("HUO",)),
    "age_bands": one_of(None, (), ("A1",), ("A4", "A5")),
    "concerns": one_of(None, None, *Concerns),
}
# Wherever in the year it is, some of them lie ahead.
FOLLOW_UPS = [at(1, 9).date() + timedelta(days=30 * each) for each in range(1, 14)]
OUTCOMES = (
    Outcome.ADVICE,
    Outcome.OUT_OF_AREA,
    Outcome.HANDED_OVER,
    Outcome.SPAM,
    Outcome.WITHDRAWN,
)

# Named as often as they are likely to act.
UNIT = (AINO, AINO, AINO, ONNI, AI, BETWEEN, KERTTU)
ANYONE_ELSE = (OLLI, MARIA, VILLE, KERTTU)
RECEIVERS = (OLLI, OLLI, BETWEEN, MARIA, KERTTU, AINO)
WEIGHTED = [
    (3, UNIT, does(ClaimRequest)),
    (2, UNIT, does(ReleaseRequest)),
    (
        1,
        (KERTTU,),
        does(PassOn, holder=one_of("aino", "onni"), worker=one_of(None, "onni", "olli")),
    ),
    (2, UNIT, does(AssignRequest, worker=one_of("aino", "onni", "olli", "kerttu", "nobody"))),
    (2, UNIT, does(OpenRequest)),
    # Often: the last of a unit steps aside only after the others have.
    (4, UNIT, does(RecuseFromRequest)),
    (4, UNIT, does(AssessUrgency, level=one_of(*Urgency))),
    (4, UNIT, does(SortRequest, **SORTED)),
    (2, UNIT, does(AssessUrgency, level=one_of(*Urgency), **SORTED)),
    (
        7,
        UNIT,
        does(ReplyToRequester, reply_kind=one_of(*ReplyKind), writer_confirmed=st.booleans()),
    ),
    (2, UNIT, does(GuideRequester, service=one_of("kela", "nowhere"))),
    (
        4,
        (*UNIT, OLLI),
        does(
            RespondToRequest,
            reply_kind=one_of(*ReplyKind),
            level=one_of(None, *Urgency),
            outcome=one_of(None, None, Outcome.ADVICE, Outcome.SPAM, Outcome.WITHDRAWN),
            duplicates_too=one_of(False, False, True),
            clock_runs_on=st.booleans(),
        ),
    ),
    (4, UNIT, does(RetractReply, reply=st.integers(1, 4), personal_data=st.booleans())),
    (
        2,
        (*UNIT, MARIA),
        does(LinkRequests, other=one_of("PA-8", "PA-9"), link_kind=one_of(*LinkKind)),
    ),
    (1, UNIT, does(UnlinkRequests, other=st.just("PA-8"))),
    (4, UNIT, does(MergeIntoOther, other=one_of("PA-8"), ground=one_of(*MergeGround))),
    (1, UNIT, does(AddNote, visibility=one_of(*NoteFor))),
    (2, UNIT, does(ConfirmRecorded, recorded_on=st.sampled_from(FOLLOW_UPS))),
    (2, (*UNIT, VILLE), does(AcknowledgeAlert)),
    (2, (*UNIT, VILLE), does(DismissDanger, why=one_of(*NoDanger))),
    (2, (*UNIT, VILLE), does(RecordEmergencyStep, step=one_of(*EmergencyStep))),
    (3, UNIT, does(RecordContactAttempt, channel=one_of(*Channel), reached=st.booleans())),
    (
        2,
        (*UNIT, OLLI),
        does(
            RecordProtectionNotice,
            family_told=st.booleans(),
            together_with=one_of((), (), ("onni",), ("aino", "olli")),
        ),
    ),
    (1, UNIT, does(ConfirmNotice)),
    (1, (*UNIT, OLLI, MARIA), does(DeclineNotice, ground=one_of(*NoNotice))),
    (
        2,
        UNIT,
        does(RecordJointContact, with_whom=one_of("x"), requester_takes_part=st.booleans()),
    ),
    (1, UNIT, does(RecordPoliceNotice)),
    (
        1,
        UNIT,
        does(
            DecideDisclosure,
            asker=one_of(*OutsideAsker),
            parts=one_of((DisclosedPart.MESSAGE,), tuple(DisclosedPart)),
            understands=one_of(None, True, False),
            forbids=one_of(True, False),
            danger=one_of(True, False),
            weighed=one_of(None, "Syy."),
            refused_because=one_of(None, "Ei saa."),
        ),
    ),
    (1, UNIT, does(DecideDataRequest, number=one_of(1, 2), outcome=one_of(*DataRequestOutcome))),
    (
        3,
        UNIT,
        does(StartStatutoryClock, clock=one_of(*StatutoryClock), is_application=st.booleans()),
    ),
    (
        2,
        UNIT,
        does(
            EndStatutoryClock,
            clock=one_of(*StatutoryClock),
            done_on=st.sampled_from(FOLLOW_UPS),
            what=one_of("Aloitettiin."),
        ),
    ),
    (2, UNIT, does(ReleaseStatutoryClock, clock=one_of(*StatutoryClock))),
    (1, UNIT, does(TakeClockBack, clock=one_of(*StatutoryClock))),
    (3, UNIT, does(ReleaseToRequester)),
    (
        7,
        UNIT,
        does(
            OfferTransfer,
            unit=one_of("neuvola", "neuvola", "perhesosiaalityo", "palveluohjaus", PARISH, "kuu"),
            basis=one_of(None, *Basis),
        ),
    ),
    (
        5,
        UNIT,
        does(
            OfferHandover,
            unit=one_of("neuvola", "neuvola", "perhesosiaalityo", PARISH),
            basis=one_of(None, *Basis),
            follow_up_on=one_of(
                *(at(1, 9).date() + timedelta(days=30 * each) for each in range(1, 14))
            ),
        ),
    ),
    (
        4,
        UNIT,
        does(
            ConsultUnit,
            unit=one_of("neuvola", "neuvola", "perhesosiaalityo", PARISH, "kuu"),
            summary=one_of("Mitä voi tehdä?", "Perhe asuu Rovaniemellä."),
        ),
    ),
    (
        4,
        UNIT,
        does(
            RecordConsent,
            purpose=one_of("Ajan varaus."),
            partner=one_of(PARISH, "parish", "city", "county"),
            given_by=one_of(*GivenBy),
            until=one_of(None, None, *FOLLOW_UPS[:2]),
        ),
    ),
    (2, (*UNIT, MARIA), does(RevokeConsent, partner=one_of(PARISH, "parish"))),
    (4, RECEIVERS, does(AnswerConsultation)),
    (1, UNIT, does(WithdrawConsultation, unit=one_of("neuvola", PARISH))),
    (
        4,
        UNIT,
        does(
            AskTranslation,
            translator=one_of("sopimuskaantaja", "naapuri"),
            language=one_of("so", "fi", "th"),
            messages=one_of((), (0,), (1,), (0, 1)),
            text=one_of(None, None, "Hei."),
            knowingly=one_of(True, True, False),
        ),
    ),
    (4, (TRANSLATOR,), does(OpenTranslation, number=st.integers(1, 3))),
    (4, (TRANSLATOR,), does(DeliverTranslation, number=st.integers(1, 3))),
    (1, UNIT, does(EndTranslation, number=st.integers(1, 3))),
    (6, RECEIVERS, does(AcceptHandover)),
    (3, (*UNIT, OLLI, MARIA), does(RecordLanding)),
    (9, RECEIVERS, does(AcceptTransfer)),
    (4, RECEIVERS, does(RefuseTransfer)),
    (2, (*UNIT, OLLI), does(WithdrawTransfer)),
    (
        8,
        UNIT,
        does(
            CloseRequest,
            outcome=one_of(
                Outcome.ADVICE,
                Outcome.OUT_OF_AREA,
                Outcome.HANDED_OVER,
                Outcome.SPAM,
                Outcome.WITHDRAWN,
            ),
            clock_runs_on=st.booleans(),
            retention_class=one_of(None, *RetentionClass),
        ),
    ),
    (6, UNIT, does(ReopenRequest)),
    (2, ANYONE_ELSE, does(ClaimRequest)),
    (2, ANYONE_ELSE, does(AssessUrgency, level=one_of(*Urgency))),
    (2, ANYONE_ELSE, does(SortRequest, **SORTED)),
    (
        2,
        ANYONE_ELSE,
        does(ReplyToRequester, reply_kind=one_of(*ReplyKind), writer_confirmed=st.booleans()),
    ),
    (1, ANYONE_ELSE, does(RecuseFromRequest)),
    (4, (REQUESTER,), does(WriteMessage, text=one_of("Kiitos.", DANGEROUS, UNREAD))),
    (
        2,
        (REQUESTER,),
        does(
            ChangeContact,
            contact=one_of(
                Contact(),
                Contact(phone="+358401234567"),
                Contact(name=DANGEROUS),
                Contact(safe_times=UNREAD),
            ),
            reply_by=one_of(None, *ReplyBy),
        ),
    ),
    (
        2,
        (REQUESTER,),
        does(ChangeConsents, consents=one_of(Consents(), Consents(partners=(PARISH,)))),
    ),
    (5, (REQUESTER,), does(AddDetails, details=one_of(*DETAILS))),
    (1, (REQUESTER,), does(KeepRefusedWords, details=one_of(*DETAILS))),
    (
        2,
        (REQUESTER,),
        does(MakeDataRequest, kind=one_of(*DataRequestKind), text=one_of(None, DANGEROUS)),
    ),
    (
        1,
        (TIINA,),
        does(AnswerDataRequest, number=one_of(1, 2), outcome=one_of(*DataRequestOutcome)),
    ),
    (
        2,
        (TIINA,),
        does(AnswerBreach, breach=st.integers(3, 12), authority_told=st.booleans()),
    ),
    (2, (REQUESTER,), does(NoteAnswerOpened, reply=st.integers(2, 12))),
    (2, (REQUESTER,), does(ReplaceReceipt, own_word=one_of(None, "kissa", DANGEROUS))),
    (
        1,
        (SYSTEM,),
        does(NoteReplacedReceipt, replaced_at=one_of(START, START + timedelta(hours=1))),
    ),
    (1, ANYONE_ELSE, does(MarkContactCompromised)),
    (1, UNIT, does(SilenceRequest)),
    (2, UNIT, does(ArrangeInterpreter, step=one_of(*Interpreting))),
    (1, UNIT, does(EndSilence)),
    (3, UNIT, does(MatchAvoidance, workers=one_of(("onni",), ("ai", "aino"), ("kerttu",)))),
    (1, UNIT, does(MatchAvoidance, nobody=one_of(True))),
    (2, (REQUESTER,), does(WithdrawRequest)),
    (1, (REQUESTER,), does(ReopenOwnRequest)),
    (5, (SYSTEM,), does(EnforceClock)),
    (
        3,
        (SANNA,),
        does(
            ExplainMiss,
            promise=one_of(0, 1),
            cause=one_of(*MissCause),
            action=one_of(None, DANGEROUS),
        ),
    ),
    (1, (ANTTI,), does(ChangeHold, ground=one_of(None, LegalHold.APPEAL, LegalHold.CLAIM))),
    (1, (ANTTI,), does(EraseRequest, despite_class_because=one_of(None, "Väärä henkilö."))),
]


def by(actors: tuple[Actor, ...], doing: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    return st.builds(
        lambda actor, done, gap: (actor, *done, gap), one_of(*actors), doing, one_of(*GAPS)
    )


# Not `st.one_of`, which would take equal ones as one and forget their weights.
kinds_of_act = [by(actors, doing) for weight, actors, doing in WEIGHTED for _ in range(weight)]
acts: st.SearchStrategy[Act] = one_of(*kinds_of_act).flatmap(lambda act: act)
# Any minute of a year: weekends, holidays and both nights on which the clocks are moved.
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: at(1, 0) + minutes * MINUTE)
pleas = st.builds(
    lambda message, reply_by, partners: RequestWords(
        message=message, reply_by=reply_by, consents=Consents(partners=partners)
    ),
    st.sampled_from(["Emme jaksa.", DANGEROUS, UNREAD, None]),
    st.sampled_from(["here", "phone", None]),
    st.sampled_from([(), ("parish",)]),
)
histories = st.tuples(moments, pleas, st.lists(acts, min_size=12, max_size=25))
History = tuple[datetime, RequestWords, list[Act]]


def entry_at(moment: datetime) -> Entry | None:
    """Every seventh came by phone, up to a week before aino entered it."""
    if moment.minute % 7:
        return None
    return Entry(channel=EntryChannel.PHONE, arrived_at=moment - timedelta(hours=2 * moment.minute))


def lived(
    history: History,
    *,
    request_id: UUID = REQUEST_ID,
    after_each: Callable[[Case], None] = lambda case: None,
    burst: Burst | None = None,
) -> Case:
    """The request after a history; what the rules refuse does not happen."""
    moment, plea, happening = history
    entry = entry_at(moment)
    sender = AINO if entry else ANYONE
    case = submitted(
        moment=moment, plea=plea, request_id=request_id, burst=burst, by=sender, entry=entry
    )
    case.beside = {"PA-8": submitted(moment=moment, request_id=OTHER_ID, reference="PA-8")}
    after_each(case)
    for actor, command, fields, gap in happening:
        if actor in (REQUESTER, TRANSLATOR):
            actor = replace(actor, request_id=request_id)
        if tried(case, actor, command, fields, gap):
            after_each(case)
    return case


def tried(
    case: Case, actor: Actor, command: type[Command], fields: dict[str, Any], gap: timedelta
) -> bool:
    """Whether it was accepted; a refusal, too, takes its time."""
    try:
        case.do(actor, command, moment=case.now + gap, **fields)
    except TriageError:
        case.now += gap
        return False
    return True


def twin(case: Case) -> Case:
    """The same request once more, so that trying something leaves the first one alone."""
    other = copy(case)
    other.stored = list(case.stored)
    return other
