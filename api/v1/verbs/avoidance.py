"""Whom does the requester want to avoid? The card of the verb that says it."""

from __future__ import annotations

from pydantic import Field

from api.v1.field_types import Incoming, Username
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.request.commands.circumstances.avoidance import MatchAvoidance
from triage.request.events import AvoidanceMatched


class AvoidanceBody(Incoming):
    """Who of staff is meant, by user name; or that it is `nobody`."""

    workers: list[Username] = Field(default_factory=list, max_length=40)
    nobody: bool = False


def _has_named_somebody(shown: RequestShown, actor: Actor) -> bool:
    named = shown.contents is not None and shown.contents.plea.avoid
    return reads_and_goes_on(shown, actor) and bool(named)


AVOIDANCE = Verb(
    name="avoidance",
    summary="Say whom of staff the requester wants to avoid",
    command=MatchAvoidance,
    body=AvoidanceBody,
    fits=_has_named_somebody,
    leaves=AvoidanceMatched,
    place=Place.OWN,
)
