"""What is done together with others: guiding a family to their services."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from triage.request.events.dialogue import Replied
from triage.request.events.recorded import declared

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Guided(Replied):
    """An answer that tells of a service of others, by its code in an edition of the catalogue."""

    TOPIC: ClassVar[str] = "help-request.guided"

    service: str = ""
    catalogue_version: str = ""

    def apply(self, aggregate: HelpRequest) -> None:
        Replied.apply(self, aggregate)
        aggregate.guided = True
