"""What is done together with others: guiding to their services, handing over until it landed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from triage.request.events.dialogue import Replied
from triage.request.events.handling import TransferAccepted, TransferOffered
from triage.request.events.recorded import RequestEvent, declared
from triage.request.state.partners.with_others import Handover

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class Guided(Replied):
    """An answer that tells of a service of others, by its code in an edition of the catalogue."""

    TOPIC: ClassVar[str] = "help-request.guided"
    NAMES_PLACE: ClassVar[bool] = True

    service: str = ""
    catalogue_version: str = ""

    def apply(self, aggregate: HelpRequest) -> None:
        Replied.apply(self, aggregate)
        aggregate.guided = True


@declared
class HandoverOffered(TransferOffered):
    """An offer that does not end with the receiver's yes: on `follow_up_on` both are asked."""

    TOPIC: ClassVar[str] = "help-request.handover-offered"

    follow_up_on: date | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        TransferOffered.apply(self, aggregate)
        aggregate.offer_follow_up_on = self.follow_up_on


@declared
class HandoverAccepted(TransferAccepted):
    """The receiver took over, and the sender goes along until it landed.

    At `ask_at` both sides are asked. `followed_by` is the sender's unit where it may go on seeing
    the row: the county's does, a partner's has handed it out of its hands.
    """

    TOPIC: ClassVar[str] = "help-request.handover-accepted"

    follow_up_on: date | None = None
    ask_at: datetime | None = None
    followed_by: str | None = None

    def apply(self, aggregate: HelpRequest) -> None:
        TransferAccepted.apply(self, aggregate)
        if self.follow_up_on and self.ask_at:
            aggregate.handover = Handover(
                from_unit=self.from_unit,
                to_unit=self.to_unit,
                follow_up_on=self.follow_up_on,
                ask_at=self.ask_at,
                followed_by=self.followed_by,
            )


@declared
class LandingAsked(RequestEvent):
    """The follow-up day has come: both sides are to say whether the family is in good hands."""

    TOPIC: ClassVar[str] = "help-request.landing-asked"

    due_at: datetime

    def apply(self, aggregate: HelpRequest) -> None:
        if aggregate.handover:
            aggregate.handover = replace(aggregate.handover, asked_at=self.timestamp)


@declared
class Landed(RequestEvent):
    """One of the two sides said that the family is in good hands; the sender's part ends."""

    TOPIC: ClassVar[str] = "help-request.landed"

    def apply(self, aggregate: HelpRequest) -> None:
        if aggregate.handover:
            aggregate.handover = replace(aggregate.handover, landed_at=self.timestamp)
