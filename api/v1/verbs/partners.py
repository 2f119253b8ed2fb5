"""How do others help? The cards of these verbs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, LowerCode, Words
from api.v1.verbs.card import EmptyBody, Place, Verb
from api.v1.verbs.dialogue import WriterConfirmed, last_message
from api.v1.verbs.fitting import reads, reads_and_goes_on
from api.v1.verbs.transfer import TransferBody, may_accept, may_offer
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.request.commands.partners.guiding import GuideRequester
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover, RecordLanding
from triage.request.events import Guided, HandoverAccepted, HandoverOffered, Landed
from triage.request.need_to_know import Standing


class GuidanceBody(Incoming):
    """Which service the requester is guided to, by its code in the catalogue, and what is said."""

    service: Annotated[LowerCode, Field(examples=["own-county"])]
    text: Words
    writer_confirmed: WriterConfirmed = False


GUIDANCE = Verb(
    name="guidance",
    summary="Tell of help elsewhere",
    command=GuideRequester,
    body=GuidanceBody,
    fits=reads_and_goes_on,
    leaves=Guided,
    words_left=last_message,
    place=Place.DAILY,
)


class HandoverBody(TransferBody):
    """To which unit the family is walked, and on which day both sides are asked how it went."""

    follow_up_on: date


def _may_accept(shown: RequestShown, actor: Actor) -> bool:
    return may_accept(shown, actor) and shown.row.offer_follow_up_on is not None


def _may_land(shown: RequestShown, actor: Actor) -> bool:
    sees = shown.ground == Standing.FOLLOWER or reads(shown, actor)
    return sees and shown.row.landing_follow_up_on is not None


HANDOVER = Verb(
    name="handover",
    summary="Hand over to another unit, and follow until it landed",
    command=OfferHandover,
    body=HandoverBody,
    fits=may_offer,
    leaves=HandoverOffered,
)
HANDOVER_ACCEPTANCE = Verb(
    name="handover-acceptance",
    summary="Accept a handover",
    command=AcceptHandover,
    body=EmptyBody,
    fits=_may_accept,
    leaves=HandoverAccepted,
    place=Place.OWN,
)
LANDING = Verb(
    name="landing",
    summary="Record that whoever was handed over has landed",
    command=RecordLanding,
    body=EmptyBody,
    fits=_may_land,
    leaves=Landed,
    place=Place.DAILY,
)
