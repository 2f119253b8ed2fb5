"""How much is asked, how fast is it answered, how do the parts stand? Numbers without people."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNMATCHED = "unmatched"
METHODS = frozenset({"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Measures:
    """The numbers of one application. Labels are route templates, methods and statuses only."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "pyyda_http_answers",
            "Answers by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "pyyda_http_answer_seconds",
            "Time until an answer began.",
            ("route",),
            registry=self.registry,
            buckets=SECONDS,
        )
        self._parts = Gauge(
            "pyyda_part", "How a part stands; see /readyz.", ("part",), registry=self.registry
        )

    def watch(self, *, streams: Callable[[], int], rows_refused: Callable[[], int]) -> None:
        """Tell what is counted elsewhere, whenever the numbers are asked for."""
        listening = Gauge("pyyda_streams", "Pages that listen for ticks.", registry=self.registry)
        listening.set_function(streams)
        refused = Gauge(
            "pyyda_rows_refused",
            "Uses of stored rows that this service did not write, since the process began.",
            registry=self.registry,
        )
        refused.set_function(rows_refused)

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one answer."""
        route = getattr(scope.get("route"), "path", UNMATCHED)
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, parts: Mapping[str, float]) -> bytes:
        """Everything in Prometheus's text form, with the parts as they stand now."""
        # A part that is not well has no number, and not the one of before.
        self._parts.clear()
        for part, number in parts.items():
            self._parts.labels(part).set(number)
        return generate_latest(self.registry)


class Measured:
    """Counts every answer that passes."""

    def __init__(self, app: ASGIApp, *, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._measures.count(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, send_counted)
