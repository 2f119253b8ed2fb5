"""What may be done about an emergency? The cards of these verbs."""

from __future__ import annotations

from api.v1.verbs.card import EmptyBody, Place, Verb
from api.v1.verbs.fitting import reads_and_goes_on
from projections.door.questions import RequestShown
from triage.actors import Actor
from triage.request.commands.emergency import WATCH_OVER_EMERGENCIES, AcknowledgeAlert
from triage.request.events import AlertAcknowledged


def _has_it_in_hand(shown: RequestShown, actor: Actor) -> bool:
    watches = actor.role in WATCH_OVER_EMERGENCIES
    return reads_and_goes_on(shown, actor) and (watches or shown.row.claimed_by == actor.username)


def _may_acknowledge(shown: RequestShown, actor: Actor) -> bool:
    waits = shown.contents is not None and shown.contents.alert is not None
    return waits and _has_it_in_hand(shown, actor)


ALERT_ACKNOWLEDGEMENT = Verb(
    name="alert-acknowledgement",
    summary="Acknowledge the alert to the duty",
    command=AcknowledgeAlert,
    body=EmptyBody,
    fits=_may_acknowledge,
    leaves=AlertAcknowledged,
    place=Place.OWN,
)
