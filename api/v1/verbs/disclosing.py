"""How is it decided what others get, and what a requester asked? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.bodies import DataRequestAnswerBody
from api.v1.field_types import Incoming, MaybeLine, MaybeReason, Reason
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.fitting import reads
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.request.commands.own.data_requests import DecideDataRequest
from triage.request.commands.partners.disclosing import DecideDisclosure
from triage.request.disclosed import DisclosedPart, OutsideAsker
from triage.request.events import DataRequestAnswered, DisclosureDecided

Parts = Annotated[list[DisclosedPart], Field(min_length=1, max_length=20)]


class DisclosureBody(Incoming):
    """Who asks, by which statute it is decided, which parts, and why where it is refused.

    Of a guardian's demand also: whether the young person understands the matter, whether they
    forbid it, whether it is dangerous, and by what that was decided.
    """

    asker: OutsideAsker
    statute: Reason
    parts: Parts
    refused_because: MaybeReason = None
    recipient: MaybeLine = None
    understands: bool | None = None
    forbids: bool | None = None
    danger: bool | None = None
    weighed: MaybeReason = None


def _last_statute(inside: Contents, _: Happening) -> str | None:
    return inside.disclosures[-1].statute


def _to_decide(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    return inside is not None and bool(inside.corrections) and reads(shown, actor)


def _nothing(_: Contents, __: Happening) -> str | None:
    """The answer stands on the requester's page and with the officer."""
    return None


DISCLOSURE = Verb(
    name="disclosure",
    summary="Record what somebody else who asked was handed out, or refused",
    command=DecideDisclosure,
    body=DisclosureBody,
    fits=reads,
    leaves=DisclosureDecided,
    words_left=_last_statute,
    place=Place.RARE,
)
DATA_REQUEST_DECISION = Verb(
    name="data-request-decision",
    summary="Decide on a correction or an objection of the requester",
    command=DecideDataRequest,
    body=DataRequestAnswerBody,
    fits=_to_decide,
    leaves=DataRequestAnswered,
    words_left=_nothing,
    place=Place.OWN,
)
