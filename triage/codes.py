"""Which codes do requests, events, commands, catalogue and answers share? The closed sets."""

from __future__ import annotations

from enum import StrEnum


class Asker(StrEnum):
    """Who writes."""

    PARENT = "parent"
    CHILD = "child"
    YOUTH = "youth"
    CLOSE_PERSON = "close_person"
    PROFESSIONAL = "professional"
    OTHER = "other"


# A child who asks alone: who helps them, and what they may be told, differs.
YOUNG = (Asker.CHILD, Asker.YOUTH)


class Concerns(StrEnum):
    """Whom the request is about."""

    SELF = "self"
    MY_CHILD = "my_child"
    MY_FAMILY = "my_family"
    OTHERS = "other_child_or_family"


class ReplyBy(StrEnum):
    """How the requester wants the answer; e-mail only ever carries a content-free notice."""

    HERE = "here"
    PHONE = "phone"
    EMAIL = "email"


class SafeContact(StrEnum):
    """What to mind before anybody reaches the requester, without saying whom or where."""

    NO_CALLS = "no-calls"
    MUST_NOT_KNOW = "must-not-know"
    SAFE_TIMES = "safe-times"
    COMPROMISED = "compromised"


class GuardianMayKnow(StrEnum):
    """What a child or youth says about telling the guardians."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class State(StrEnum):
    """Where a request stands. The ended ones are `closed` and `withdrawn`."""

    NEW = "new"
    LOOKED_AT = "looked-at"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    OFFERED = "offered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({State.CLOSED, State.WITHDRAWN})


class WaitingFor(StrEnum):
    """Whose move it is."""

    US = "us"
    REQUESTER = "requester"
    RECEIVER = "receiver"


class Urgency(StrEnum):
    """What a human decides about the urgency, most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class MarkKind(StrEnum):
    """What the clock can mark. The values are the kinds of the events."""

    REMINDED = "reminded"
    ESCALATED = "escalated"
    MISSED = "promise-missed"
    LOOK_OVERDUE = "look-overdue"
    ALERT_REPEATED = "alert-repeated"


class LookTold(StrEnum):
    """Who is told of a look that nobody took in time, in this order."""

    SUBSTITUTE = "substitute"
    COORDINATOR = "coordinator"


class EmergencyStep(StrEnum):
    """What is done in an emergency, beside a protection notice, which is recorded by itself."""

    CALLED_112 = "called-112"
    DUTY_SERVICE = "duty-service"
    JOINT_CONTACT = "joint-contact"
    SAFE_CALL = "safe-call"


class NoDanger(StrEnum):
    """Why words that showed danger mean none: what the editor of the list can go by."""

    QUOTE = "quote"
    PAST = "past"
    FIGURE_OF_SPEECH = "figure-of-speech"
    OTHER_PERSON = "other-person"
    MEDICINE = "medicine"
    OTHER = "other"


class MissCause(StrEnum):
    """Why nobody answered in time: what the history of a request can show, or something else."""

    NOT_LOOKED_AT = "not-looked-at"
    NOBODY_TOOK_IT = "nobody-took-it"
    HELD = "held"
    OFFERED = "offered"
    CAME_BACK = "came-back"
    CALLS_IN_VAIN = "calls-in-vain"
    RETRACTED = "retracted"
    OTHER = "other"


class NoNotice(StrEnum):
    """On which ground somebody who learned of a child makes no child-protection notice.

    A colleague's notice is none: the duty is each one's own.
    """

    NO_NEED = "no-need"
    NO_CHILD = "no-child"
    # Act 417/2007 section 25 a: a contact made together with the family stands for it.
    JOINT_CONTACT = "joint-contact"
    NOTIFIED_ELSEWHERE = "notified-elsewhere"
    CHILD_UNKNOWN = "child-unknown"
    OTHER = "other"


class Interpreting(StrEnum):
    """How far an interpreter is."""

    ASKED = "asked"
    BOOKED = "booked"
    HELD = "held"
    CANCELLED = "cancelled"


class Sender(StrEnum):
    """Who wrote a message of the dialogue."""

    REQUESTER = "requester"
    WORKER = "worker"


class ReplyKind(StrEnum):
    """What a reply is: an answer, a question (counts as an answer), or holding (never does)."""

    ANSWER = "answer"
    QUESTION = "question"
    HOLDING = "holding"


class Channel(StrEnum):
    """How a contact was tried."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    MEETING = "meeting"
    VIDEO = "video"
    LETTER = "letter"


class NoteFor(StrEnum):
    """Who reads a note: whoever reads the request, the unit that wrote it, or the requester too."""

    TEAM = "team"
    UNIT = "unit"
    REQUESTER = "requester"


class LinkKind(StrEnum):
    """How two requests belong together, as a worker sees it."""

    FAMILY = "family"
    SAME_PERSON = "same-person"


class MergeGround(StrEnum):
    """By what it is certain that two requests are one person's."""

    SAME_CONTACT = "same-contact"
    OWN_STATEMENT = "own-statement"


class EntryChannel(StrEnum):
    """By which way a request came that staff entered."""

    PHONE = "phone"
    CHAT = "chat"
    VISIT = "visit"
    PROFESSIONAL = "professional"


class Basis(StrEnum):
    """What lets another controller be told (Act 703/2023, Act 812/2000 sections 16 to 18)."""

    CONSENT = "consent"
    STATUTE = "statute"


class GivenBy(StrEnum):
    """Whose consent it is (Act 812/2000 sections 8 to 11): a minor who understands gives it."""

    REQUESTER = "requester"
    YOUNG_PERSON = "young-person"
    GUARDIAN = "guardian"
    BOTH_GUARDIANS = "both-guardians"


class Outcome(StrEnum):
    """What came of a request: the closed list that statistics count."""

    ADVICE = "advice"
    SELF_HELP = "self-help"
    GUIDED = "guided"
    HANDED_OVER = "handed-over"
    CONTINUES_HERE = "continues-here"
    NETWORK = "network"
    JOINT_CONTACT = "joint-contact"
    PROTECTION_NOTICE = "protection-notice"
    TRANSFERRED_OUT = "transferred-out"
    NOT_REACHED = "not-reached"
    NO_SERVICE = "no-service"
    OUT_OF_AREA = "out-of-area"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


class RetentionClass(StrEnum):
    """How long the record must be kept (Act 703/2023, annex)."""

    ADVICE = "advice"
    FAMILY_SERVICES = "family-services"
    CHILD_PROTECTION = "child-protection"
    FAMILY_LAW = "family-law"


class DataRequestKind(StrEnum):
    """What a requester asks about the own data (GDPR, Articles 15 to 17 and 21; Act 703/2023).

    `reads` asks why somebody has read it.
    """

    COPY = "copy"
    LOG = "log"
    READS = "reads"
    CORRECTION = "correction"
    OBJECTION = "objection"
    ERASURE = "erasure"


class DataRequestOutcome(StrEnum):
    """What came of it."""

    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"


class CrisisText(StrEnum):
    """What may have happened that many write about at once; the words are prepared."""

    DEATH_AT_SCHOOL = "death-at-school"
    ACCIDENT = "accident"
    VIOLENCE = "violence"
    DISTURBANCE = "service-disturbance"


class OwnRecord(StrEnum):
    """Of which events another controller does not even know that there are any."""

    ALWAYS = "always"
    UNTIL_ACCEPTED = "until-accepted"
