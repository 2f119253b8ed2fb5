"""How does a request pass to another unit? The cards of these verbs."""

from __future__ import annotations

from api.v1.field_types import Incoming, LowerCode, MaybeReason, Reason
from api.v1.verbs.card import BecauseBody, EmptyBody, Place, Verb
from api.v1.verbs.fitting import goes_on, reads, reads_and_goes_on
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor, Role
from triage.codes import Basis
from triage.request.commands.transfer import (
    AcceptTransfer,
    OfferTransfer,
    RefuseTransfer,
    WithdrawTransfer,
)
from triage.request.events import (
    TransferAccepted,
    TransferOffered,
    TransferRefused,
    TransferWithdrawn,
)


class TransferBody(Incoming):
    """To which unit the request is offered; another controller's needs a basis.

    The summary is all of the content that the receiver reads before it accepts.
    """

    unit: LowerCode
    because: Reason
    basis: Basis | None = None
    summary: MaybeReason = None


def is_offered(shown: RequestShown) -> bool:
    """Whether the receiver's word is waited for."""
    return goes_on(shown) and shown.row.offered_to is not None


def may_offer(shown: RequestShown, actor: Actor) -> bool:
    """Whether the viewer may offer it to another unit."""
    return reads_and_goes_on(shown, actor) and not is_offered(shown)


def may_accept(shown: RequestShown, actor: Actor) -> bool:
    """Whether the viewer may take in what is offered."""
    stands_in = actor.role is Role.COORDINATOR and shown.offered_inside
    return goes_on(shown) and (stands_in or shown.row.offered_to in actor.units)


def _may_accept_transfer(shown: RequestShown, actor: Actor) -> bool:
    return may_accept(shown, actor) and shown.row.offer_follow_up_on is None


def _may_send_back(shown: RequestShown, actor: Actor) -> bool:
    theirs = shown.row.offered_to in actor.units or actor.role is Role.COORDINATOR
    return is_offered(shown) and theirs


def _may_take_back(shown: RequestShown, actor: Actor) -> bool:
    return is_offered(shown) and (reads(shown, actor) or actor.role is Role.COORDINATOR)


TRANSFER = Verb(
    name="transfer",
    summary="Offer it to another unit",
    command=OfferTransfer,
    body=TransferBody,
    fits=may_offer,
    leaves=TransferOffered,
    place=Place.DAILY,
)
TRANSFER_ACCEPTANCE = Verb(
    name="transfer-acceptance",
    summary="Accept what was offered",
    command=AcceptTransfer,
    body=EmptyBody,
    fits=_may_accept_transfer,
    leaves=TransferAccepted,
    place=Place.OWN,
)
TRANSFER_REFUSAL = Verb(
    name="transfer-refusal",
    summary="Send what was offered back",
    command=RefuseTransfer,
    body=BecauseBody,
    fits=_may_send_back,
    leaves=TransferRefused,
    leads_away=True,
    place=Place.OWN,
)
TRANSFER_WITHDRAWAL = Verb(
    name="transfer-withdrawal",
    summary="Take back what was offered",
    command=WithdrawTransfer,
    body=BecauseBody,
    fits=_may_take_back,
    leaves=TransferWithdrawn,
    place=Place.OWN,
)
