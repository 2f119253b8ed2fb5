"""What does a person see where a page cannot be shown?"""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api.errors.problems import Problem, as_json
from api.errors.refusals import NotSignedIn
from api.pages.form_fields import NOTHING
from api.pages.page import numbers_at_hand, page, with_retry_after
from api.pages.requester.dialogue import dialogue
from api.pages.session import MARK, Visitor
from api.pages.staff.account import signed_out
from triage.errors.accounts import FreshProofNeeded

STAFF_PLACES = tuple(f"/{place}" for place in (*signed_out.PLACES, "kirjaudu"))
# What a requester's page says by status; anything else is told as a fault of ours.
NOTICES = {
    403: "expired",
    404: "not-found",
    405: "not-found",
    408: "too-slow",
    413: "too-large",
    429: "slow-down",
    503: "unavailable",
}


async def page_of_problem(request: Request, problem: Problem) -> Response:
    """The refusal as a page in the reader's language; as JSON for what is no browser."""
    if "text/html" not in request.headers.get("accept", ""):
        return _kept(problem, as_json(problem))
    of_staff = request.url.path.startswith(STAFF_PLACES)
    if of_staff and problem.code == FreshProofNeeded.code:
        return await signed_out.cut_off(request, problem, refused=problem.code)
    if problem.code == NotSignedIn.code:
        return await (
            signed_out.cut_off(request, problem) if of_staff else dialogue.cut_off(request)
        )
    answer = _staff_notice(request, problem) if of_staff else await _notice(request, problem)
    return _kept(problem, answer)


def _was_done(request: Request, problem: Problem) -> bool:
    """Whether somebody did something and only its page fails: nobody must do it once more."""
    return problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and "done" in request.query_params


async def _notice(request: Request, problem: Problem) -> Response:
    done = _was_done(request, problem)
    words = NOTHING if done or not problem.is_away else await dialogue.words_of(request)
    return page(
        request,
        "message.html",
        status=problem.status,
        notice="stored" if done else NOTICES.get(problem.status, "error"),
        numbers=numbers_at_hand(request),
        words=words.one("text"),
        seen=words.one("seen"),
        csrf_token=words.one(MARK),
    )


def _staff_notice(request: Request, problem: Problem) -> Response:
    visitor: Visitor | None = getattr(request.state, "staff", None)
    code = "done-not-shown" if _was_done(request, problem) else problem.code
    fields = problem.named
    return page(
        request,
        "staff/notice.html",
        status=problem.status,
        visitor=visitor,
        error={"code": code, "errors": fields, **problem.shown},
        saved="",
        back=signed_out.beginning(visitor.actor) if visitor else "/kirjaudu",
    )


def _kept(problem: Problem, answer: Response) -> Response:
    """A page tells when to try again and which methods there are, as JSON does."""
    if "Allow" in problem.headers:
        answer.headers["Allow"] = problem.headers["Allow"]
    return with_retry_after(answer, problem)
