"""How is a refusal said over HTTP? One table of statuses, and RFC 9457 for its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api.errors.refusals import FieldError
from api.errors.said import BY_A_RULE, SAID, Said
from triage.errors import own_rights
from triage.errors.requests import TriageError
from triage.tracing import current_trace

MEDIA_TYPE = "application/problem+json"


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
