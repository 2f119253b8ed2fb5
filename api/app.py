"""What is the web application? Its parts, the routes, and what stands before them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from api import health
from api.catalogue_in_force import CatalogueInForce
from api.http.access import open_to_all
from api.http.floods import Floods
from api.http.guards import require_guarded
from api.http.head_requests import HeadAsGet
from api.http.host_check import HostCheck
from api.http.limits import BodyLimit
from api.http.problem_responses import (
    PageOfProblem,
    say_http,
    say_invalid,
    say_refusal,
    say_store_away,
)
from api.http.security_headers import SecurityHeaders
from api.http.web_parts import WebParts
from api.live.live_streams import LiveStreams, StreamLimits
from api.measures import Measured, Measures
from api.pages import ROUTERS
from api.pages.trouble import page_of_problem
from api.v1 import ticks as live
from api.v1.description import describe
from api.v1.entered import entering
from api.v1.requester import asking, feedback, own_copy, own_receipt, own_rights
from api.v1.staff import desk, provider_logout, visits
from api.v1.staff.audit import data_requests, log, log_reviews, proofs, watching
from api.v1.staff.cover import absences, leavers, notice_settings, rota
from api.v1.staff.editing import (
    accessibility_feedback,
    crisis_notices,
    false_alarms,
    reply_templates,
)
from api.v1.staff.heaps import heaps
from api.v1.staff.requests import consultations, drafts, search
from api.words.language import the_pages
from triage.errors.requests import TriageError
from triage.store.database.engine import STORE_FAILURES

VERSION = "0.1.0"
ABOUT = """
Pyydä apua: ask for help, read the answer, and handle requests. Times are UTC in ISO 8601, languages
are chosen by `?lang=` or Accept-Language. Errors are RFC 9457 with a stable `code`.
"""
# Fewer full collections while requests are answered: p99 fell from 45 ms to 5 ms.
COLLECTED_AFTER = 50_000
PACE = StreamLimits()
# A trace would carry bodies out of the process.
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
# What most depends on comes first: a request is held against one route after another.
OWN = (
    asking.asking,
    asking.router,
    desk.router,
    provider_logout.router,
    watching.router,
    entering.router,
    drafts.router,
    consultations.router,
    search.router,
    false_alarms.router,
    heaps.router,
    absences.router,
    rota.router,
    leavers.router,
    notice_settings.router,
    crisis_notices.router,
    visits.router,
    reply_templates.router,
    accessibility_feedback.router,
    live.router,
    own_rights.router,
    own_copy.router,
    data_requests.router,
    proofs.router,
    log.router,
    log_reviews.router,
    own_receipt.router,
    feedback.router,
    health.router,
)

described = APIRouter()


@described.get("/openapi.json", include_in_schema=False)
@open_to_all
async def openapi(request: Request) -> dict[str, Any]:
    """The description of everything that the service offers to programs."""
    description: dict[str, Any] = request.app.openapi()
    return description


def make_app(
    parts: WebParts,
    *,
    pages: Iterable[APIRouter] = ROUTERS,
    page_of_problem: PageOfProblem | None = page_of_problem,
    pace: StreamLimits = PACE,
) -> FastAPI:
    """The application over these parts. `page_of_problem` says a refusal to a person.

    Raises:
        UnguardedRoute: a route names neither a signed-in actor nor that it is open to all.
    """
    app = FastAPI(
        # In ASCII: generators name packages after it.
        title="Pyyda apua API",
        version=VERSION,
        description=ABOUT.strip(),
        lifespan=_settled,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # It would send people to whatever host the request named.
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
    )
    app.state.parts = parts
    app.state.catalogue = CatalogueInForce(parts.models, every_language=parts.every_language)
    app.state.floods = Floods()
    app.state.feedback_floods = Floods()
    app.state.measures = Measures()
    app.state.live_streams = streams = LiveStreams(parts, pace)
    app.state.measures.watch(streams=streams.number, rows_refused=parts.rows_refused)
    app.state.page_of_problem = page_of_problem
    # The very routes, not `include_router`: that builds each anew, which took 0.2 s and made
    # every request be matched twice.
    for router in (*OWN, described, *pages):
        app.router.routes.extend(router.routes)
    _stand_before(app, parts)
    require_guarded(app)
    return app


def _stand_before(app: FastAPI, parts: WebParts) -> None:
    """Refusals are said in one way; the last middleware added is the outermost."""
    for refusal, say in (
        (TriageError, say_refusal),
        (HTTPException, say_http),
        (RequestValidationError, say_invalid),
        *((failure, say_store_away) for failure in STORE_FAILURES),
    ):
        app.add_exception_handler(refusal, say)
    app.add_middleware(BodyLimit)
    app.add_middleware(HostCheck, hosts=parts.hosts)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, https=parts.https)
    app.add_middleware(Measured, measures=app.state.measures)
    described_once: dict[str, Any] = {}

    def describe_once() -> dict[str, Any]:
        if not described_once:
            described_once.update(describe(app))
        return described_once

    app.openapi = describe_once  # type: ignore[method-assign]


@asynccontextmanager
async def _settled(app: FastAPI) -> AsyncIterator[None]:
    """What is there after the start stays: the collector need not look through it again."""
    require_guarded(app)
    the_pages()
    with suppress(TriageError, *STORE_FAILURES):
        await app.state.catalogue.latest()
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER, *before[1:])
    async with app.state.live_streams.ticking():
        yield
    gc.set_threshold(*before)
    gc.unfreeze()
