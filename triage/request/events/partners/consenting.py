"""Which consent was told to staff, which was taken back, and which is missed?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, declared
from triage.request.words import Consent
from triage.text.personal import Personal, revealed

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class ConsentGiven(RequestEvent):
    """Somebody told staff that a partner may be told, and what for."""

    TOPIC: ClassVar[str] = "help-request.consent-given"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    consent: Personal[Consent] | None

    def apply(self, aggregate: HelpRequest) -> None:
        consent = revealed(self.consent)
        if consent:
            aggregate.give_consent(consent)
        aggregate.consent_gone_at = None


@declared
class ConsentRevoked(RequestEvent):
    """Somebody told staff that a partner may be told no more.

    `dropped`: every partner that was agreed to and is no more, as the units of a side.
    """

    TOPIC: ClassVar[str] = "help-request.consent-revoked"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.UNTIL_ACCEPTED

    partner: Personal[str] | None
    because: Personal[str] | None
    dropped: Personal[tuple[str, ...]] | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.revoke_consents(self.all_dropped)
        aggregate.consent_gone_at = None

    @property
    def all_dropped(self) -> frozenset[str]:
        """Every partner that is agreed to no more; an older event names one alone."""
        partner = revealed(self.partner)
        return frozenset((*(revealed(self.dropped) or ()), *((partner,) if partner else ())))


@declared
class ConsentGone(RequestEvent):
    """A partner holds the request on a consent that is gone: its worker is to settle it.

    With `due_at` nobody took it back: its last day ended then.
    """

    TOPIC: ClassVar[str] = "help-request.consent-gone"

    unit: str
    due_at: datetime | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.consent_gone_at = self.due_at or self.timestamp
        aggregate.consent_ends_at = None


@declared
class ConsentTimed(RequestEvent):
    """The consent that a partner holds the request on ends at this moment; None: at none."""

    TOPIC: ClassVar[str] = "help-request.consent-timed"

    unit: str
    ends_at: datetime | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.consent_ends_at = self.ends_at
