"""What may staff do to one request? Each verb with the body it takes and the command it is.

A body's fields are called as the command's are, so that adding a verb is one entry in `VERBS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.v1.words_in import Incoming, LowerCode, MaybeReason, MaybeWords, Reason, Username, Words
from triage import errors
from triage.codes import Basis, Channel, Outcome, ReplyKind, RetentionClass, Urgency
from triage.request.commands.command import Command
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    RecordProtectionNotice,
    ReleaseToRequester,
    ReplyToRequester,
)
from triage.request.commands.ending import CloseRequest, ReopenRequest
from triage.request.commands.handling import (
    AssignRequest,
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.intake import AssessUrgency
from triage.request.commands.transfer import (
    AcceptTransfer,
    OfferTransfer,
    RefuseTransfer,
    WithdrawTransfer,
)

CLASS_NAME = re.compile(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")


class EmptyBody(Incoming):
    """Nothing has to be said."""


class BecauseBody(Incoming):
    """Why; sealed, and shown only to those who may read the request."""

    because: Reason


class UrgencyBody(Incoming):
    """How urgent a human finds the request."""

    level: Urgency
    because: Reason


class AssignmentBody(Incoming):
    """Which worker of the unit is to take the request."""

    worker: Username


class ReplyBody(Incoming):
    """What is written to the requester. A holding reply never counts as an answer."""

    text: Words
    reply_kind: Annotated[ReplyKind, Field(alias="kind")]


class NoteBody(Incoming):
    """A note that the requester does not see."""

    text: Words


class ContactAttemptBody(Incoming):
    """A call or a meeting that was tried; reached counts as an answer."""

    channel: Channel
    reached: bool
    text: MaybeWords = None


class TransferBody(Incoming):
    """To which unit the request is offered; another controller's needs a basis.

    The summary is all of the content that the receiver reads before it accepts.
    """

    unit: LowerCode
    because: Reason
    basis: Basis | None = None
    summary: MaybeReason = None


class ProtectionNoticeBody(Incoming):
    """To whom a child-protection notice was made, why, and whether the family was told."""

    to: Reason
    because: Reason
    family_told: bool


class ClosingBody(Incoming):
    """What came of the request, and how long its record must be kept."""

    outcome: Outcome
    retention_class: RetentionClass | None = None


def _code(class_name: re.Match[str]) -> str:
    refusal = getattr(errors, class_name[0], None)
    return class_name[0] if refusal is None else f"`{refusal.code}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that staff do to a request."""

    body: type[Incoming]
    command: type[Command]
    summary: str

    @property
    def description(self) -> str:
        """What the command says of itself, with the codes of the refusals that are its own."""
        does, _, raises = (getdoc(self.command) or "").partition("\n\nRaises:\n")
        own = (line.strip() for line in raises.splitlines())
        refused = "\n".join(f"- {CLASS_NAME.sub(_code, line)}" for line in own)
        return f"{does}\n\nRefused with:\n\n{refused}" if refused else does

    def command_for(self, request_id: UUID, version: int | None, body: Incoming) -> Command:
        """The command that the body asks for, on the version that the person saw."""
        return self.command(request_id=request_id, expected_version=version, **dict(body))


VERBS: Mapping[str, Verb] = {
    "urgency": Verb(body=UrgencyBody, command=AssessUrgency, summary="Assess the urgency"),
    "claim": Verb(body=EmptyBody, command=ClaimRequest, summary="Claim the request"),
    "release": Verb(body=BecauseBody, command=ReleaseRequest, summary="Put it back in the queue"),
    "assignment": Verb(body=AssignmentBody, command=AssignRequest, summary="Assign it to a worker"),
    "reply": Verb(body=ReplyBody, command=ReplyToRequester, summary="Write to the requester"),
    "note": Verb(body=NoteBody, command=AddNote, summary="Add a note"),
    "contact-attempt": Verb(
        body=ContactAttemptBody, command=RecordContactAttempt, summary="Record a call or a meeting"
    ),
    "transfer": Verb(body=TransferBody, command=OfferTransfer, summary="Offer it to another unit"),
    "transfer-acceptance": Verb(
        body=EmptyBody, command=AcceptTransfer, summary="Accept what was offered"
    ),
    "transfer-refusal": Verb(
        body=BecauseBody, command=RefuseTransfer, summary="Send what was offered back"
    ),
    "transfer-withdrawal": Verb(
        body=BecauseBody, command=WithdrawTransfer, summary="Take back what was offered"
    ),
    "recusal": Verb(body=BecauseBody, command=RecuseFromRequest, summary="Step aside"),
    "opening": Verb(
        body=BecauseBody, command=OpenRequest, summary="Open a colleague's request with a reason"
    ),
    "protection-notice": Verb(
        body=ProtectionNoticeBody,
        command=RecordProtectionNotice,
        summary="Record a child-protection notice",
    ),
    "notice-release": Verb(
        body=BecauseBody,
        command=ReleaseToRequester,
        summary="Let the requester see what a notice withheld",
    ),
    "closing": Verb(body=ClosingBody, command=CloseRequest, summary="Close with an outcome"),
    "reopening": Verb(body=BecauseBody, command=ReopenRequest, summary="Take it up again"),
}
