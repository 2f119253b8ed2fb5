"""How does a JSON body become a value? Checked once, strictly, with every wrong field named."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.routing import request_response

from api.errors.refusals import BadInput, FieldCode, FieldError, NotJson

Body = TypeVar("Body", bound=BaseModel)
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
READS = "reads"
WHOLE = "body"
# Enough to mend a form by; a body could be wrong in thousands of places.
NAMED_AT_MOST = 30
NAME_LENGTH = 100

# What pydantic calls it -> our stable code; every other type of a wrong kind is `wrong-type`.
CODES: Mapping[str, FieldCode] = {
    "enum": "unknown",
    "extra_forbidden": "unknown-field",
    "json_invalid": "malformed-json",
    "missing": "required",
    "string_pattern_mismatch": "malformed",
    "string_too_long": "too-long",
    "string_too_short": "required",
    "too_long": "too-many",
}


class JsonBody(Generic[Body]):
    """A dependency that reads the body as one model; the description shows the same model."""

    def __init__(self, model: type[Body]) -> None:
        self.model = model
        self.required = any(field.is_required() for field in model.model_fields.values())

    async def __call__(self, request: Request) -> Body:
        """The body, checked. An empty one stands for `{}` where no field is required.

        Raises:
            NotJson, BadInput
        """
        raw = await request.body()
        if not raw and not self.required:
            return self.model()
        require_json(request.headers.get("content-type"))
        return read(self.model, raw)


class Unaided(APIRoute):
    """A route whose endpoint takes the request and gives the response without the framework.

    It is described as any other. The framework's way of calling took a tenth of a submission.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        self.app = request_response(endpoint)


def reads(body: JsonBody[Any]) -> Callable[[Endpoint], Endpoint]:
    """Say which body an `Unaided` route reads."""

    def declare(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, READS, body)
        return endpoint

    return declare


def require_json(content_type: str | None) -> None:
    """Raises NotJson where the header says anything but JSON in UTF-8."""
    if content_type == "application/json":
        return
    header = Message()
    header["content-type"] = content_type or ""
    try:
        charset = header.get_content_charset("utf-8")
    except (LookupError, TypeError, ValueError, AttributeError):
        raise NotJson() from None
    if header.get_content_type() != "application/json" or charset not in ("utf-8", "utf8"):
        raise NotJson()


def read(model: type[Body], raw: bytes) -> Body:
    """The bytes as a model. Raises BadInput."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        found = field_errors(model, error)
    if found[0].code == "malformed-json":
        found = _named_malformation(model, raw) or found
    raise BadInput(found)


def field_errors(model: type[BaseModel], error: ValidationError) -> tuple[FieldError, ...]:
    """What a model refused, by field; nothing that came in is repeated, no unknown name either."""
    found = (
        FieldError(field_name(known_place(model, each["loc"])), field_code_of(each["type"]))
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    )
    return tuple(dict.fromkeys(found))[:NAMED_AT_MOST]


def known_place(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, ...]:
    """The part of a place in a body that the model has fields for: () for a field of no model."""
    known: tuple[str, ...] = ()
    inside: type[BaseModel] | None = model
    for name in place:
        about = fields_of(inside).get(str(name)) if inside else None
        if about is None:
            break
        known, inside = (*known, str(name)), model_in(about)
    return known


def fields_of(model: type[BaseModel]) -> dict[str, Any]:
    """What each field may be, by the name that it has in a body."""
    return {about.alias or name: about.annotation for name, about in model.model_fields.items()}


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, perhaps beside nothing; None for any other kind of field."""
    return next((kind for kind in kinds_of(annotation) if _is_model(kind)), None)


def kinds_of(annotation: Any) -> Iterator[Any]:
    """The types that a field may have, those of a union one by one."""
    if get_origin(annotation) in (Union, types.UnionType):
        for inner in get_args(annotation):
            yield from kinds_of(inner)
    else:
        yield get_origin(annotation) or annotation


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def field_name(place: tuple[int | str, ...]) -> str:
    """`contact.phone` for the place in a model; the number of a list's item is left out."""
    return ".".join(part for part in place if isinstance(part, str))[:NAME_LENGTH] or WHOLE


def field_code_of(kind: str) -> FieldCode:
    """Our code for pydantic's type of an error."""
    if kind in CODES:
        return CODES[kind]
    return "wrong-type" if kind.endswith("_type") else "invalid"


def _named_malformation(model: type[BaseModel], raw: bytes) -> tuple[FieldError, ...]:
    """Where text that JSON can spell and Unicode cannot (half a surrogate pair) stands."""
    try:
        value = json.loads(raw.decode())
    except UnicodeDecodeError:
        return (FieldError(WHOLE, "not-utf-8"),)
    except (ValueError, RecursionError):
        return ()
    places = (known_place(model, place) for place in _broken_texts(value, ()))
    found = (FieldError(field_name(place), "malformed") for place in places)
    return tuple(dict.fromkeys(found))[:NAMED_AT_MOST]


def _broken_texts(value: object, place: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    match value:
        case str() if not _is_whole(value):
            yield place
        case dict():
            for name, inner in value.items():
                yield from _broken_texts(inner, (*place, name))
        case list():
            for number, inner in enumerate(value):
                yield from _broken_texts(inner, (*place, number))


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
