"""How does a JSON body become a value? Checked once, strictly, with every wrong field named.

The framework's own body parameters parse before a guard has judged, take for JSON what does not say
so, and keep what came in beside each error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.routing import request_response

from api.errors.refusals import BadInput, FieldCode, FieldError, NotJson

Body = TypeVar("Body", bound=BaseModel)
WHOLE = "body"
# Enough to mend a form by; a body could be wrong in thousands of places.
NAMED_AT_MOST = 30

# What pydantic calls it -> our stable code; every other type of a wrong kind is `wrong-type`.
CODES: Mapping[str, FieldCode] = {
    "enum": "unknown",
    "extra_forbidden": "unknown-field",
    "json_invalid": "malformed-json",
    "missing": "required",
    "string_pattern_mismatch": "malformed",
    "string_too_long": "too-long",
    "string_too_short": "required",
    "string_unicode": "malformed",
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

    It is described as any other, by what it says to depend on. The framework's way of calling took
    7 % of a submission's processor time.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        self.app = request_response(endpoint)


def require_json(content_type: str | None) -> None:
    """Raises NotJson where the header says anything but JSON in UTF-8."""
    kind, options = parse_options_header(content_type)
    charset = options.get(b"charset", b"utf-8").lower()
    if kind != b"application/json" or charset not in (b"utf-8", b"utf8"):
        raise NotJson()


def read(model: type[Body], raw: bytes) -> Body:
    """The bytes as a model. Raises BadInput."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        found = field_errors(error)
    if found[0].code == "malformed-json":
        found = _named_malformation(model, raw) or found
    raise BadInput(found)


def field_errors(error: ValidationError) -> tuple[FieldError, ...]:
    """What a model refused, by field; nothing that came in is repeated, no unknown name either."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    found = (field_error(each["type"], each["loc"]) for each in details)
    return tuple(dict.fromkeys(found))[:NAMED_AT_MOST]


def field_error(kind: str, place: tuple[int | str, ...], whole: str = WHOLE) -> FieldError:
    """`contact.phone` and our code for pydantic's type of an error; a list's item has no name.

    A field that the model does not have is told as the part that it stands in, or as `whole`.
    """
    code = field_code_of(kind)
    known = place[:-1] if code == "unknown-field" else place
    return FieldError(".".join(part for part in known if isinstance(part, str)) or whole, code)


def field_code_of(kind: str) -> FieldCode:
    """Our code for pydantic's type of an error."""
    if kind in CODES:
        return CODES[kind]
    return "wrong-type" if kind.endswith("_type") else "invalid"


def _named_malformation(model: type[BaseModel], raw: bytes) -> tuple[FieldError, ...]:
    """Where text that JSON can spell and Unicode cannot (half a surrogate pair) stands."""
    try:
        model.model_validate(json.loads(raw.decode()), strict=False)
    except UnicodeDecodeError:
        return (FieldError(WHOLE, "not-utf-8"),)
    except ValidationError as error:
        return field_errors(error)
    except (ValueError, RecursionError):
        pass
    return ()
