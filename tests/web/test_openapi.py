"""Does the service do what its description says, and nothing else, whatever is sent?

Schemathesis makes requests from the published description, right ones and wrong ones, with real
tokens and real requests behind them.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.types import ASGIApp, Receive, Scope, Send

from api import health, requester, staff
from api.app import VERSION
from api.json_body import JsonBody
from tests.service import HandWoundClock, Service, make_service

ROOT = Path(__file__).parents[2]
EXAMPLES = 8
SUBMISSION = {"message": "Apua arkeen.", "topics": ["VAN"], "municipality": "698"}


class World:
    """One service with a request in it; everybody's tokens, and the request's id."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.tokens: dict[str, str] = {}
        self.request_id = ""

    async def furnish(self) -> None:
        async with self.service.client() as caller:
            receipt = (await caller.post("/api/v1/requests", json=SUBMISSION)).json()["receipt"]
            session = await caller.post("/api/v1/receipt-sessions", json={"receipt": receipt})
            self.tokens["requester"] = session.json()["token"]
        for username in ("kerttu", "sanna", "antti"):
            self.tokens[username] = await self.service.token_of(username)
        async with await self.service.as_staff("kerttu") as kerttu:
            self.request_id = (await kerttu.get("/api/v1/queue")).json()["items"][0]["id"]

    def token_for(self, method: str, path: str) -> str:
        """Whoever gets furthest behind this path; signing out is tried with no token at all."""
        if method == "DELETE":
            return "none"
        if "my-request" in path:
            return self.tokens["requester"]
        if "trail" in path or "response-times" in path:
            return self.tokens["sanna"]
        return self.tokens["antti" if "metrics" in path else "kerttu"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with make_service(tmp_path_factory.mktemp("described"), HandWoundClock()) as service:
        made = World(service)
        asyncio.run(made.furnish())
        yield made


@pytest.fixture(scope="module")
def published(world: World) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", started_already(world.service.app))


def started_already(app: FastAPI) -> ASGIApp:
    """The application without its start, which the test client would repeat with every call."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for told in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{told}.complete"})

    return answer


def served() -> list[tuple[str, APIRoute]]:
    """Every method and route that the routers serve to programs, in the order of paths."""
    routers = (requester.router, staff.router, health.router)
    routes = (route for router in routers for route in router.routes)
    found = (
        (m, route) for route in routes if isinstance(route, APIRoute) for m in route.methods or ()
    )
    return sorted(found, key=lambda each: (each[1].path, each[0]))


def takes_input(route: APIRoute) -> bool:
    """Whether anything can be wrong in what is sent: a body, a header, a query."""
    told = [*route.dependant.query_params, *route.dependant.header_params]
    bodies = [each for each in route.dependant.dependencies if isinstance(each.call, JsonBody)]
    return bool(told or bodies)


TRIED = [
    pytest.param(method, route.path, mode, id=f"{method} {route.path} {mode.value}")
    for method, route in served()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or takes_input(route)
]


def unfair_checks(case: Case[Any]) -> list[CheckFunction]:
    """What fits the description may still be refused, by a rule or for an unknown code.

    And a parameter that nobody asked for is passed over, as everywhere on the web.
    """
    known = {each.name for each in case.operation.query}
    if set(case.query or {}) <= known:
        return [positive_data_acceptance]
    return [positive_data_acceptance, negative_data_rejection]


def test_the_description_holds_every_route(published: BaseSchema) -> None:
    paths = published.raw_schema["paths"]
    described = {(method.upper(), path) for path, about in paths.items() for method in about}
    assert described == {(method, route.path) for method, route in served()}


@pytest.mark.parametrize(("method", "path", "mode"), TRIED)
def test_nothing_answers_otherwise_than_described(
    method: str, path: str, mode: GenerationMode, world: World, published: BaseSchema
) -> None:
    operation = published[path][method]
    fixed = {"request_id": world.request_id} if "{request_id}" in path else None
    token = world.token_for(method, path)

    @settings(max_examples=EXAMPLES, phases=(Phase.generate,), database=None)
    @given(operation.as_strategy(generation_mode=mode, path_parameters=fixed))
    def every(case: Case[Any]) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        assert response.status_code < 500
        case.validate_response(response, excluded_checks=unfair_checks(case))

    every()


def test_the_version_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def test_every_operation_says_what_it_is_for(published: BaseSchema) -> None:
    paths: dict[str, Any] = published.raw_schema["paths"]
    for about in paths.values():
        for operation in about.values():
            assert operation["summary"] and operation["description"] and operation["tags"]
