"""How does a request end and go on again? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming
from api.v1.verbs.card import BecauseBody, Place, Verb
from api.v1.verbs.fitting import goes_on, reads
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.codes import Outcome, RetentionClass, State
from triage.request.commands.ending import CloseRequest, ReopenRequest
from triage.request.events import Closed, Reopened

ClockRunsOn = Annotated[
    bool,
    Field(description="That you know that a statutory clock runs on; asked for where one does."),
]


class ClosingBody(Incoming):
    """What came of the request, and how long its record must be kept."""

    outcome: Outcome
    retention_class: RetentionClass | None = None
    clock_runs_on: ClockRunsOn = False


def _may_close(shown: RequestShown, actor: Actor) -> bool:
    closed = shown.row.state == State.CLOSED
    return reads(shown, actor) and not closed and shown.row.offered_to is None


def _has_ended(shown: RequestShown, actor: Actor) -> bool:
    return reads(shown, actor) and not goes_on(shown)


CLOSING = Verb(
    name="closing",
    summary="Close with an outcome",
    command=CloseRequest,
    body=ClosingBody,
    fits=_may_close,
    leaves=Closed,
    place=Place.DAILY,
)
REOPENING = Verb(
    name="reopening",
    summary="Take it up again",
    command=ReopenRequest,
    body=BecauseBody,
    fits=_has_ended,
    leaves=Reopened,
    place=Place.OWN,
)
