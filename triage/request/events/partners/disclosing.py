"""What was handed out to others who asked, or refused to them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.disclosed import DisclosedPart, OutsideAsker
from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class DisclosureDecided(RequestEvent):
    """Somebody else asked for these parts: they were handed out by a statute, or refused.

    `weighed`: what a guardian's demand was decided by. What police or a court got is withheld from
    the requester as a notice to the police is.
    """

    TOPIC: ClassVar[str] = "help-request.disclosure-decided"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    number: int
    asker: OutsideAsker
    parts: tuple[DisclosedPart, ...]
    refused: bool
    statute: Personal[str] | None
    recipient: Personal[str] | None
    refused_because: Personal[str] | None
    weighed: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.disclosures = self.number
        if not self.refused and self.asker in (OutsideAsker.POLICE, OutsideAsker.COURT):
            aggregate.withhold(self.originator_version)
