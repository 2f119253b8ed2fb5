"""How is a refusal said over HTTP? One table of statuses, and RFC 9457 for its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api.errors import refusals
from api.errors.refusals import FieldCode, FieldError
from triage import refused_receipts
from triage.errors import (
    absences,
    accounts,
    avoidance,
    checkpoints,
    contact,
    drafts,
    entering,
    linking,
    misses,
    notice_settings,
    own_rights,
    partners,
    provider,
    replies,
    requests,
    retention,
    rota,
    signs,
    sorting,
    templates,
    translating,
)
from triage.errors.requests import TriageError
from triage.tracing import current_trace

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Said:
    """How a class of refusals is said: status, which details may be shown, which field it means."""

    status: int
    shows: tuple[str, ...] = ()
    field: str | None = None
    field_code: FieldCode = "unknown"
    retry_after_seconds: int | None = None


# A class that is not here is refused by a rule: 409. What is shown is codes of ours, never words.
SAID: Mapping[type[TriageError], Said] = {
    refusals.BadHost: Said(400),
    provider.BadLogoutToken: Said(400),
    refusals.NotSignedIn: Said(401),
    requests.WrongPassword: Said(401),
    accounts.CodeNeeded: Said(401),
    accounts.WrongCode: Said(401, field="code", field_code="invalid"),
    requests.NotAllowed: Said(403),
    refusals.ForeignForm: Said(403),
    provider.SignInNotBegun: Said(403),
    provider.ProviderRefused: Said(403),
    provider.IdentityUnproven: Said(403),
    provider.NoRoleGiven: Said(403),
    provider.AccountDisabled: Said(403),
    provider.LocalSignInOff: Said(403),
    accounts.SecondFactorMissing: Said(403),
    accounts.FreshProofNeeded: Said(403),
    requests.ReasonNeeded: Said(403, shows=("ground",)),
    requests.RequestUnknown: Said(404),
    requests.WrongReceipt: Said(404),
    requests.UnknownStaff: Said(404),
    drafts.NoDraft: Said(404),
    checkpoints.NoCheckpointYet: Said(404),
    templates.UnknownTemplate: Said(404),
    templates.TemplateChanged: Said(409),
    drafts.DraftChanged: Said(409),
    requests.AlreadyClaimed: Said(409, shows=("by",)),
    contact.ChannelRuledOut: Said(409, shows=("channel",)),
    contact.SafeTimeUnconfirmed: Said(409),
    contact.MessageRuledOut: Said(409),
    contact.NotTriedEnough: Said(409, ("days",), field="outcome", field_code="invalid"),
    contact.AlreadySilent: Said(409),
    contact.NotSilent: Said(409),
    contact.InterpreterOutOfOrder: Said(409),
    contact.InterpreterWithoutMoment: Said(409),
    translating.NoTranslation: Said(409),
    translating.NothingToTranslate: Said(422, field="messages", field_code="invalid"),
    translating.NotTheirLanguage: Said(422, field="language", field_code="invalid"),
    translating.UnknownTranslator: Said(422, field="translator"),
    translating.WordsIdentify: Said(409, ("found",), field="knowingly", field_code="required"),
    requests.BasisNeeded: Said(409, shows=("side",)),
    requests.ConsentMissing: Said(409),
    replies.AlreadyRetracted: Said(409),
    own_rights.BreachNotOpen: Said(409, shows=("breach",)),
    own_rights.DataRequestNotOpen: Said(409, shows=("number",)),
    requests.ErasureRefused: Said(409, shows=("ground",)),
    requests.KeyExpired: Said(409),
    requests.KeyReused: Said(409),
    requests.NoReceiver: Said(409, shows=("unit",)),
    requests.NoTransferPending: Said(409),
    requests.NotAnswered: Said(409, ("outcome",), field="outcome", field_code="invalid"),
    requests.NotClaimed: Said(409),
    requests.NotLookedAt: Said(409),
    requests.NothingToTakeBack: Said(409),
    requests.NothingWithheld: Said(409),
    retention.NotYetOver: Said(409),
    requests.OutcomeNotFit: Said(409, ("outcome",), field="outcome", field_code="invalid"),
    # Not how it was closed: the outcome may tell of a protection notice.
    partners.HandedOver: Said(409),
    partners.ConsultationPending: Said(409, shows=("unit",)),
    partners.ColleagueNotFit: Said(422, field="together_with", field_code="unknown"),
    partners.NotNamedInNotice: Said(409),
    partners.ClockRuns: Said(409, ("clocks",), field="clock_runs_on", field_code="required"),
    partners.ClockStarted: Said(409, shows=("clock",)),
    partners.ClockNotRunning: Said(409, shows=("clock",)),
    partners.ClockReleased: Said(409, shows=("clock",)),
    partners.ClockWithheld: Said(409),
    partners.DoneOnNotFit: Said(422, field="on", field_code="invalid"),
    partners.PartnerKeepsNoClock: Said(409),
    partners.ConsentTakenBack: Said(409),
    partners.NoConsent: Said(409),
    partners.NoConsultationPending: Said(409),
    partners.NoLandingAwaited: Said(409),
    partners.QuestionNotNamed: Said(409, field="number", field_code="required"),
    partners.NotLanded: Said(409),
    partners.PlaceNotNamed: Said(409),
    requests.RequestClosed: Said(409),
    requests.RequestDamaged: Said(409),
    requests.ReachedByNotice: Said(409, shows=("unit",)),
    requests.RequestErased: Said(409),
    requests.RequestOpen: Said(409),
    requests.RequestWithdrawn: Said(409),
    own_rights.FeedbackGiven: Said(409),
    requests.AccessibilityAnswered: Said(409),
    own_rights.FeedbackWantsHelp: Said(422),
    own_rights.NoAnswerYet: Said(409),
    own_rights.TooManyChanges: Said(409, shows=("limit",)),
    own_rights.TooManyDataRequests: Said(409, shows=("limit",)),
    requests.TooManyMessages: Said(409, shows=("limit",)),
    requests.TooLateToTakeBack: Said(409),
    requests.TransferPending: Said(409, shows=("unit",)),
    avoidance.NobodyToAvoid: Said(409),
    avoidance.WorkerUnnamed: Said(409),
    avoidance.HolderMeant: Said(409, shows=("by",)),
    avoidance.NobodyWouldBeLeft: Said(409),
    avoidance.LastReader: Said(409),
    requests.WorkerRecused: Said(409),
    absences.WorkerAway: Said(409),
    absences.AbsenceOverlaps: Said(409),
    requests.ChangedMeanwhile: Said(412, shows=("version",)),
    refusals.BodyTooSlow: Said(408),
    refusals.BodyTooLarge: Said(413),
    refusals.NotJson: Said(415),
    refusals.UnknownHost: Said(421),
    refusals.BadInput: Said(422),
    refused_receipts.ReceiptChanged: Said(409),
    refused_receipts.ReceiptWasReplaced: Said(409),
    requests.WriterUnconfirmed: Said(409, field="writer_confirmed", field_code="required"),
    requests.BadPlace: Said(422, field="after"),
    refused_receipts.ReceiptMistyped: Said(422, field="receipt", field_code="malformed"),
    requests.DetailsRefused: Said(422),
    accounts.PasswordNotFit: Said(422, field="new_password", field_code="invalid"),
    accounts.PasswordsDiffer: Said(422, field="again", field_code="invalid"),
    requests.UntilNotFit: Said(422, field="until"),
    rota.AwayOnShift: Said(409),
    rota.ShiftTimesNotFit: Said(422, field="until_at", field_code="invalid"),
    rota.NotOnRota: Said(422, field="username", field_code="invalid"),
    absences.AbsenceDaysNotFit: Said(422, field="until_on", field_code="invalid"),
    notice_settings.BadNoticeEmail: Said(422, field="email", field_code="malformed"),
    notice_settings.BadNoticePhone: Said(422, field="phone", field_code="malformed"),
    notice_settings.QuietHoursNotFit: Said(422, field="quiet_until", field_code="invalid"),
    notice_settings.DigestTimesNotFit: Said(422, field="digest_times", field_code="invalid"),
    absences.SubstituteNotFit: Said(422, field="substitute", field_code="invalid"),
    absences.SubstituteRecordsIt: Said(422, field="substitute", field_code="invalid"),
    replies.NoteWithheld: Said(409, field="visibility", field_code="invalid"),
    linking.NotLinked: Said(409),
    linking.LinkNotFit: Said(422, field="other"),
    linking.MergeStands: Said(409),
    linking.MergeNotFit: Said(409, shows=("why",)),
    linking.DuplicateChanged: Said(412, shows=("reference",)),
    linking.DuplicateNotFit: Said(409, field="duplicates_too", field_code="invalid"),
    entering.ArrivalNotFit: Said(422, field="arrived_at", field_code="invalid"),
    partners.FollowUpNotFit: Said(422, field="follow_up_on", field_code="invalid"),
    retention.RecordedOnNotFit: Said(422, field="on", field_code="invalid"),
    replies.UnknownReply: Said(422, field="reply"),
    partners.UnknownPartner: Said(422, field="partner"),
    partners.ConsentDayNotFit: Said(422, field="until", field_code="invalid"),
    partners.UnknownGuide: Said(422, field="service"),
    partners.SummaryIdentifies: Said(422, ("found",), field="summary", field_code="invalid"),
    requests.UnknownUnit: Said(422, field="unit"),
    misses.CauseNotShown: Said(422, ("choices",), field="cause", field_code="invalid"),
    misses.NoSuchMiss: Said(409),
    signs.NoSuchSign: Said(409),
    sorting.UnknownTopic: Said(422, field="topics"),
    sorting.UnknownAgeBand: Said(422, field="age_bands"),
    requests.UnknownWorker: Said(422, field="worker"),
    templates.UnknownPlaceholder: Said(422, ("language",), field="texts"),
    templates.PlaceholderWithoutValue: Said(422, ("language",), field="texts"),
    templates.PersonalInTemplate: Said(422, ("language",), field="texts", field_code="invalid"),
    requests.TooManyAttempts: Said(429),
    drafts.DraftTooSoon: Said(429, retry_after_seconds=1),
    refusals.TooManyStreams: Said(429, retry_after_seconds=60),
    provider.ProviderAway: Said(503, retry_after_seconds=10),
    requests.CatalogueRefused: Said(503, retry_after_seconds=60),
    requests.CatchingUp: Said(503, retry_after_seconds=5),
    requests.ReadModelStopped: Said(503, retry_after_seconds=60),
    requests.Overloaded: Said(503, retry_after_seconds=2),
    refusals.NotReady: Said(503, shows=("parts",), retry_after_seconds=10),
    refusals.StoreAway: Said(503, retry_after_seconds=5),
}
BY_A_RULE = Said(409)
# What the router itself refuses.
HTTP_CODES = {404: "not-found", 405: "method-not-allowed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal ready to be said, as JSON or as a page; nothing that came in is repeated."""

    status: int
    code: str
    errors: tuple[FieldError, ...] = ()
    shown: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> list[dict[str, str]]:
        """The fields that are wrong, each with its code, as answers and pages tell them."""
        return [{"field": each.field, "code": each.code} for each in self.errors]

    @property
    def is_away(self) -> bool:
        """Whether the service cannot help just now, and may in a moment."""
        return self.status == HTTPStatus.SERVICE_UNAVAILABLE

    @property
    def tells_whom_to_call(self) -> bool:
        """Whether whoever asked may be in need, and nobody reads what they wrote."""
        return self.is_away or self.code == own_rights.FeedbackWantsHelp.code


UNEXPECTED = Problem(status=500, code="unexpected")


def of_refusal(refusal: TriageError) -> Problem:
    """The problem that a refusal of the core or of this package is."""
    said = SAID.get(type(refusal), BY_A_RULE)
    named = (FieldError(said.field, said.field_code),) if said.field else ()
    return Problem(
        status=said.status,
        code=refusal.code,
        errors=getattr(refusal, "errors", named),
        shown={name: refusal.details[name] for name in said.shows if name in refusal.details},
        headers=_headers(refusal, said),
    )


def of_http(exception: HTTPException) -> Problem:
    """The problem that the router's own refusal is: no such path, or not by this method."""
    return Problem(
        status=exception.status_code,
        code=HTTP_CODES.get(exception.status_code, "refused"),
        headers=_with_head(exception.headers or {}),
    )


def _with_head(headers: Mapping[str, str]) -> dict[str, str]:
    """What is answered to GET is answered to HEAD as well."""
    allow = headers.get("Allow", "")
    gets = "GET" in allow and "HEAD" not in allow
    return {**headers, "Allow": f"{allow}, HEAD"} if gets else dict(headers)


def as_json(problem: Problem, **extensions: object) -> JSONResponse:
    """The problem as RFC 9457 wants it; `type` is about:blank, so the title is the status's."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        **problem.shown,
        **extensions,
    }
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and (trace_id := current_trace()):
        body["trace_id"] = trace_id
    if problem.errors:
        body["errors"] = problem.named
    return JSONResponse(body, problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE)


def _headers(refusal: TriageError, said: Said) -> dict[str, str]:
    if said.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    wait = refusal.details.get("retry_after_seconds", said.retry_after_seconds)
    return {} if wait is None else {"Retry-After": str(wait)}
