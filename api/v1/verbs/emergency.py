"""What may be done about an emergency? The cards of these verbs."""

from __future__ import annotations

from api.v1.field_types import Incoming, MaybeWords
from api.v1.verbs.card import EmptyBody, Place, Verb
from api.v1.verbs.fitting import has_the_say, reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.codes import EmergencyStep
from triage.request.commands.emergency import (
    WATCH_OVER_EMERGENCIES,
    AcknowledgeAlert,
    RecordEmergencyStep,
)
from triage.request.events import AlertAcknowledged, EmergencyStepTaken


class EmergencyStepBody(Incoming):
    """Which step of an emergency was done."""

    step: EmergencyStep
    note: MaybeWords = None


def _last_step_note(inside: Contents, _: Happening) -> str | None:
    return inside.emergency_steps[-1].note


def _has_it_in_hand(shown: RequestShown, actor: Actor) -> bool:
    watches = actor.role in WATCH_OVER_EMERGENCIES
    return reads_and_goes_on(shown, actor) and (watches or has_the_say(shown, actor))


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
EMERGENCY_STEP = Verb(
    name="emergency-step",
    summary="Record a step of an emergency",
    command=RecordEmergencyStep,
    body=EmergencyStepBody,
    fits=_has_it_in_hand,
    leaves=EmergencyStepTaken,
    words_left=_last_step_note,
    place=Place.OWN,
)
