"""What does the address of a page ask for? An empty field of a filter asks for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from api.errors.refusals import BadInput
from api.http.json_body import field_errors
from api.v1.queries import QueueQuery
from projections.views.queue.waiting import Filters
from triage.actors import Actor
from triage.permission import may

Query = TypeVar("Query", bound=BaseModel)
FILTERS = (
    "state",
    "unit",
    "claimed_by",
    "topic",
    "due",
    "new_since",
    "back_since",
    "limit",
    "after",
)
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


def queue_asked(request: Request, actor: Actor) -> Filters:
    """The same for the reading room. Who sees heaps sees them in the place of their rows.

    Whoever looks for rows of a kind is shown every one of that kind.
    """
    said = queue_filters(request)
    looks_for = said.keys() - {"due", "limit", "after"} or said.get("due") not in (None, "any")
    filters = asked(QueueQuery, said).filters()
    return replace(filters, folds_heaps=may(actor, "heap:read") and not looks_for)
