"""Is a request meant for this service? It names one host, and one that people reach it by.

Starlette's own check takes the first of several hosts, and knows neither addresses nor machines.
"""

from __future__ import annotations

from re import compile as compiled

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors.refusals import BadHost, UnknownHost
from api.http.hosts import Hosts
from api.http.problem_responses import say_refusal
from triage.errors.requests import TriageError

HOST = b"host"
# RFC 3986: a name, an IPv4 address or an IPv6 address in brackets; then perhaps a port.
AUTHORITY = compiled(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
# Asked by machines that know a process by its address alone.
OF_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
# Load balancers ask for it in HTTP/1.0, which knows no Host.
ASKED_WITHOUT_HOST, HTTP_WITHOUT_HOST = "/healthz", "1.0"


class HostCheck:
    """Refuses what names no host, several, or one that is not ours, before a route sees it."""

    def __init__(self, app: ASGIApp, *, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        # Nothing is made from the name that came.
        headers = [each for each in scope["headers"] if each[0] != HOST]
        response = await say_refusal(Request({**scope, "headers": headers}), refusal)
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> TriageError | None:
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == HOST]
        if not said and _may_name_none(scope):
            return None
        authority = AUTHORITY.fullmatch(said[0]) if len(said) == 1 else None
        if authority is None:
            return BadHost()
        known = scope["path"] in OF_MACHINES or self._hosts.know(authority["host"])
        return None if known else UnknownHost()


def _may_name_none(scope: Scope) -> bool:
    return bool(
        scope["path"] == ASKED_WITHOUT_HOST and scope.get("http_version") == HTTP_WITHOUT_HOST
    )
