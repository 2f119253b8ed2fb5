"""What may a requester, or anybody who signs in, send? The bodies of the requester's side."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.v1.field_types import (
    Incoming,
    LanguageTag,
    Line,
    LowerCode,
    MaybeLine,
    MaybeReason,
    MaybeWords,
    OwnWordAgain,
    Password,
    UpperCode,
    Words,
)
from triage.codes import (
    Asker,
    Concerns,
    DataRequestKind,
    DataRequestOutcome,
    GuardianMayKnow,
    MissCause,
    ReplyBy,
)

EXAMPLE: JsonDict = {
    "message": "Emme jaksa enää öitä. Vauva on kolmen kuukauden ikäinen.",
    "topics": ["VAN"],
    "asker": "parent",
    "concerns": "my_family",
    "age_bands": ["A1"],
    "municipality": "698",
    "language": "fi",
    "reply_by": "here",
}


class ContactBody(Incoming):
    """How the requester may be reached safely; everything is optional."""

    name: MaybeLine = None
    phone: Annotated[
        MaybeLine, Field(description="One number; Finnish unless it begins with a country's code.")
    ] = None
    email: Annotated[MaybeLine, Field(description="Carries a notice without content only.")] = None
    safe_times: MaybeLine = None
    may_leave_message: bool | None = None
    sms_ok: bool | None = None
    say_where_from: bool | None = None
    must_not_know: MaybeLine = None


class OwnContactBody(ContactBody):
    """How the requester wants to be reached from now on. What is left out is told no more."""

    reply_by: ReplyBy | None = None


class ConsentsBody(Incoming):
    """What the requester agrees to; nothing unless it is said."""

    partners: list[LowerCode] = Field(
        default_factory=list,
        max_length=20,
        description="`city`, `parish`, `ngo`, `multi`, or a unit's code.",
    )
    consult: bool = False


class SubmissionBody(Incoming):
    """A request for help. Of `message` and `topics` at least one; all the rest is optional."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    message: Annotated[
        MaybeWords, Field(description="In any language, up to 10,000 characters when trimmed.")
    ] = None
    topics: list[UpperCode] = Field(default_factory=list, max_length=40)
    asker: Asker | None = None
    concerns: Concerns | None = None
    age_bands: list[UpperCode] = Field(default_factory=list, max_length=20)
    municipality: Annotated[
        LowerCode | None, Field(description="An official code, or `other` for outside Lapland.")
    ] = None
    language: Annotated[LanguageTag | None, Field(description="Any BCP 47 tag.")] = None
    interpreter: Annotated[LanguageTag | None, Field(description="Any BCP 47 tag.")] = None
    reply_by: ReplyBy | None = None
    contact: ContactBody | None = None
    own_word: Annotated[
        MaybeLine,
        Field(
            description="Asked for with the receipt; case, spaces and kinds of dash do not count."
        ),
    ] = None
    guardian_may_know: GuardianMayKnow | None = None
    family_agrees: bool | None = None
    has_worker: MaybeLine = None
    elsewhere: bool = False
    avoid: MaybeReason = None
    consents: ConsentsBody | None = None
    protected_address: bool = False


class DetailsBody(Incoming):
    """What was not told when sending; every field is optional.

    What was told already is refused; codes and ticks are not where they are the same. An empty
    list and `false` in a field that is `false` by itself say nothing. `reply_by` may change from
    `here`.
    """

    topics: list[UpperCode] = Field(default_factory=list, max_length=40)
    asker: Asker | None = None
    concerns: Concerns | None = None
    age_bands: list[UpperCode] = Field(default_factory=list, max_length=20)
    municipality: Annotated[
        LowerCode | None, Field(description="An official code, or `other` for outside Lapland.")
    ] = None
    language: Annotated[LanguageTag | None, Field(description="Any BCP 47 tag.")] = None
    interpreter: Annotated[LanguageTag | None, Field(description="Any BCP 47 tag.")] = None
    reply_by: ReplyBy | None = None
    contact: ContactBody | None = None
    guardian_may_know: GuardianMayKnow | None = None
    family_agrees: bool | None = None
    has_worker: MaybeLine = None
    elsewhere: bool = False
    avoid: MaybeReason = None
    consents: ConsentsBody | None = None
    protected_address: Annotated[
        bool, Field(description="Takes the municipality out of what workers and rules see.")
    ] = False


class ReceiptBody(Incoming):
    """A receipt as typed: spaces, dashes and dots do not count.

    The two check digits may be missing. Where they are there and wrong, nothing is looked up.
    """

    receipt: Line
    own_word: OwnWordAgain = None


class NewReceiptBody(Incoming):
    """The own word that stands, where there is one, and another own word, where one is wanted."""

    own_word: OwnWordAgain = None
    new_own_word: MaybeLine = None


class MessageBody(Incoming):
    """A further message of the requester."""

    text: Words
    seen: Annotated[
        int | None,
        Field(
            ge=0,
            description="`seen` of `my-request` as it was last read. With it, sending the same "
            "words again (after a lost answer, for example) stores nothing twice.",
        ),
    ] = None


class DataRequestBody(Incoming):
    """What is asked about the own data, in words of one's own where there is something to say."""

    kind: DataRequestKind
    text: MaybeReason = None


class DataRequestAnswerBody(Incoming):
    """What the data protection officer answers; the requester reads the text."""

    number: Annotated[int, Field(ge=1)]
    outcome: DataRequestOutcome
    text: Words
    writer_confirmed: Annotated[
        bool,
        Field(
            description="That you made sure who writes; asked for where `writer_unconfirmed` is "
            "true."
        ),
    ] = False


class MissExplanationBody(Incoming):
    """Why a promise was missed, and what is put right so that the next one is kept."""

    promise: Annotated[int, Field(ge=0, description="As the trail numbers it; 0 is the first.")]
    cause: MissCause
    action: MaybeReason = None


class BreachAnswerBody(Incoming):
    """What was done about another's data that went to a requester."""

    breach: Annotated[int, Field(ge=1)]
    authority_told: bool
    text: Words


class WithdrawalBody(Incoming):
    """Why the request is taken back, where the requester wants to say it."""

    reason: MaybeReason = None


class ReopeningBody(Incoming):
    """Why the request is taken up again, where the requester wants to say it."""

    reason: Annotated[
        MaybeWords, Field(description="A message like any other, and as long as one may be.")
    ] = None


class SignInBody(Incoming):
    """User name and password of a local account; the code where it has a second factor.

    Case and the spaces around it do not count in a user name, only the latter in a password.
    """

    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Password
    code: Annotated[
        MaybeLine,
        Field(description="The six digits that the app shows now, or a recovery code; works once."),
    ] = None
