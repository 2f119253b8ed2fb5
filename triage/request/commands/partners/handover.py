"""How is a family walked to another unit? Offered, accepted, and followed until it landed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from triage.catalogue import Side
from triage.codes import Basis
from triage.errors.partners import FollowUpNotFit, NoLandingAwaited
from triage.errors.requests import NoTransferPending
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.transfer import Offer, accept, offer
from triage.request.events import HandoverAccepted, HandoverOffered, Landed
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, require_content, require_row
from triage.text.personal import Personal
from triage.time.calendar import local_day, moment_at

ASKED_AT_LOCAL = time(9)
LONGEST_FOLLOW_UP = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class OfferHandover(Command, permission="request:transfer"):
    """Offer to walk the family to another unit, and to ask on a day whether it landed there.

    As a transfer it is offered until it is accepted or comes back; the sender stays responsible
    until then, and goes along after it.

    Raises:
        FollowUpNotFit: the day is no day after today, or further away than a year.
        UnknownUnit, TransferPending
        ReachedByNotice: the unit takes child-protection notices, and no handover.
        NoReceiver: nobody there could accept just now.
        BasisNeeded: the unit is another controller's and no basis is given.
        ConsentMissing: consent is named, but the requester did not agree to this partner.
        PartnerKeepsNoClock: the unit is another controller's, and a clock of the law runs.
    """

    unit: str
    because: Personal[str]
    follow_up_on: date
    basis: Basis | None = None
    summary: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        away = self.follow_up_on - local_day(here.now)
        if not timedelta(0) < away <= LONGEST_FOLLOW_UP:
            raise FollowUpNotFit(day=self.follow_up_on)
        told = Offer(unit=self.unit, because=self.because, basis=self.basis, summary=self.summary)
        offer(request, here, told, HandoverOffered, follow_up_on=self.follow_up_on)


@dataclass(frozen=True, kw_only=True)
class AcceptHandover(Command, permission="request:receive"):
    """Take over a family that is walked over; whoever accepts has the request in hand.

    Raises:
        NoTransferPending: no handover is offered, or not to a unit that the actor may accept for.
    """

    def admit(self, ground: Standing) -> None:
        require_row(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        follow_up_on = request.offer_follow_up_on
        if follow_up_on is None:
            raise NoTransferPending()
        sender = here.catalogue.units.get(request.unit)
        follows = sender is not None and sender.side is Side.COUNTY
        accept(
            request,
            here,
            HandoverAccepted,
            follow_up_on=follow_up_on,
            ask_at=moment_at(follow_up_on, ASKED_AT_LOCAL),
            followed_by=request.unit if follows else None,
        )


@dataclass(frozen=True, kw_only=True)
class RecordLanding(Command, permission="request:transfer"):
    """Record that the family is in good hands; either side may, also before the follow-up day.

    Raises:
        NoLandingAwaited: nobody was handed over, or it is recorded already.
    """

    def admit(self, ground: Standing) -> None:
        if ground is not Standing.FOLLOWER:
            require_content(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if not request.awaits_landing:
            raise NoLandingAwaited()
        here.record(request, Landed)
