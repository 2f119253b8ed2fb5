"""Is it still the same person who writes? What a request knows of codes that others have seen."""

from __future__ import annotations

from datetime import datetime

from triage.request.words import RequestWords
from triage.text.addresses import dialable, mailable
from triage.text.personal import Personal, revealed


class KnownWriter:
    """What happened to the requester's receipt and contact; a part of the request's state.

    `receipts_replaced` counts since staff last confirmed who writes. Moments are the latest, in
    UTC.
    """

    def __init__(self) -> None:
        self.receipts_replaced = 0
        # Whoever entered the request handed the receipt over, so they saw it.
        self.receipt_known_to_staff = False
        self.receipt_replaced_at: datetime | None = None
        self.contact_compromised_at: datetime | None = None
        self.writer_unconfirmed = False
        # Replaced receipts whose use was noted, by the moment when they were replaced.
        self.noted_receipts: frozenset[datetime] = frozenset()
        self.compromised_addresses: frozenset[Personal[str]] = frozenset()
        # Others may have seen the receipt in force, also after staff confirmed who writes.
        self.receipt_compromised = False

    @property
    def read_by_others(self) -> bool:
        """Whether somebody else may read what goes to the requester, as far as is known."""
        return self.contact_compromised_at is not None and self.writer_unconfirmed

    def lets_notify(self, address: Personal[str] | None) -> bool:
        """Whether a notice may go to an address: nobody else is known to read what goes there."""
        if self.contact_compromised_at is None:
            return True
        known = revealed(address) or ""
        return not self.writer_unconfirmed and _alike(known) not in self.compromised_addresses

    def distrust(self, plea: Personal[RequestWords] | None) -> None:
        """Let no notice go any more to the addresses that were told until now."""
        words = revealed(plea)
        if words and words.contact:
            told = (dialable(words.contact.phone), mailable(words.contact.email))
            self.compromised_addresses |= {_alike(each) for each in told if each}


def _alike(address: str) -> Personal[str]:
    return Personal(address.casefold())
