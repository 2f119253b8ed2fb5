"""How does a request pass to another unit? It is offered until it is accepted or comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from triage.actors import Role
from triage.catalogue import Side, Unit
from triage.codes import Basis, Urgency
from triage.errors.partners import ConsentTakenBack, PartnerKeepsNoClock
from triage.errors.requests import (
    BasisNeeded,
    ConsentMissing,
    NoReceiver,
    NoTransferPending,
    ReachedByNotice,
    TransferPending,
    UnknownUnit,
)
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.events import (
    ConsentTimed,
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferWithdrawn,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, require_content, require_row
from triage.text.personal import Personal
from triage.time.calendar import end_of_day, local_day

INSIDE = "inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a sender says of an offer, of whichever kind."""

    unit: str
    because: Personal[str]
    basis: Basis | None = None
    summary: Personal[str] | None = None


@dataclass(frozen=True, kw_only=True)
class OfferTransfer(Command, permission="request:transfer"):
    """Offer the request to another unit; the sender stays responsible until it accepts.

    The receiver reads the summary and the row, and the rest once it has accepted. What it has
    not accepted in time comes back by itself.

    Raises:
        UnknownUnit, TransferPending
        ReachedByNotice: the unit takes child-protection notices, and no transfer.
        NoReceiver: nobody there could accept just now.
        BasisNeeded: the unit is another controller's and no basis is given.
        ConsentMissing: consent is named, but the requester did not agree to this partner.
        ConsentTakenBack: likewise, and the requester had agreed before.
        PartnerKeepsNoClock: the unit is another controller's, and a clock of the law runs.
    """

    unit: str
    because: Personal[str]
    basis: Basis | None = None
    summary: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        told = Offer(unit=self.unit, because=self.because, basis=self.basis, summary=self.summary)
        offer(request, here, told, TransferOffered)


def offer(
    request: HelpRequest,
    here: Situation,
    told: Offer,
    event_class: type[TransferOffered],
    **also: object,
) -> None:
    """Record an offer of whichever kind, where the unit may be offered it on this basis."""
    require_going_on(request)
    if request.offered_to:
        raise TransferPending(unit=request.offered_to)
    unit = here.catalogue.units.get(told.unit)
    if unit is None or unit.code == request.unit:
        raise UnknownUnit(unit=told.unit)
    if unit.reached_by_notice:
        raise ReachedByNotice(unit=unit.code)
    if not can_receive(request, unit, here.takers_of(unit.code)):
        raise NoReceiver(unit=unit.code)
    if unit.side != Side.COUNTY and request.running_clocks:
        raise PartnerKeepsNoClock(unit=unit.code)
    here.record(
        request,
        event_class,
        from_unit=request.unit,
        to_unit=unit.code,
        basis=_basis(told.basis, request, unit, local_day(here.now)),
        because=told.because,
        summary=told.summary,
        due_at=here.catalogue.offer_due_at(here.now, level=request.offer_level),
        **also,
    )


def _basis(named: Basis | None, request: HelpRequest, unit: Unit, day: date) -> str:
    if unit.side == Side.COUNTY:
        return INSIDE
    if named is None:
        raise BasisNeeded(unit=unit.code, side=unit.side)
    if named is Basis.CONSENT and not agreed_to(request, unit, day):
        taken_back = request.has_taken_back(_codes_of(unit))
        raise (ConsentTakenBack if taken_back else ConsentMissing)(unit=unit.code)
    return str(named)


def agreed_to(request: HelpRequest, unit: Unit, day: date) -> bool:
    """Whether it is agreed on this day, as it stands now, that this partner is told."""
    return request.agrees_to(_codes_of(unit), day)


def _codes_of(unit: Unit) -> frozenset[str]:
    return frozenset({unit.code, str(unit.side)})


def can_receive(request: HelpRequest, unit: Unit, workers: frozenset[str]) -> bool:
    """Whether the unit may be offered the request; `workers` are those who work there now."""
    return (
        unit.code != request.unit and not unit.reached_by_notice and bool(workers - request.recused)
    )


def hastened(request: HelpRequest, here: Situation, level: Urgency) -> datetime | None:
    """By when a pending offer is due now that the request is so urgent; None: as it was."""
    if request.offer_due_at is None:
        return None
    due_at = here.catalogue.offer_due_at(here.now, level=level)
    return due_at if due_at < request.offer_due_at else None


@dataclass(frozen=True, kw_only=True)
class AcceptTransfer(Command, permission="request:receive"):
    """Take over an offered request; whoever accepts has it in hand.

    Raises:
        NoTransferPending: nothing is offered, or not to a unit that the actor may accept for.
    """

    def admit(self, ground: Standing) -> None:
        require_row(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.offer_follow_up_on:
            # A handover is accepted with its follow-up day, by its own verb.
            raise NoTransferPending()
        accept(request, here, TransferAccepted)


def accept(
    request: HelpRequest, here: Situation, event_class: type[TransferAccepted], **also: object
) -> None:
    """Record that an offer of whichever kind is taken; whoever takes it has it in hand."""
    to_unit = _offered_to_us(request, here)
    unit = here.catalogue.units.get(to_unit)
    if to_unit not in here.actor.units and (unit is None or unit.side != Side.COUNTY):
        # Nobody takes a family in for another controller.
        raise NoTransferPending()
    on_consent = request.offer_basis == Basis.CONSENT
    if on_consent and unit and not agreed_to(request, unit, local_day(here.now)):
        # It held until a day that has passed since the offer.
        raise ConsentMissing(unit=to_unit)
    here.record(
        request,
        event_class,
        by=here.actor.by(to_unit),
        from_unit=request.unit,
        to_unit=to_unit,
        worker=here.username,
        **also,
    )
    time_consent(request, here)


def time_consent(request: HelpRequest, here: Situation) -> None:
    """Let the clock know when the consent ends that a partner holds the request on."""
    unit, day = here.catalogue.units.get(request.unit), local_day(here.now)
    held = request.held_by_consent and not request.ended
    if not (held and unit and agreed_to(request, unit, day)):
        return
    until = request.agreed_until(_codes_of(unit), day)
    ends_at = end_of_day(until) if until else None
    if ends_at != request.consent_ends_at:
        here.record(request, ConsentTimed, unit=unit.code, ends_at=ends_at)


@dataclass(frozen=True, kw_only=True)
class RefuseTransfer(Command, permission="request:receive"):
    """Send an offer back with the reason why.

    Raises:
        NoTransferPending: nothing is offered, or not to a unit of the actor's.
    """

    because: Personal[str]

    def admit(self, ground: Standing) -> None:
        require_row(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        to_unit = _offered_to_us(request, here)
        here.record(
            request,
            TransferRefused,
            by=here.actor.by(to_unit),
            from_unit=request.unit,
            to_unit=to_unit,
            because=self.because,
        )


@dataclass(frozen=True, kw_only=True)
class WithdrawTransfer(Command, permission="request:transfer"):
    """Take an offer back before the receiver has said yes or no.

    Raises:
        NoTransferPending: nothing is offered.
    """

    because: Personal[str]

    def admit(self, ground: Standing) -> None:
        require_row(ground)

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if here.actor.role is not Role.COORDINATOR:
            require_content(here.ground)
        require_going_on(request)
        if request.offered_to is None:
            raise NoTransferPending()
        here.record(
            request,
            TransferWithdrawn,
            from_unit=request.unit,
            to_unit=request.offered_to,
            because=self.because,
        )


def _offered_to_us(request: HelpRequest, here: Situation) -> str:
    require_going_on(request)
    if request.offered_to is None:
        raise NoTransferPending()
    is_coordinator = here.actor.role is Role.COORDINATOR
    if request.offered_to not in here.actor.units and not is_coordinator:
        raise NoTransferPending()
    return request.offered_to
