"""How is an interpreter arranged? The card of the verb."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from api.v1.field_types import Incoming, MaybeTongue
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.views.request.request_shown import Contents, Happening
from triage.codes import Interpreting
from triage.request.commands.circumstances.interpreting import ArrangeInterpreter
from triage.request.events import InterpreterArranged
from triage.time.calendar import HELSINKI


def _in_utc(moment: datetime) -> datetime:
    """What a page sends has no offset: it is the time on the wall."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)).astimezone(UTC)


class InterpreterBody(Incoming):
    """How far an interpreter is, in which language, and when a booked one comes."""

    step: Annotated[Interpreting, Field(alias="state")]
    language: Annotated[
        MaybeTongue, Field(description="A BCP 47 tag; without it what the requester wished.")
    ] = None
    meets_at: Annotated[
        Annotated[datetime, AfterValidator(_in_utc)] | None,
        Field(alias="at", description="Without an offset it is a time in Helsinki."),
    ] = None


def _no_words(_: Contents, __: Happening) -> str | None:
    return None


INTERPRETER = Verb(
    name="interpreter",
    summary="Record how far an interpreter is",
    command=ArrangeInterpreter,
    body=InterpreterBody,
    fits=reads_and_goes_on,
    leaves=InterpreterArranged,
    words_left=_no_words,
    place=Place.DAILY,
)
