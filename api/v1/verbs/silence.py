"""How are all automatic messages to a requester stopped, and let go again? The cards of both."""

from __future__ import annotations

from api.v1.verbs.card import BecauseBody, Place, Verb
from api.v1.verbs.fitting import reads
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.request.commands.circumstances.silence import EndSilence, SilenceRequest
from triage.request.events import Silenced, SilenceEnded


def _may_go_silent(shown: RequestShown, actor: Actor) -> bool:
    return reads(shown, actor) and not shown.row.silent


def _is_silent(shown: RequestShown, actor: Actor) -> bool:
    return reads(shown, actor) and shown.row.silent


# Rare, not grave: it harms nobody for long, and one press takes it back.
SILENCE = Verb(
    name="silence",
    summary="Stop every automatic message to the requester, as after a death",
    command=SilenceRequest,
    body=BecauseBody,
    fits=_may_go_silent,
    leaves=Silenced,
)
SILENCE_END = Verb(
    name="silence-end",
    summary="Let automatic messages go to the requester again",
    command=EndSilence,
    body=BecauseBody,
    fits=_is_silent,
    leaves=SilenceEnded,
    place=Place.OWN,
)
