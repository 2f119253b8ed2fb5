"""How do others help? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, LowerCode, Words
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.dialogue import WriterConfirmed, last_message
from api.v1.verbs.fitting import reads_and_goes_on
from triage.request.commands.guiding import GuideRequester
from triage.request.events import Guided


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
