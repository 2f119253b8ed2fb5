"""When does a verb fit? What several cards ask of the request and its viewer."""

from __future__ import annotations

from projections.door.requests.request_page import RequestShown
from triage.actors import Actor, Role
from triage.codes import ENDED
from triage.request.need_to_know import SEES_CONTENT, Standing


def goes_on(shown: RequestShown) -> bool:
    """Whether the request is neither closed nor withdrawn."""
    return shown.row.state not in ENDED


def is_inside(shown: RequestShown) -> bool:
    """Whether the viewer is more than the receiver of an offer, or who handed it over."""
    return shown.ground not in (Standing.RECEIVER, Standing.FOLLOWER)


def reads(shown: RequestShown, actor: Actor) -> bool:
    """Whether the viewer reads the words."""
    return shown.ground in SEES_CONTENT


def reads_and_goes_on(shown: RequestShown, actor: Actor) -> bool:
    """Whether the viewer reads the words of a request that goes on."""
    return reads(shown, actor) and goes_on(shown)


def has_the_say(shown: RequestShown, actor: Actor) -> bool:
    """Whether the viewer has it in hand, stands in for who has, or coordinates them."""
    stands_in = shown.ground == Standing.SUBSTITUTE
    return actor.role is Role.COORDINATOR or shown.row.claimed_by == actor.username or stands_in
