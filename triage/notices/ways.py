"""By what, and at which address, is somebody told?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.catalogue import Catalogue, Notify
from triage.codes import ReplyBy
from triage.notices.telling import Carrier, Recipient
from triage.request.help_request import HelpRequest
from triage.request.words import Contact, RequestWords
from triage.text.addresses import dialable, hookable, mailable
from triage.text.personal import Personal, revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A carrier and the address that it goes to; None where what was written is no address."""

    carrier: Carrier
    address: Personal[str] | None


def way_to_requester(request: HelpRequest) -> Way | None:
    """The one way that the requester chose and declared safe, as it stands now; else None.

    An SMS needs `sms_ok`. Where `safe_times` was written a human must judge when to write, so
    nothing goes by itself; nor after a withdrawal, an erasure or a compromised contact, nor while
    the request is silent.
    """
    plea = revealed(request.plea)
    if plea is None or plea.contact is None or plea.contact.safe_times:
        return None
    if request.withdrawn_at or request.erased_at or request.silent:
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


def ways_to_staff(recipient: str, unit: str | None, catalogue: Catalogue) -> tuple[Way, ...]:
    """Every way that the catalogue names for a unit, or for the duty's second line."""
    if recipient == Recipient.DUTY_SECOND:
        return tuple(_named(catalogue.duty_line.second))
    return ways_to_unit(unit, catalogue)


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
