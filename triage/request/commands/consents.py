"""What follows when the consents of a request change, whoever changed them?"""

from __future__ import annotations

from triage.catalogue import Catalogue
from triage.codes import Basis
from triage.request.commands.command import Situation
from triage.request.commands.transfer import agreed_to, time_consent
from triage.request.events import ConsentGone, RequestEvent, TransferWithdrawn
from triage.request.help_request import HelpRequest
from triage.time.calendar import local_day


def change_consents(
    request: HelpRequest, here: Situation, event_class: type[RequestEvent], **fields: object
) -> None:
    """Record the change, and let what rests on a consent that is gone come back or be settled."""
    here.record(request, event_class, **fields)
    units, today = here.catalogue.units, local_day(here.now)
    offered_to, holder = units.get(request.offered_to or ""), units.get(request.unit)
    on_consent = request.offer_basis == Basis.CONSENT
    if on_consent and offered_to and not agreed_to(request, offered_to, today):
        here.record(
            request,
            TransferWithdrawn,
            from_unit=request.unit,
            to_unit=offered_to.code,
            because=None,
            consent_gone=True,
        )
    held = request.held_by_consent and not request.ended
    if held and holder and not agreed_to(request, holder, today):
        here.record(request, ConsentGone, unit=holder.code)
    time_consent(request, here)


def within(partner: str, catalogue: Catalogue) -> frozenset[str]:
    """The partner, and where it is a side every unit of it."""
    units = {code for code, unit in catalogue.units.items() if unit.side == partner}
    return frozenset({partner, *units})
