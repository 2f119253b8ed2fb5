"""Does somebody else know the receipt? Receipts replaced, contacts compromised, writers confirmed.

Who replaces a receipt may be the one who had no right to it. So staff confirm who writes before
anything more is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final

from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.clock.alarm import Alarm
from triage.text.personal import Personal, revealed

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest

# In the place of a new own word that does not open any more: no word fits it.
LOST_OWN_WORD: Final = "lost"


@declared
class ReceiptReplaced(RequestEvent):
    """Whoever has the dialogue open got a new receipt; the one before opens nothing any more.

    Where `own_word_set`, the keyed hash of the new own word takes the place of any before it.
    `alarm` is what danger in that word set going. `handed_over`: the one before was known to staff
    who had entered the request, and the requester was asked to replace it: it tells of nobody else.
    """

    TOPIC: ClassVar[str] = "help-request.receipt-replaced"

    own_word_set: bool = False
    own_word_hash: Personal[str] | None = None
    alarm: Alarm | None = None
    handed_over: bool = False

    def apply(self, aggregate: HelpRequest) -> None:
        if self.own_word_set and aggregate.plea:
            kept = revealed(self.own_word_hash) or LOST_OWN_WORD
            aggregate.plea = Personal(replace(aggregate.plea.reveal(), own_word_hash=kept))
        aggregate.receipt_known_to_staff = False
        aggregate.receipt_compromised = False
        if not self.handed_over:
            aggregate.receipts_replaced += 1
            aggregate.receipt_replaced_at = self.timestamp
            aggregate.writer_unconfirmed = True
        if self.alarm:
            aggregate.raise_alarm(self.alarm, self.timestamp)


@declared
class ContactCompromised(RequestEvent):
    """Somebody else may read what goes to the requester: no notice goes there any more.

    A member of staff says so and why, or the service, when a receipt of before was used, the one
    that was replaced at `replaced_at`.
    """

    TOPIC: ClassVar[str] = "help-request.contact-compromised"

    because: Personal[str] | None = None
    replaced_at: datetime | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.contact_compromised_at = self.timestamp
        aggregate.writer_unconfirmed = True
        aggregate.receipt_compromised = True
        aggregate.distrust(aggregate.plea)
        if self.replaced_at:
            aggregate.noted_receipts |= {self.replaced_at}


@declared
class WriterConfirmed(RequestEvent):
    """A member of staff made sure who writes, and answers for it.

    Where the contact was compromised, notices go only to addresses that are told from now on.
    """

    TOPIC: ClassVar[str] = "help-request.writer-confirmed"

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.receipts_replaced = 0
        aggregate.writer_unconfirmed = False
        if aggregate.contact_compromised_at:
            # Told before it was known who writes.
            aggregate.distrust(aggregate.plea)


# From now on whoever has the dialogue open has to open it again.
ENDS_SESSIONS: Final = (ReceiptReplaced, ContactCompromised)
