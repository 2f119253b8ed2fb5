"""How does the service describe itself? OpenAPI with every body, status and error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import groupby
from operator import itemgetter
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.errors.problems import HTTP_CODES, MEDIA_TYPE, UNEXPECTED
from api.errors.said import SAID
from api.http.guards import dependencies, is_guarded, routes
from api.http.json_body import JsonBody
from api.v1.answers import ProblemAnswer
from api.words.wording import LANGUAGES

Json = dict[str, Any]
REF = "#/components/schemas/{model}"
PROBLEM = {"$ref": REF.format(model=ProblemAnswer.__name__)}
WAITING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
RETRY_AFTER = {"description": "Seconds.", "schema": {"type": "integer", "minimum": 0}}
CHALLENGE = {"description": "How to sign in.", "schema": {"type": "string"}}

MEANINGS = {
    401: "Not signed in, or signed in too long ago.",
    403: "Not for whoever holds this token.",
    404: "No such thing, or not yours to know of: both look the same.",
    409: "Refused by a rule; `code` says which.",
    412: "The request has changed since the version in If-Match.",
    408: "The body did not arrive within a minute.",
    413: "The body is larger than 64 KiB; `\\uXXXX` counts as two bytes, `%XX` as one.",
    415: "The body is not JSON in UTF-8.",
    422: "Wrong input; `errors` names every field.",
    429: "Too many wrong tries; try again after Retry-After.",
    503: "Away for a moment; nothing is acknowledged. `urgent_help` says whom to call now.",
}
OF_REQUESTERS = MEANINGS | {
    401: "No receipt was opened, or too long ago.",
    403: "The token is no requester's.",
    404: "No request opens with this receipt and this word.",
}
OF_STAFF = MEANINGS | {
    403: "A role that never may, or `reason-needed` for a colleague's request.",
    404: "No such request, or not yours to know of: both look the same.",
}
SIGNING_IN = OF_STAFF | {
    401: "`wrong-password`: no active account has this name and password. `code-needed`: they are "
    "right, and the account has a second factor: send them again with `code`. `wrong-code`: the "
    "code is not right, or was used before; each works once.",
    403: "`local-sign-in-off`: here staff sign in at their organisation's provider alone. "
    "`second-factor-missing`: the role needs a second factor; signing in on the page sets it up.",
}
OPENING = OF_REQUESTERS | {
    409: "`request-damaged`: the receipt is right, and what was written does not open any more. "
    "`receipt-replaced`: it was right until another one took its place; if that was not you, write "
    "anew or call.",
    422: "Wrong input; `errors` names every field. `receipt-mistyped`: the check digits of the "
    "receipt do not fit.",
}
REPLACING = OF_REQUESTERS | {
    404: "The own word that stands is another one.",
}
WITH_A_KEY = OF_REQUESTERS | {
    409: "`key-reused`: the key came before with another body. `key-expired`: it came more than "
    "24 hours ago. `receipt-changed`: what came under it has another receipt by now. "
    "`request-damaged`: what came under the key cannot be compared any more.",
}

LANGUAGE: Json = {
    "name": "lang",
    "in": "query",
    "description": f"One of {', '.join(LANGUAGES)}, or another that `languages` of the catalogue "
    "lists; else Accept-Language decides.",
    "schema": {"type": "string"},
}
# A language that we do not have is no error: the next best one is taken.
IN_A_LANGUAGE: Json = {"parameters": [LANGUAGE]}
KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A UUID made by you for this request; worth as much as the receipt.",
    "schema": {"type": "string", "format": "uuid"},
}


def in_plain_text(what: str) -> dict[int | str, Json]:
    """The documentation of an answer that is a text file."""
    return {200: {"description": what, "content": {"text/plain": {}}}}


def problems(*statuses: int, meaning: Mapping[int, str] = MEANINGS) -> dict[int | str, Json]:
    """The documentation of the refusals that a route can answer, by what they mean there."""
    return {status: _problem(status, meaning[status]) for status in statuses}


def describe(app: FastAPI) -> Json:
    """The OpenAPI description; what `JsonBody` and the guards demand is read off the routes."""
    described: Json = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas: Json = described.setdefault("components", {}).setdefault("schemas", {})
    models: list[type[BaseModel]] = [ProblemAnswer]
    for route, operation in _operations(app, described):
        _without_default_refusal(operation)
        if is_guarded(route):
            operation["security"] = [{"token": []}]
        models += _describe_body(route, operation)
    _, document = models_json_schema([(each, "validation") for each in models], ref_template=REF)
    schemas.update(document["$defs"])
    schemas[ProblemAnswer.__name__]["properties"]["code"]["description"] = _codes()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return described


def _problem(status: int, meaning: str) -> Json:
    said: Json = {"description": meaning, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    if status in WAITING:
        said["headers"] = {"Retry-After": RETRY_AFTER}
    if status == HTTPStatus.UNAUTHORIZED:
        said["headers"] = {"WWW-Authenticate": CHALLENGE}
    return said


def _codes() -> str:
    """Every code of a refusal under its status, one status a line."""
    codes = {(said.status, refusal.code) for refusal, said in SAID.items()}
    codes |= {(int(status), code) for status, code in HTTP_CODES.items()}
    codes.add((UNEXPECTED.status, UNEXPECTED.code))
    return "\n".join(
        f"- {status}: {', '.join(f'`{code}`' for _, code in of_status)}"
        for status, of_status in groupby(sorted(codes), key=itemgetter(0))
    )


def _operations(app: FastAPI, described: Json) -> Iterator[tuple[RouteContext, Json]]:
    for route in routes(app):
        path = described["paths"].get(route.path_format, {})
        for method in route.methods or ():
            if method.lower() in path:
                yield route, path[method.lower()]


def _describe_body(route: RouteContext, operation: Json) -> Iterator[type[BaseModel]]:
    for call in dependencies(route):
        if isinstance(call, JsonBody):
            schema = {"$ref": REF.format(model=call.model.__name__)}
            operation["requestBody"] = {
                "required": call.required,
                "content": {"application/json": {"schema": schema}},
            }
            yield call.model


def _without_default_refusal(operation: Json) -> None:
    """FastAPI documents a 422 of its own wherever there is a parameter; ours are all told."""
    refusal = operation["responses"].get("422", {}).get("content", {})
    if MEDIA_TYPE not in refusal:
        operation["responses"].pop("422", None)
