"""Does the service do what its description says, and nothing else, whatever is sent?

Schemathesis makes requests from the published description, right ones and wrong ones, with real
tokens and real requests behind them.
"""

from __future__ import annotations

import asyncio
import json
import re
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

from api.app import OWN, VERSION
from api.http.json_body import CODES, JsonBody
from tests.clock import HandWoundClock
from tests.service import Service, make_service
from triage.errors.requests import TriageError

ROOT = Path(__file__).parents[2]
EXAMPLES = 8
# A client in the process waits for the end of an answer; `test_tick_streams` tries these.
ENDLESS = {"/api/v1/ticks"}
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
    routes = (route for router in OWN for route in router.routes)
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
    if route.path not in ENDLESS
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


# -- what a newcomer reads in it --

# What a field of this name holds is one of a closed list, wherever it stands.
CLOSED = {
    "ground",
    "kind",
    "may",
    "outcome",
    "role",
    "sender",
    "state",
    "urgency",
    "waiting_for",
}
# The grounds of reads are also roles and refusals, so that list is open.
OPEN = {("TrailReadAnswer", "ground"), ("LogRowAnswer", "ground")}
OF_STAFF_ONLY = re.compile(r"reason-needed|colleague|role|password|staff", re.IGNORECASE)


@pytest.fixture(scope="module")
def operations(published: BaseSchema) -> list[dict[str, Any]]:
    paths: dict[str, Any] = published.raw_schema["paths"]
    return [operation for about in paths.values() for operation in about.values()]


@pytest.fixture(scope="module")
def schemas(published: BaseSchema) -> dict[str, Any]:
    found: dict[str, Any] = published.raw_schema["components"]["schemas"]
    return found


def refusals_in(package: type[TriageError]) -> Iterator[type[TriageError]]:
    for refusal in package.__subclasses__():
        yield refusal
        yield from refusals_in(refusal)


# How programs that were made from the description call us: none is ever renamed or taken out.
OPERATIONS = {
    "alive",
    "assignment",
    "claim",
    "closing",
    "contact_attempt",
    "listen",
    "metrics",
    "my_request",
    "note",
    "notice_release",
    "open_receipt",
    "opening",
    "protection_notice",
    "queue",
    "read_catalogue",
    "read_offer",
    "read_request",
    "ready",
    "recusal",
    "release",
    "reopen_my_request",
    "reopening",
    "reply",
    "request_trail",
    "response_times",
    "sign_in",
    "sign_out",
    "submit_request",
    "transfer",
    "transfer_acceptance",
    "transfer_refusal",
    "transfer_withdrawal",
    "urgency",
    "withdraw_my_request",
    "write_message",
}


def test_every_operation_has_a_short_name_of_its_own(operations: list[dict[str, Any]]) -> None:
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", each)] == []


def test_no_operation_is_renamed(operations: list[dict[str, Any]]) -> None:
    assert OPERATIONS - {operation["operationId"] for operation in operations} == set()


def test_a_package_that_is_named_after_the_description_has_a_name_in_ascii(
    published: BaseSchema,
) -> None:
    title = published.raw_schema["info"]["title"]
    assert re.sub(r"[^a-z]+", "_", title.lower()) == "pyyda_apua_api"


def test_every_operation_says_what_it_is_for(operations: list[dict[str, Any]]) -> None:
    for operation in operations:
        assert operation["summary"] and operation["description"] and operation["tags"]


def test_no_description_reads_like_a_program(published: BaseSchema) -> None:
    classes = "|".join(refusal.__name__ for refusal in refusals_in(TriageError))
    assert not re.search(rf"Raises|\b({classes})\b|\\n +", json.dumps(published.raw_schema))


def test_every_parameter_of_a_question_is_explained(published: BaseSchema) -> None:
    for path in ("/api/v1/queue", "/api/v1/response-times"):
        for parameter in published.raw_schema["paths"][path]["get"]["parameters"]:
            assert parameter.get("description"), parameter["name"]


def test_the_requesters_side_names_no_refusal_of_staff(operations: list[dict[str, Any]]) -> None:
    for operation in operations:
        if operation["tags"] == ["requester"]:
            told = [each["description"] for each in operation["responses"].values()]
            assert not OF_STAFF_ONLY.search(" ".join(told))


def test_every_closed_list_is_told(schemas: dict[str, Any]) -> None:
    untold = {
        (name, field)
        for name, schema in schemas.items()
        for field, about in schema.get("properties", {}).items()
        if field in CLOSED and "enum" not in str(about) and "$ref" not in str(about)
    }
    assert untold == OPEN


def test_every_code_of_a_refusal_is_told(schemas: dict[str, Any]) -> None:
    told = schemas["ProblemAnswer"]["properties"]["code"]["description"]
    codes = {refusal.code for refusal in refusals_in(TriageError)}
    assert {code for code in codes if f"`{code}`" not in told} == set()


def test_every_code_of_a_field_is_told(schemas: dict[str, Any]) -> None:
    told = schemas["FieldErrorAnswer"]["properties"]["code"]["enum"]
    assert set(CODES.values()) <= set(told)
