"""Whom does an event tell that there is something new, where, and from which moment on?

| event                                     | tells                      | kind              |
|-------------------------------------------|----------------------------|-------------------|
| Replied, of any kind, Guided,             | the requester              | something-new     |
|   DataRequestAnswered                     |                            |                   |
| ReplyRetracted, of one that was read      | the requester              | something-new     |
| TransferAccepted, HandoverAccepted,       | the requester              | something-new     |
|   unless withheld                         |                            |                   |
| Routed                                    | the unit                   | new-in-queue      |
| MessageReceived, where it opens a promise | the unit that has it       | new-in-queue      |
|   or wants a look                         |                            |                   |
| ContactChanged, ConsentsChanged,          | the unit that has it       | new-in-queue      |
|   DetailsAdded, a correction among        |                            |                   |
|   DataRequested: if claimed or dangerous  |                            |                   |
| TranslationDelivered, where it wants a    | the unit that has it       | new-in-queue      |
|   look                                    |                            |                   |
| ConsentGone                               | the unit that has it       | new-in-queue      |
| Reopened, PromiseRenewed                  | the unit that has it       | new-in-queue      |
| Released by another than its holder       | the unit that has it       | new-in-queue      |
| TransferOffered, HandoverOffered          | the unit it is offered to  | transfer-offered  |
| TransferRefused                           | the unit that offered it   | transfer-refused  |
| TransferReturned, or TransferWithdrawn by | the unit that offered it   | transfer-returned |
|   the coordinator or the requester        |                            |                   |
| TransferReturned of a flagged request     | the duty beside            | transfer-returned |
| ConsultationAsked                         | the unit that is asked     | advice-asked      |
| ConsultationAnswered, where who asked has | the unit that has it       | advice-given      |
|   the request still                       |                            |                   |
| LandingAsked                              | both its sides             | landing-asked     |
| StatutoryClockDue                         | the unit that has it       | statute-due       |
| StatutoryClockMissed                      | the coordinator's intake   | statute-missed    |
| Reminded                                  | the unit that has it       | reminder          |
| Escalated                                 | the coordinator's intake   | escalated         |
| LookOverdue, told: substitute             | the unit that has it       | look-overdue      |
| LookOverdue, told: coordinator            | the coordinator's intake   | look-overdue      |
| LookOverdue of a flagged request          | the duty beside            | look-overdue      |
| DutyAlerted                               | the duty                   | duty-alert        |
| AlertRepeated                             | the duty, at both lines    | alert-repeated    |
| AlertRepeated, from the second time on    | the coordinator's intake   | alert-repeated    |

Every other event tells nobody. Once a day, of no event, the duty gets a test-alarm at both lines
(`triage.notices.daily_alarm`). The intake is told in the place of a unit that is in the catalogue
no more. A notice says that there is something, never what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, assert_never

from triage.actors import Role
from triage.catalogue import Catalogue
from triage.codes import LookTold
from triage.notices.kinds import (
    ALERTS,
    OF_THE_CLOCK,
    Carrier,
    DeliveryState,
    Kind,
    Notice,
    Recipient,
)
from triage.request.events import (
    AlertRepeated,
    ConsentGone,
    ConsentsChanged,
    ConsultationAnswered,
    ConsultationAsked,
    ContactChanged,
    DataRequestAnswered,
    DataRequested,
    DetailsAdded,
    DutyAlerted,
    Escalated,
    Guided,
    HandoverAccepted,
    HandoverOffered,
    LandingAsked,
    LookOverdue,
    MessageReceived,
    PromiseRenewed,
    Released,
    Reminded,
    Reopened,
    Replied,
    ReplyRetracted,
    RequestEvent,
    Routed,
    StatutoryClockDue,
    StatutoryClockMissed,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    TransferWithdrawn,
    TranslationDelivered,
)
from triage.request.help_request import HelpRequest
from triage.request.state.clock.alarm import Alarm
from triage.request.state.clock.duty_alert import COORDINATOR_FROM, SECOND_LINE_FROM
from triage.request.state.own.data_request import DECIDED_BY_WORKERS

__all__ = [
    "ALERTS",
    "OF_THE_CLOCK",
    "TELLING",
    "Carrier",
    "DeliveryState",
    "Kind",
    "Notice",
    "Recipient",
    "notices",
]

TELLING: Final[tuple[type[RequestEvent], ...]] = (
    AlertRepeated,
    ConsentGone,
    ConsentsChanged,
    ConsultationAnswered,
    ConsultationAsked,
    ContactChanged,
    DataRequestAnswered,
    DataRequested,
    DetailsAdded,
    DutyAlerted,
    Escalated,
    Guided,
    HandoverAccepted,
    HandoverOffered,
    LandingAsked,
    LookOverdue,
    MessageReceived,
    PromiseRenewed,
    Released,
    Reminded,
    Reopened,
    Replied,
    ReplyRetracted,
    Routed,
    StatutoryClockDue,
    StatutoryClockMissed,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    TransferWithdrawn,
    TranslationDelivered,
)
# Who takes an offer back without the unit that made it.
TAKES_BACK_OVER_THE_HEAD: Final = frozenset({Role.COORDINATOR, Role.REQUESTER})


def notices(
    event: RequestEvent, find: Callable[[], HelpRequest], catalogue: Catalogue
) -> Iterator[Notice]:
    """Whom the event tells, by the table above; `find` gives its request as it stands now."""
    match event:
        case Replied() | DataRequestAnswered():
            yield _to_requester()
        case ReplyRetracted() if event.opened:
            yield _to_requester()
        case TransferAccepted() if _may_know_of_moves(find()):
            yield _to_requester()
        case Routed():
            yield _to_unit(event.unit, Kind.NEW_IN_QUEUE, catalogue)
        case MessageReceived() if event.follow_up or event.look_by:
            yield _to_unit(find().unit, Kind.NEW_IN_QUEUE, catalogue)
        case ContactChanged() | ConsentsChanged() | DetailsAdded() | DataRequested() if (
            _wants_to_be_read(event, find())
        ):
            yield _to_unit(find().unit, Kind.NEW_IN_QUEUE, catalogue)
        case PromiseRenewed() | Reopened() | ConsentGone() | TranslationDelivered(alarm=Alarm()):
            yield _to_unit(find().unit, Kind.NEW_IN_QUEUE, catalogue)
        case Released() if event.by.username != event.worker:
            # Whoever held it works there no more, or it was taken from them.
            yield _to_unit(find().unit, Kind.NEW_IN_QUEUE, catalogue)
        case TransferOffered() | TransferRefused() | TransferReturned() | TransferWithdrawn():
            yield from _of_an_offer(event, find, catalogue)
        case ConsultationAsked() | ConsultationAnswered():
            yield from _of_advice(event, find, catalogue)
        case LandingAsked():
            yield from _landing_asked(find(), catalogue)
        case StatutoryClockDue() | StatutoryClockMissed():
            yield _of_the_law(event, find, catalogue)
        case Reminded():
            yield _to_unit(find().unit, Kind.REMINDER, catalogue)
        case Escalated():
            yield _to_coordinator(catalogue, Kind.ESCALATED)
        case LookOverdue():
            yield from _look_overdue(event, find(), catalogue)
        case DutyAlerted() | AlertRepeated():
            yield from _alert(event, catalogue)


def _of_the_law(
    event: StatutoryClockDue | StatutoryClockMissed,
    find: Callable[[], HelpRequest],
    catalogue: Catalogue,
) -> Notice:
    if isinstance(event, StatutoryClockMissed):
        return _to_coordinator(catalogue, Kind.STATUTE_MISSED)
    return _to_unit(find().unit, Kind.STATUTE_DUE, catalogue)


def _of_an_offer(
    event: TransferOffered | TransferRefused | TransferReturned | TransferWithdrawn,
    find: Callable[[], HelpRequest],
    catalogue: Catalogue,
) -> Iterator[Notice]:
    match event:
        case TransferOffered():
            yield _to_unit(event.to_unit, Kind.TRANSFER_OFFERED, catalogue)
        case TransferRefused():
            yield _to_unit(event.from_unit, Kind.TRANSFER_REFUSED, catalogue)
        case TransferReturned():
            yield _to_unit(event.from_unit, Kind.TRANSFER_RETURNED, catalogue)
            if find().concerns_duty:
                yield from _to_duty(catalogue, Kind.TRANSFER_RETURNED)
        case TransferWithdrawn() if event.consent_gone or event.by.role in TAKES_BACK_OVER_THE_HEAD:
            yield _to_unit(event.from_unit, Kind.TRANSFER_RETURNED, catalogue)


def _of_advice(
    event: ConsultationAsked | ConsultationAnswered,
    find: Callable[[], HelpRequest],
    catalogue: Catalogue,
) -> Iterator[Notice]:
    if isinstance(event, ConsultationAsked):
        yield _to_unit(event.to_unit, Kind.ADVICE_ASKED, catalogue)
    elif event.number > find().accepted_at_version:
        # Whoever asked has the request still.
        yield _to_unit(find().unit, Kind.ADVICE_GIVEN, catalogue)


def _landing_asked(request: HelpRequest, catalogue: Catalogue) -> Iterator[Notice]:
    for unit in dict.fromkeys((request.unit, request.handed_over_by)):
        if unit is not None:
            yield _to_unit(unit, Kind.LANDING_ASKED, catalogue)


def _wants_to_be_read(
    event: ContactChanged | ConsentsChanged | DetailsAdded | DataRequested, request: HelpRequest
) -> bool:
    """Whether danger shows in it, or somebody has the request in hand whom it concerns."""
    if not isinstance(event, ConsentsChanged) and event.alarm:
        return True
    about = not isinstance(event, DataRequested) or event.request_kind in DECIDED_BY_WORKERS
    return about and request.claimed_by is not None


def _look_overdue(
    event: LookOverdue, request: HelpRequest, catalogue: Catalogue
) -> Iterator[Notice]:
    match event.told:
        case LookTold.SUBSTITUTE:
            yield _to_unit(request.unit, Kind.LOOK_OVERDUE, catalogue)
        case LookTold.COORDINATOR:
            yield _to_coordinator(catalogue, Kind.LOOK_OVERDUE)
        case _:
            assert_never(event.told)
    if request.concerns_duty:
        yield from _to_duty(catalogue, Kind.LOOK_OVERDUE)


def _alert(event: DutyAlerted | AlertRepeated, catalogue: Catalogue) -> Iterator[Notice]:
    if isinstance(event, DutyAlerted):
        yield from _to_duty(catalogue, Kind.DUTY_ALERT)
        return
    yield from _to_duty(catalogue, Kind.ALERT_REPEATED)
    if event.number >= SECOND_LINE_FROM:
        for notice in _to_duty(catalogue, Kind.ALERT_REPEATED):
            yield replace(notice, recipient=Recipient.DUTY_SECOND)
    if event.number >= COORDINATOR_FROM:
        yield _to_coordinator(catalogue, Kind.ALERT_REPEATED)


def _to_requester() -> Notice:
    return Notice(recipient=Recipient.REQUESTER, kind=Kind.SOMETHING_NEW)


def _to_unit(unit: str, kind: Kind, catalogue: Catalogue) -> Notice:
    if unit not in catalogue.units:
        # It was taken out of the catalogue, and somebody must know.
        return _to_coordinator(catalogue, kind)
    return Notice(recipient=Recipient.UNIT, kind=kind, unit=unit)


def _to_coordinator(catalogue: Catalogue, kind: Kind) -> Notice:
    return Notice(recipient=Recipient.COORDINATOR, kind=kind, unit=catalogue.intake_unit)


def _to_duty(catalogue: Catalogue, kind: Kind) -> Iterator[Notice]:
    if catalogue.duty_configured:
        yield Notice(recipient=Recipient.DUTY, kind=kind, unit=catalogue.duty_unit)


def _may_know_of_moves(request: HelpRequest) -> bool:
    """As on the requester's page: no move is told where it is withheld or about others."""
    return request.withheld_from is None and not request.concerns_others
