"""What may be refused, and with which stable code: one class a refusal, values and no sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

WhyNotTaken: TypeAlias = Literal["given-already", "required"]


class TriageError(Exception):
    """Something that a caller can cause. `code` is stable; `details` are values, never prose.

    `is_logged` tells that the access log knows of the try already.
    """

    code: ClassVar[str] = "refused"
    is_logged = False

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details


class NotAllowed(TriageError):
    """The role never may do this."""

    code = "not-allowed"


class RequestUnknown(TriageError):
    """No such request, or not one that this actor may know of: both look the same."""

    code = "not-found"


class ReasonNeeded(TriageError):
    """A colleague has claimed the request: opening it needs a reason of one's own."""

    code = "reason-needed"


class ChangedMeanwhile(TriageError):
    """The request has moved on from the version that the person saw."""

    code = "stale"


class AlreadyClaimed(TriageError):
    """Somebody else has it; `by` names the user."""

    code = "already-claimed"


class NotClaimed(TriageError):
    """Nobody has claimed the request, or not the one who acts: claim it first."""

    code = "not-claimed"


class NotLookedAt(TriageError):
    """A human must look at the urgency first."""

    code = "not-looked-at"


class RequestClosed(TriageError):
    """The request is closed."""

    code = "request-closed"


class RequestOpen(TriageError):
    """The request is not closed, so there is nothing to reopen."""

    code = "request-open"


class RequestWithdrawn(TriageError):
    """The requester took the request back."""

    code = "request-withdrawn"


class RequestErased(TriageError):
    """The keys of the request are destroyed: nothing can be written under them any more."""

    code = "request-erased"


class NotAnswered(TriageError):
    """Only a duplicate, spam or a withdrawn request may be closed before it is answered."""

    code = "not-answered"


class NotAlike(TriageError):
    """It says something else, or somebody has begun on it: it is not closed with the others."""

    code = "not-alike"


class NothingToTakeBack(TriageError):
    """No request is held closed by this mass closing."""

    code = "nothing-to-take-back"


class TooLateToTakeBack(TriageError):
    """A mass closing is taken back within 30 days; later each request is reopened by itself."""

    code = "too-late"


class OutcomeNotFit(TriageError):
    """The outcome does not fit what has happened (`outcome`)."""

    code = "outcome-not-fit"


class TransferPending(TriageError):
    """An offer waits for the receiver's word."""

    code = "transfer-pending"


class NoTransferPending(TriageError):
    """There is no offer to accept or to refuse."""

    code = "no-transfer-pending"


class NoReceiver(TriageError):
    """Nobody in the unit could accept the request just now (`unit`)."""

    code = "no-receiver"


class ReachedByNotice(TriageError):
    """The unit is reached by a child-protection notice, never by a transfer (`unit`)."""

    code = "reached-by-notice"


class BasisNeeded(TriageError):
    """Another controller may be told only with the requester's consent or by a named statute."""

    code = "basis-needed"


class ConsentMissing(TriageError):
    """The requester has not agreed that this partner may be told."""

    code = "consent-missing"


class UnknownUnit(TriageError):
    """The catalogue has no such unit, or it takes no requests."""

    code = "unknown-unit"


class UnknownWorker(TriageError):
    """No such worker in the unit, or one who may not take this request."""

    code = "unknown-worker"


class WorkerRecused(TriageError):
    """The worker is disqualified from this request."""

    code = "worker-recused"


class TooManyMessages(TriageError):
    """So many messages wait unread that one more would bury them; `limit` says how many."""

    code = "too-many-messages"


class DetailsRefused(TriageError):
    """Details that cannot be added; `fields` says why, for each field that was not taken."""

    code = "invalid"

    def __init__(self, fields: Mapping[str, WhyNotTaken]) -> None:
        super().__init__()
        self.fields = fields


class NothingWithheld(TriageError):
    """There is no protection notice whose traces are withheld."""

    code = "nothing-withheld"


class KeyReused(TriageError):
    """The idempotency key came before with another body, at `submitted_at` in UTC."""

    code = "key-reused"


class RequestDamaged(TriageError):
    """The request's keys or its words do not open any more, and nobody erased them."""

    code = "request-damaged"


class KeyExpired(TriageError):
    """The idempotency key is older than 24 hours: `submitted_at`, in UTC, is when it came."""

    code = "key-expired"


class WrongReceipt(TriageError):
    """No request opens with this receipt and word."""

    code = "not-found"


class WriterUnconfirmed(TriageError):
    """The receipt was replaced or seen by others: confirm who writes before you reply."""

    code = "writer-unconfirmed"


class UntilNotFit(TriageError):
    """A crisis notice ends after now, and within 14 days."""

    code = "until-not-fit"


class AccessibilityAnswered(TriageError):
    """Feedback about accessibility is answered once."""

    code = "accessibility-answered"


class TooManyAttempts(TriageError):
    """Wrong receipts, or feedback, came too fast; `retry_after_seconds` says when to try again."""

    code = "too-many-attempts"


class WrongPassword(TriageError):
    """User name and password do not match, or the account is disabled."""

    code = "wrong-password"


class Overloaded(TriageError):
    """The list of waiting writes is full: nothing was stored, try again."""

    code = "overloaded"


class CatchingUp(TriageError):
    """A read model is too far behind to answer; the follower is on it."""

    code = "catching-up"


class ReadModelStopped(TriageError):
    """A read model cannot take one event and stands before it until it is repaired."""

    code = "read-model-stopped"


class UnknownStaff(TriageError):
    """No account of that name."""

    code = "unknown-staff"


class StaffExists(TriageError):
    """An account of that name exists already."""

    code = "staff-exists"


class ErasureRefused(TriageError):
    """The retention class forbids destroying the keys; `ground` names it."""

    code = "erasure-refused"


class BadPlace(TriageError):
    """The place to go on from is none that a page gave; `field` names the parameter."""

    code = "bad-place"


class CatalogueRefused(TriageError):
    """The catalogue has holes; every one of them is listed."""

    code = "catalogue-refused"

    def __init__(self, holes: tuple[str, ...]) -> None:
        super().__init__(holes=list(holes))
        self.holes = holes
