"""How is it recorded that social services or the police were told? The cards of these verbs."""

from __future__ import annotations

from api.v1.field_types import Incoming, Reason
from api.v1.verbs.card import BecauseBody, Place, Verb
from api.v1.verbs.fitting import reads
from projections.views.request.request_shown import Contents, Happening
from triage.request.commands.partners.authorities import RecordJointContact, RecordPoliceNotice
from triage.request.events import JointContactMade, PoliceNoticeMade


class JointContactBody(Incoming):
    """Who of social services was contacted, why, and whether the requester took part."""

    with_whom: Reason
    because: Reason
    requester_takes_part: bool


def _last_told(inside: Contents, _: Happening) -> str | None:
    return inside.authorities_told[-1].because


# The duty to notify outlives the words, as with a protection notice.
JOINT_CONTACT = Verb(
    name="joint-contact",
    summary="Record a joint contact to social services",
    command=RecordJointContact,
    body=JointContactBody,
    fits=reads,
    leaves=JointContactMade,
    words_left=_last_told,
    fits_after_erasure=True,
    place=Place.GRAVE,
)
POLICE_NOTICE = Verb(
    name="police-notice",
    summary="Record a notice to the police",
    command=RecordPoliceNotice,
    body=BecauseBody,
    fits=reads,
    leaves=PoliceNoticeMade,
    words_left=_last_told,
    fits_after_erasure=True,
    place=Place.GRAVE,
)
