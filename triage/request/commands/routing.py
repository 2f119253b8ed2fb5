"""How do the rules choose a unit anew, once more is known of a request?"""

from __future__ import annotations

from triage.actors import SYSTEM, Role
from triage.catalogue import Catalogue
from triage.catalogue.routing import Routing, route
from triage.codes import Urgency
from triage.request.commands.command import Situation
from triage.request.commands.submitting import asking_of, shown_by_topic
from triage.request.details import Details, given_by
from triage.request.events import Routed
from triage.request.help_request import HelpRequest
from triage.text.personal import revealed


def known_danger(request: HelpRequest, given: Details, catalogue: Catalogue) -> bool:
    """Whether the words or a human have flagged danger so far; a topic has a unit that knows it."""
    if request.urgency is Urgency.EMERGENCY:
        return True
    if request.danger and not shown_by_topic(tuple(request.every_topic), catalogue):
        return True
    said = (*given.plea.said(), revealed(request.last_message) or "")
    return any(catalogue.shows_danger(text) for text in said)


def routing_of(request: HelpRequest, here: Situation, *, danger: bool | None = None) -> Routing:
    """Where the rules send a request as it is classified now.

    Raises:
        RequestDamaged
    """
    given = given_by(request)
    if danger is None:
        danger = known_danger(request, given, here.catalogue)
    profile = revealed(request.profile) or given.profile
    asking = asking_of(request.topics, profile, danger=danger)
    return route(asking, here.catalogue, here.roster())


def record_routing(request: HelpRequest, routing: Routing, here: Situation) -> None:
    """Record where the rules send it, if that is another unit."""
    if routing.unit != request.unit:
        here.record(
            request,
            Routed,
            by=SYSTEM.by(),
            unit=routing.unit,
            rule=routing.rule,
            reason=routing.reason,
            catalogue_version=routing.catalogue_version,
            co_units=routing.co_units,
            passed_over=routing.passed_over,
        )


def still_reads(username: str, unit: str, here: Situation) -> bool:
    """Whether who has a request in hand may read it in this unit; a worker by the unit alone."""
    if username == here.actor.username:
        return here.actor.role is not Role.WORKER or unit in here.actor.units
    holder = here.find_colleague(username)
    if holder is None:
        return False
    return holder.role is not Role.WORKER or unit in holder.units
