"""Who takes a request in hand, and how urgent is it? The cards of these verbs."""

from __future__ import annotations

from pydantic import Field

from api.v1.field_types import Incoming, MaybeReason, Reason, UpperCode, Username
from api.v1.verbs.card import BecauseBody, EmptyBody, Place, Verb
from api.v1.verbs.fitting import goes_on, has_the_say, is_inside, reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor
from triage.codes import Concerns, Urgency
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.sorting import SortRequest
from triage.request.events import (
    Assigned,
    Claimed,
    Opened,
    Recused,
    Released,
    Sorted,
    UrgencyAssessed,
)
from triage.request.need_to_know import Standing


class ChoiceBody(Incoming):
    """What the request is about; what is left out stays, an empty list takes all away."""

    topics: list[UpperCode] | None = Field(default=None, max_length=40)
    age_bands: list[UpperCode] | None = Field(default=None, max_length=20)
    concerns: Concerns | None = None


class SortingBody(ChoiceBody):
    """What a worker finds the request to be about."""

    because: MaybeReason = None


class UrgencyBody(ChoiceBody):
    """How urgent a human finds the request; it may be sorted in the same act."""

    level: Urgency
    because: Reason


class AssignmentBody(Incoming):
    """Which worker of the unit is to take the request."""

    worker: Username


def _is_free(shown: RequestShown, actor: Actor) -> bool:
    return is_inside(shown) and goes_on(shown) and shown.row.claimed_by is None


def _may_sort(shown: RequestShown, actor: Actor) -> bool:
    return (
        reads_and_goes_on(shown, actor) and shown.row.offered_to is None and not shown.row.damaged
    )


def _may_release(shown: RequestShown, actor: Actor) -> bool:
    return goes_on(shown) and shown.row.claimed_by is not None and has_the_say(shown, actor)


def _may_assign(shown: RequestShown, actor: Actor) -> bool:
    free_or_mine = shown.row.claimed_by is None or has_the_say(shown, actor)
    return is_inside(shown) and goes_on(shown) and free_or_mine


def _may_step_aside(shown: RequestShown, actor: Actor) -> bool:
    return goes_on(shown)


def _is_a_colleagues(shown: RequestShown, actor: Actor) -> bool:
    return shown.ground == Standing.COLLEAGUE


URGENCY = Verb(
    name="urgency",
    summary="Assess the urgency",
    command=AssessUrgency,
    body=UrgencyBody,
    fits=reads_and_goes_on,
    leaves=UrgencyAssessed,
)
SORTING = Verb(
    name="sorting",
    summary="Say what the request is about",
    command=SortRequest,
    body=SortingBody,
    fits=_may_sort,
    leaves=Sorted,
)
CLAIM = Verb(
    name="claim",
    summary="Claim the request",
    command=ClaimRequest,
    body=EmptyBody,
    fits=_is_free,
    leaves=Claimed,
    is_a_race=True,
    place=Place.OWN,
)
RELEASE = Verb(
    name="release",
    summary="Put it back in the queue",
    command=ReleaseRequest,
    body=BecauseBody,
    fits=_may_release,
    leaves=Released,
)
ASSIGNMENT = Verb(
    name="assignment",
    summary="Assign it to a worker",
    command=AssignRequest,
    body=AssignmentBody,
    fits=_may_assign,
    leaves=Assigned,
    leads_away=True,
)
RECUSAL = Verb(
    name="recusal",
    summary="Step aside",
    command=RecuseFromRequest,
    body=BecauseBody,
    fits=_may_step_aside,
    leaves=Recused,
    leads_away=True,
    place=Place.GRAVE,
)
OPENING = Verb(
    name="opening",
    summary="Open a colleague's request with a reason",
    command=OpenRequest,
    body=BecauseBody,
    fits=_is_a_colleagues,
    leaves=Opened,
    place=Place.OWN,
)
