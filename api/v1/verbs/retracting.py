"""How is a message to the requester taken back? The card of that verb."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, Reason
from api.v1.verbs.card import Verb
from api.v1.verbs.fitting import reads
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.request.commands.retracting import RetractReply
from triage.request.events import ReplyRetracted


class ReplyRetractionBody(Incoming):
    """Which message is taken back, why, and whether another's personal data was in it."""

    reply: Annotated[
        int, Field(ge=1, description="The `number` of a message that staff wrote.", examples=[1])
    ]
    because: Reason
    personal_data: bool


def _has_one(shown: RequestShown, actor: Actor) -> bool:
    messages = shown.contents.messages if shown.contents else ()
    standing = any(each.number and not each.retracted_at for each in messages)
    return reads(shown, actor) and standing


REPLY_RETRACTION = Verb(
    name="reply-retraction",
    summary="Take back a message to the requester",
    command=RetractReply,
    body=ReplyRetractionBody,
    fits=_has_one,
    leaves=ReplyRetracted,
)
