"""How is it told that a request stands in the client record? The card of that verb."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, Line
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.request.commands.retention import ConfirmRecorded
from triage.request.events import PutOnRecord


class RecordedBody(Incoming):
    """In which system the request stands, and since which day."""

    system: Line
    recorded_on: Annotated[date, Field(alias="on")]


def _is_the_countys(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    return reads(shown, actor) and inside is not None and inside.retention is not None


def _system(inside: Contents, _: Happening) -> str | None:
    return inside.retention.recorded_system if inside.retention else None


RECORDED = Verb(
    name="recorded",
    summary="Confirm that the request stands in the client record",
    command=ConfirmRecorded,
    body=RecordedBody,
    fits=_is_the_countys,
    leaves=PutOnRecord,
    words_left=_system,
    place=Place.OWN,
)
