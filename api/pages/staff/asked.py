"""What does the address of a page ask for? An empty field of a filter asks for nothing."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from api.errors.refusals import BadInput
from api.http.json_body import field_errors

Query = TypeVar("Query", bound=BaseModel)
FILTERS = ("state", "unit", "claimed_by", "topic", "due", "limit", "after")
# What the bare address shows; whoever wants everything that goes on says so (`due=`).
WAITING = {"due": "any"}


def chosen(request: Request, *names: str) -> dict[str, str]:
    """The parameters of these names that say something."""
    return {name: said for name in names if (said := request.query_params.get(name, "").strip())}


def asked(model: type[Query], said: dict[str, str]) -> Query:
    """The parameters as the JSON API reads them. Raises BadInput naming every wrong one."""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise BadInput(field_errors(error)) from None


def queue_filters(request: Request) -> dict[str, str]:
    """What of the queue an address asks for."""
    says_what = any(name in request.query_params for name in FILTERS)
    return chosen(request, *FILTERS) if says_what else WAITING
