"""Which members of staff does an event tell, beside the lines of units in `triage.notices.telling`?

| event                                      | tells                        | kind           |
|--------------------------------------------|------------------------------|----------------|
| Assigned by another                        | who got it                   | assignment     |
| UrgencyAssessed by another: an emergency   | who has it; the unit's       | emergency      |
|                                            | workers where nobody has     |                |
| MessageReceived                            | who has it                   | new-message    |
| TransferOffered, HandoverOffered           | the workers of the unit that | offer          |
|                                            | it is offered to, first who  |                |
|                                            | is on duty there             |                |
| Routed                                     | who is on duty in the unit   | new-in-queue   |
| DutyAlerted                                | who is on duty, in the place | duty-alert     |
|                                            | of the duty's line           |                |
| AlertRepeated                              | who is on duty, beside it    | alert-repeated |
| TransferRefused, TransferReturned          | who has it                   | offer          |
| Reminded, LookOverdue told: substitute,    | who has it                   | reminder       |
| StatutoryClockDue                          |                              |                |
| PromiseMissed                              | the unit's supervisors       | promise-missed |

In the place of whoever is away those are told who stand in; where nobody does, the coordinators.
Each person is told what they chose, where they gave an address (`triage.notices.choices`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from triage.codes import LookTold, Urgency
from triage.notices.kinds import Kind
from triage.request.cover import Cover
from triage.request.events import (
    AlertRepeated,
    Assigned,
    DutyAlerted,
    LookOverdue,
    MessageReceived,
    PromiseMissed,
    Reminded,
    RequestEvent,
    Routed,
    StatutoryClockDue,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    UrgencyAssessed,
)
from triage.request.events.partners.guiding import HandoverOffered
from triage.request.help_request import HelpRequest

TELLING_PEOPLE: Final[tuple[type[RequestEvent], ...]] = (
    AlertRepeated,
    Assigned,
    DutyAlerted,
    HandoverOffered,
    LookOverdue,
    MessageReceived,
    PromiseMissed,
    Reminded,
    Routed,
    StatutoryClockDue,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    UrgencyAssessed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who works here, by user name: workers and supervisors by unit, and who is away.

    `on_duty`: who is on duty by the rota, by unit; `duty_unit` the one that alerts go to.
    """

    workers: Mapping[str, frozenset[str]]
    supervisors: Mapping[str, frozenset[str]]
    coordinators: frozenset[str]
    cover: Cover
    on_duty: Mapping[str, frozenset[str]] = field(default_factory=dict)
    duty_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One person who is told, and that there is something of this kind."""

    username: str
    kind: Kind


def people_told(
    event: RequestEvent, find: Callable[[], HelpRequest], people: People
) -> Iterator[Told]:
    """Whom the event tells, by the table above; `find` gives its request as it stands now."""
    for username, kind in _told(event, find, people):
        if username != event.by.username:
            yield Told(username, kind)


def _told(
    event: RequestEvent, find: Callable[[], HelpRequest], people: People
) -> Iterator[tuple[str, Kind]]:
    match event:
        case Assigned():
            yield event.worker, Kind.ASSIGNMENT
        case UrgencyAssessed() if event.level is Urgency.EMERGENCY:
            yield from _each(_who_has(find(), people, or_unit=True), Kind.EMERGENCY)
        case MessageReceived():
            yield from _each(_who_has(find(), people), Kind.NEW_MESSAGE)
        case TransferOffered():
            workers = people.workers.get(event.to_unit, frozenset()) - find().recused
            at_work = workers - people.cover.away.keys()
            first = at_work & people.on_duty.get(event.to_unit, frozenset())
            yield from _each(sorted(first or at_work), Kind.OFFER)
        case Routed():
            yield from _each(_on_duty(event.unit, find(), people), Kind.NEW_IN_QUEUE)
        case DutyAlerted() | AlertRepeated():
            repeated = isinstance(event, AlertRepeated)
            kind = Kind.ALERT_REPEATED if repeated else Kind.DUTY_ALERT
            yield from _each(_on_duty(people.duty_unit, find(), people), kind)
        case TransferRefused() | TransferReturned():
            yield from _each(_who_has(find(), people), Kind.OFFER)
        case Reminded() | StatutoryClockDue():
            yield from _each(_who_has(find(), people), Kind.REMINDER)
        case LookOverdue() if event.told is LookTold.SUBSTITUTE:
            yield from _each(_who_has(find(), people), Kind.REMINDER)
        case PromiseMissed():
            supervisors = people.supervisors.get(find().unit, frozenset())
            yield from _each(sorted(supervisors), Kind.PROMISE_MISSED)


def _each(usernames: Iterator[str] | list[str], kind: Kind) -> Iterator[tuple[str, Kind]]:
    for username in usernames:
        yield username, kind


def _on_duty(unit: str | None, request: HelpRequest, people: People) -> list[str]:
    return sorted(people.on_duty.get(unit or "", frozenset()) - request.recused)


def _who_has(request: HelpRequest, people: People, *, or_unit: bool = False) -> list[str]:
    """Who has it in hand; where they are away, who stands in."""
    holder, away = request.claimed_by, people.cover.away
    if holder is None:
        workers = people.workers.get(request.unit, frozenset()) - request.recused
        return sorted(workers - away.keys()) if or_unit else []
    if holder not in away:
        return [holder]
    found = people.cover.substitutes(holder, request.unit, request.recused)
    return sorted(found or people.coordinators - request.recused)
