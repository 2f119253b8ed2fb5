"""What leaves the application? Every answer with safe headers, and no failure with its details."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors.problems import UNEXPECTED
from api.http.problem_responses import say
from triage.failures import code_of, places_of
from triage.store.database.call_deadline import one_call
from triage.tracing import traced

Header = tuple[bytes, bytes]


def policy(*, forms_to: str = "", styles: Iterable[str] = ()) -> str:
    """One origin and nothing else: no script, style, frame or form of anybody else's.

    `forms_to` is where else a form may lead, in the end; `styles` the hashes of those that
    stand in the page itself.
    """
    forms = " ".join(filter(None, ("'self'", forms_to)))
    hashes = "".join(f" '{each}'" for each in styles)
    own = f"style-src 'self'{hashes}; " if hashes else ""
    return (
        f"default-src 'self'; {own}object-src 'none'; base-uri 'none'; "
        f"form-action {forms}; frame-ancestors 'none'"
    )


# What no page of ours uses, so that no script could ever ask for it. Copying a receipt is left.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "clipboard-read",
        "display-capture",
        "geolocation",
        "gyroscope",
        "idle-detection",
        "interest-cohort",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
SAFE_HEADERS: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", policy().encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", PERMISSIONS.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
TWO_YEARS: Header = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
LOG = structlog.get_logger()


class SecurityHeaders:
    """Adds the headers that a route has not set itself, and turns what nobody caught into a 500.

    The log gets the failure's class and places. Its message may quote what a person wrote.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with traced(), one_call():
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        strict = self._https or scope.get("scheme") == "https"
        headers = (*SAFE_HEADERS, TWO_YEARS) if strict else SAFE_HEADERS
        begun = False

        async def send_safely(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _with_missing(message["headers"], headers)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception as failure:
            _log(scope, failure)
            if not begun:
                response = await say(Request(scope), UNEXPECTED)
                await response(scope, receive, send_safely)


def _with_missing(present: list[Header], wanted: tuple[Header, ...]) -> list[Header]:
    names = {name.lower() for name, _ in present}
    return [*present, *(header for header in wanted if header[0] not in names)]


def _log(scope: Scope, failure: Exception) -> None:
    LOG.error(
        "unexpected",
        code=code_of(failure),
        method=scope["method"],
        route=getattr(scope.get("route"), "path", None),
        places=places_of(failure.__traceback__),
    )
