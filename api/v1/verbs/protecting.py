"""Who told the authorities of a child, and who did not? The cards of these verbs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, Reason, Username
from api.v1.verbs.card import BecauseBody, EmptyBody, Place, Verb
from api.v1.verbs.fitting import reads
from projections.door.requests.request_page import RequestShown
from projections.views.request.notifying_shown import Stand
from projections.views.request.request_shown import Contents, Happening
from triage.actors import Actor
from triage.codes import NoNotice
from triage.request.commands.partners.protecting import (
    ConfirmNotice,
    DeclineNotice,
    RecordProtectionNotice,
    ReleaseToRequester,
)
from triage.request.events import (
    ProtectionNoticeConfirmed,
    ProtectionNoticeDeclined,
    ProtectionNoticeMade,
    ReleasedToRequester,
)


class ProtectionNoticeBody(Incoming):
    """To whom a child-protection notice was made, why, and whether the family was told."""

    to: Reason
    because: Reason
    family_told: bool
    together_with: Annotated[
        list[Username],
        Field(
            default_factory=list,
            max_length=20,
            description="Colleagues who made it too; each confirms it.",
        ),
    ]


class NoNoticeBody(Incoming):
    """On which ground whoever sends this makes no child-protection notice, and why."""

    ground: NoNotice
    because: Reason


def _withholds(shown: RequestShown, actor: Actor) -> bool:
    return shown.contents is not None and shown.contents.withheld


def _is_named(shown: RequestShown, actor: Actor) -> bool:
    inside = shown.contents
    return inside is not None and any(
        each.username == actor.username and each.stand is Stand.NAMED for each in inside.notifying
    )


def _no_words(_: Contents, __: Happening) -> str | None:
    return None


# The duty to notify outlives the words (Act 417/2007, section 25).
PROTECTION_NOTICE = Verb(
    name="protection-notice",
    summary="Record a child-protection notice",
    command=RecordProtectionNotice,
    body=ProtectionNoticeBody,
    fits=reads,
    leaves=ProtectionNoticeMade,
    fits_after_erasure=True,
    place=Place.GRAVE,
)
NOTICE_CONFIRMATION = Verb(
    name="notice-confirmation",
    summary="Confirm that you made a notice together with a colleague",
    command=ConfirmNotice,
    body=EmptyBody,
    fits=_is_named,
    leaves=ProtectionNoticeConfirmed,
    words_left=_no_words,
    fits_after_erasure=True,
    place=Place.OWN,
)
NO_NOTICE = Verb(
    name="no-notice",
    summary="Record that you make no child-protection notice, and why",
    command=DeclineNotice,
    body=NoNoticeBody,
    fits=reads,
    leaves=ProtectionNoticeDeclined,
    fits_after_erasure=True,
    place=Place.GRAVE,
)
NOTICE_RELEASE = Verb(
    name="notice-release",
    summary="Let the requester see what a notice withheld",
    command=ReleaseToRequester,
    body=BecauseBody,
    fits=_withholds,
    leaves=ReleasedToRequester,
    fits_after_erasure=True,
    place=Place.GRAVE,
)
