"""Whom does an event tell that there is something new, where, and from which moment on?

| event                                     | tells                      | kind              |
|-------------------------------------------|----------------------------|-------------------|
| Replied, of any kind, Guided,             | the requester              | something-new     |
|   DataRequestAnswered                     |                            |                   |
| TransferAccepted, unless withheld         | the requester              | something-new     |
| Routed                                    | the unit                   | new-in-queue      |
| MessageReceived, where it opens a promise | the unit that has it       | new-in-queue      |
|   or wants a look                         |                            |                   |
| ContactChanged, ConsentsChanged,          | the unit that has it       | new-in-queue      |
|   DetailsAdded, a correction among        |                            |                   |
|   DataRequested: if claimed or dangerous  |                            |                   |
| Reopened, PromiseRenewed                  | the unit that has it       | new-in-queue      |
| Released by the service                   | the unit that has it       | new-in-queue      |
| TransferOffered                           | the unit it is offered to  | transfer-offered  |
| TransferRefused                           | the unit that offered it   | transfer-refused  |
| TransferReturned, or TransferWithdrawn by | the unit that offered it   | transfer-returned |
|   the coordinator or the requester        |                            |                   |
| TransferReturned of a flagged request     | the duty beside            | transfer-returned |
| Reminded                                  | the unit that has it       | reminder          |
| Escalated                                 | the coordinator's intake   | escalated         |
| LookOverdue, told: substitute             | the unit that has it       | look-overdue      |
| LookOverdue, told: coordinator            | the coordinator's intake   | look-overdue      |
| LookOverdue of a flagged request          | the duty beside            | look-overdue      |
| DutyAlerted                               | the duty                   | duty-alert        |

Every other event tells nobody. The intake is told in the place of a unit that is in the catalogue
no more. A notice says that there is something, never what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from triage.actors import Role
from triage.catalogue import Catalogue, Notify
from triage.codes import DataRequestKind, LookTold, ReplyBy
from triage.request.events import (
    ConsentsChanged,
    ContactChanged,
    DataRequestAnswered,
    DataRequested,
    DetailsAdded,
    DutyAlerted,
    Escalated,
    Guided,
    LookOverdue,
    MessageReceived,
    PromiseRenewed,
    Released,
    Reminded,
    Reopened,
    Replied,
    RequestEvent,
    Routed,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    TransferWithdrawn,
)
from triage.request.help_request import HelpRequest
from triage.request.words import Contact, RequestWords
from triage.text.addresses import dialable, hookable, mailable
from triage.text.personal import Personal, revealed

TELLING: Final[tuple[type[RequestEvent], ...]] = (
    ConsentsChanged,
    ContactChanged,
    DataRequestAnswered,
    DataRequested,
    DetailsAdded,
    DutyAlerted,
    Escalated,
    Guided,
    LookOverdue,
    MessageReceived,
    PromiseRenewed,
    Released,
    Reminded,
    Reopened,
    Replied,
    Routed,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferReturned,
    TransferWithdrawn,
)
# Who takes an offer back without the unit that made it.
TAKES_BACK_OVER_THE_HEAD: Final = frozenset({Role.COORDINATOR, Role.REQUESTER})


class Recipient(StrEnum):
    """Who is told."""

    REQUESTER = "requester"
    UNIT = "unit"
    COORDINATOR = "coordinator"
    DUTY = "duty"


class Kind(StrEnum):
    """That there is something: all that a notice may say."""

    SOMETHING_NEW = "something-new"
    NEW_IN_QUEUE = "new-in-queue"
    TRANSFER_OFFERED = "transfer-offered"
    TRANSFER_REFUSED = "transfer-refused"
    TRANSFER_RETURNED = "transfer-returned"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    LOOK_OVERDUE = "look-overdue"
    DUTY_ALERT = "duty-alert"


# What tells of a mark of the clock.
OF_THE_CLOCK: Final = frozenset({Kind.REMINDER, Kind.ESCALATED, Kind.LOOK_OVERDUE})


class Carrier(StrEnum):
    """What carries a notice."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """How far the delivery of a notice has come. All but the first are ends."""

    WAITING = "waiting"
    # Another one to the same address was waiting, and says the same.
    JOINED = "joined"
    SENT = "sent"
    # Nobody can be reached there any more: erased, withdrawn, taken out of the catalogue.
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One who is told, and that there is something; `unit` is None for a requester."""

    recipient: Recipient
    kind: Kind
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A carrier and the address that it goes to; None where what was written is no address."""

    carrier: Carrier
    address: Personal[str] | None


def notices(
    event: RequestEvent, find: Callable[[], HelpRequest], catalogue: Catalogue
) -> Iterator[Notice]:
    """Whom the event tells, by the table above; `find` gives its request as it stands now."""
    match event:
        case Replied() | DataRequestAnswered():
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
        case PromiseRenewed() | Reopened():
            yield _to_unit(find().unit, Kind.NEW_IN_QUEUE, catalogue)
        case Released() if event.by.role is Role.SYSTEM:
            # Whoever held it works there no more.
            yield _to_unit(find().unit, Kind.NEW_IN_QUEUE, catalogue)
        case TransferOffered():
            yield _to_unit(event.to_unit, Kind.TRANSFER_OFFERED, catalogue)
        case TransferRefused():
            yield _to_unit(event.from_unit, Kind.TRANSFER_REFUSED, catalogue)
        case TransferReturned():
            yield _to_unit(event.from_unit, Kind.TRANSFER_RETURNED, catalogue)
            if find().concerns_duty:
                yield from _to_duty(catalogue, Kind.TRANSFER_RETURNED)
        case TransferWithdrawn() if event.by.role in TAKES_BACK_OVER_THE_HEAD:
            yield _to_unit(event.from_unit, Kind.TRANSFER_RETURNED, catalogue)
        case Reminded():
            yield _to_unit(find().unit, Kind.REMINDER, catalogue)
        case Escalated():
            yield _to_coordinator(catalogue, Kind.ESCALATED)
        case LookOverdue():
            yield from _look_overdue(event, find(), catalogue)
        case DutyAlerted():
            yield from _to_duty(catalogue, Kind.DUTY_ALERT)


def _wants_to_be_read(
    event: ContactChanged | ConsentsChanged | DetailsAdded | DataRequested, request: HelpRequest
) -> bool:
    """Whether danger shows in it, or somebody has the request in hand whom it concerns."""
    if not isinstance(event, ConsentsChanged) and event.alarm:
        return True
    about = not isinstance(event, DataRequested) or event.request_kind is DataRequestKind.CORRECTION
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


def way_to_requester(request: HelpRequest) -> Way | None:
    """The one way that the requester chose and declared safe, as it stands now; else None.

    An SMS needs `sms_ok`. Where `safe_times` was written a human must judge when to write, so
    nothing goes by itself; nor after a withdrawal, an erasure or a compromised contact.
    """
    plea = revealed(request.plea)
    if plea is None or plea.contact is None or plea.contact.safe_times:
        return None
    if request.withdrawn_at or request.erased_at:
        return None
    way = _chosen_way(plea, plea.contact)
    return way if way and request.lets_notify(way.address) else None


def _chosen_way(plea: RequestWords, contact: Contact) -> Way | None:
    match plea.reply_by:
        case ReplyBy.EMAIL if contact.email:
            return _way(Carrier.EMAIL, mailable(contact.email))
        case ReplyBy.PHONE if contact.phone and contact.sms_ok is True:
            return _way(Carrier.SMS, dialable(contact.phone))
        case _:
            return None


def ways_to_unit(unit: str | None, catalogue: Catalogue) -> tuple[Way, ...]:
    """Every way that the catalogue names for a unit; none for one that it does not know."""
    entry = catalogue.units.get(unit or "")
    if entry is None:
        return ()
    return tuple(_named(entry.notify))


def _named(notify: Notify) -> Iterator[Way]:
    if notify.email:
        yield _way(Carrier.EMAIL, mailable(notify.email))
    if notify.sms:
        yield _way(Carrier.SMS, dialable(notify.sms))
    if notify.webhook:
        yield _way(Carrier.WEBHOOK, hookable(notify.webhook))


def _way(carrier: Carrier, address: str | None) -> Way:
    return Way(carrier=carrier, address=None if address is None else Personal(address))
