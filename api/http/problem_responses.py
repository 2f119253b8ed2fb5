"""How does whoever asked get to know of a problem: as JSON, or as a page of the pages' own?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.errors.problems import Problem, as_json, of_http, of_refusal
from api.errors.refusals import BadInput, FieldError, StoreAway
from api.errors.store_away import store_failures_as_refusals
from api.http.access import ACTING, catalogue_of, parts_of
from api.http.json_body import field_error
from api.words.language import language_of
from triage.actors import Actor
from triage.catalogue.helplines import Reader
from triage.errors.requests import NotAllowed, RequestUnknown, TriageError
from triage.failures import code_of as cause_of

LOG = structlog.get_logger()
PageOfProblem = Callable[[Request, Problem], Awaitable[Response]]
FOR_MACHINES = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")


async def say(request: Request, problem: Problem) -> Response:
    """The problem as JSON for machines, else as the page that the pages gave for it.

    Where nobody reads what a person in need wrote, whom to call now is said with it.
    """
    page_of: PageOfProblem | None = request.app.state.page_of_problem
    if page_of is not None and not request.url.path.startswith(FOR_MACHINES):
        return await page_of(request, problem)
    if not problem.tells_whom_to_call:
        return as_json(problem)
    reader = Reader(language=language_of(request))
    numbers = catalogue_of(request).at_hand().numbers(reader, parts_of(request).clock())
    told = [number.model_dump(mode="json") for number in numbers]
    return as_json(problem, urgent_help=told)


async def say_refusal(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, TriageError)
    if isinstance(refusal, StoreAway):
        # Every line is somebody who was sent away: with the trace that the answer tells.
        LOG.error("store-away", code=cause_of(refusal.__cause__ or refusal))
    if isinstance(refusal, NotAllowed):
        await _log_turned_away(request, refusal)
    return await say(request, of_refusal(refusal))


async def _log_turned_away(request: Request, refusal: NotAllowed) -> None:
    """Whoever of staff tries what is not for their role is in the log, whichever part refused it.

    Where that cannot be written just now the refusal is told all the same: it shows nothing.
    """
    actor: Actor | None = getattr(request.state, ACTING, None)
    if actor is not None and actor.username is not None:
        with suppress(TriageError), store_failures_as_refusals():
            await parts_of(request).reading_room.log_turned_away(actor, refusal)


async def say_http(request: Request, exception: Exception) -> Response:
    assert isinstance(exception, HTTPException)
    return await say(request, of_http(exception))


async def say_invalid(request: Request, exception: Exception) -> Response:
    """A wrong parameter is named; a path that names nothing of ours is a path to nothing."""
    assert isinstance(exception, RequestValidationError)
    found = exception.errors()
    if any(each["loc"][0] == "path" for each in found):
        return await say(request, of_refusal(RequestUnknown()))
    return await say(request, of_refusal(BadInput(dict.fromkeys(map(_field_error, found)))))


def _field_error(found: Mapping[str, Any]) -> FieldError:
    """What is wrong with a parameter. The name of one that we do not know is not repeated."""
    source, *place = found["loc"]
    return field_error(found["type"], tuple(place), whole=source)


async def say_store_away(request: Request, exception: Exception) -> Response:
    refusal = StoreAway()
    refusal.__cause__ = exception
    return await say_refusal(request, refusal)
