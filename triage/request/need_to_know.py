"""How does this person stand to this request, and what may they therefore see of it?"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from triage.actors import Actor, Role
from triage.catalogue import Catalogue, Side
from triage.codes import OwnRecord
from triage.errors.requests import ReasonNeeded, RequestUnknown
from triage.request.cover import NOBODY_AWAY, Cover
from triage.request.help_request import HelpRequest


class Standing(StrEnum):
    """The ground on which somebody meets a request; it is what the access log records."""

    NONE = "none"
    REQUESTER = "requester"
    OWN = "own"
    TRIAGE = "triage"
    OPENED = "opened"
    SUBSTITUTE = "substitute"
    COLLEAGUE = "colleague"
    RECEIVER = "receiver"
    FOLLOWER = "follower"
    # Asked for advice: sees the summary of the question, and nothing else.
    CONSULTED = "consulted"
    # Translates by contract: reads the words that were chosen, and nothing else.
    TRANSLATOR = "translator"
    INTAKE = "intake"
    DUTY = "duty"
    SYSTEM = "system"
    ADMINISTRATION = "administration"


SEES_CONTENT = frozenset(
    {
        Standing.REQUESTER,
        Standing.OWN,
        Standing.TRIAGE,
        Standing.OPENED,
        Standing.SUBSTITUTE,
        Standing.INTAKE,
        Standing.DUTY,
    }
)
# What was opened is opened for the reason that was given, and not for a search.
IS_SEARCHED = SEES_CONTENT - {Standing.OPENED}
SEES_ROW = SEES_CONTENT | {Standing.COLLEAGUE, Standing.RECEIVER, Standing.FOLLOWER}


def standing(
    actor: Actor,
    request: HelpRequest,
    *,
    now: datetime,
    intake_unit: str,
    cover: Cover = NOBODY_AWAY,
) -> Standing:
    """Tell on what ground the actor may see the request. NONE: not even that it exists.

    `cover` tells who is away at that moment.
    """
    match actor.role:
        case Role.SYSTEM:
            return Standing.SYSTEM
        case Role.ADMINISTRATOR:
            return Standing.ADMINISTRATION
        case Role.REQUESTER:
            return Standing.REQUESTER if actor.request_id == request.id else Standing.NONE
        case Role.TRANSLATOR:
            return Standing.TRANSLATOR if actor.request_id == request.id else Standing.NONE
        case Role.WORKER | Role.COORDINATOR | Role.DUTY if actor.username in request.recused:
            return Standing.NONE
        case Role.WORKER:
            return _of_worker(actor, request, now, cover)
        case Role.COORDINATOR:
            return _of_coordinator(actor, request, now, intake_unit, cover)
        case Role.DUTY:
            return _of_duty(actor, request)
        case _:
            return Standing.NONE


def _of_worker(actor: Actor, request: HelpRequest, now: datetime, cover: Cover) -> Standing:
    if request.unit in actor.units:
        if request.claimed_by is None:
            return Standing.TRIAGE
        return _beside_claim(actor, request, now, cover)
    if request.offered_to in actor.units:
        return Standing.RECEIVER
    if request.handed_over_by in actor.units:
        return Standing.FOLLOWER
    return Standing.CONSULTED if request.is_asked_of(actor.units) else Standing.NONE


def _of_coordinator(
    actor: Actor, request: HelpRequest, now: datetime, intake_unit: str, cover: Cover
) -> Standing:
    if request.claimed_by == actor.username:
        return Standing.OWN
    if request.claimed_by is None or request.unit == intake_unit or request.escalated:
        return Standing.INTAKE
    if request.offered_to == intake_unit:
        return Standing.RECEIVER
    return _beside_claim(actor, request, now, cover)


def _of_duty(actor: Actor, request: HelpRequest) -> Standing:
    if request.claimed_by == actor.username:
        return Standing.OWN
    return Standing.DUTY if request.concerns_duty else Standing.NONE


def _beside_claim(actor: Actor, request: HelpRequest, now: datetime, cover: Cover) -> Standing:
    if request.claimed_by == actor.username:
        return Standing.OWN
    if cover.stands_in(actor, request.claimed_by, request.unit, request.recused):
        return Standing.SUBSTITUTE
    opened_until_at = request.openings.get(actor.username or "")
    opened = opened_until_at is not None and now < opened_until_at
    return Standing.OPENED if opened else Standing.COLLEAGUE


def works_for_partner(actor: Actor, catalogue: Catalogue) -> bool:
    """Whether the actor works for another controller: no unit of theirs is the county's."""
    units = (catalogue.units.get(code) for code in actor.units)
    return actor.role is Role.WORKER and not any(
        unit is not None and unit.side is Side.COUNTY for unit in units
    )


def version_known_to(unit: str | None, request: HelpRequest) -> int:
    """The version that another controller's `unit` is told: events hidden from it do not count.

    The true version would reveal that the history has entries which they cannot see.
    """
    return request.version_told - sum(
        made_in != unit and is_own_record(record, version, request.accepted_at_version)
        for version, made_in, record in request.own_records
    )


def is_own_record(record: OwnRecord | None, version: int, accepted_at_version: int) -> bool:
    """Whether only the controller that made an event may know of it.

    A note or a call from before the accepted transfer stays its maker's. A later one is known to
    everybody who may read the request.
    """
    match record:
        case OwnRecord.ALWAYS:
            return True
        case OwnRecord.UNTIL_ACCEPTED:
            return not accepted_at_version or version < accepted_at_version
        case _:
            return False


def version_seen(actor: Actor, request: HelpRequest, catalogue: Catalogue) -> int:
    """The version that this actor is shown, and that their commands are held against."""
    if _is_only_consulted(actor, request):
        # How much has happened to it is none of theirs.
        return 0
    if not works_for_partner(actor, catalogue):
        return request.version_told
    unit = request.unit if request.unit in actor.units else request.offered_to
    return version_known_to(unit, request)


def _is_only_consulted(actor: Actor, request: HelpRequest) -> bool:
    """Whether all that connects this worker with the request is a question to their unit."""
    connected = {request.unit, request.offered_to, request.handed_over_by} & actor.units
    return actor.role is Role.WORKER and not connected and request.is_asked_of(actor.units)


def require_content(ground: Standing) -> None:
    """Let those who may read the words pass.

    Raises:
        RequestUnknown: the request is not theirs to know of.
        ReasonNeeded: a colleague has claimed it, or an offer is not accepted yet.
    """
    require_row(ground)
    if ground not in SEES_CONTENT:
        raise ReasonNeeded(ground=str(ground))


def require_row(ground: Standing) -> None:
    """Let those who may know of the request pass.

    Raises:
        RequestUnknown: the request is not theirs to know of.
    """
    if ground not in SEES_ROW:
        raise RequestUnknown()
