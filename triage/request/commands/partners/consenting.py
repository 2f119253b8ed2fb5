"""How is a consent recorded that was told to staff, and what follows when one is gone?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from triage.catalogue import Catalogue, Side
from triage.codes import GivenBy
from triage.errors.partners import ConsentDayNotFit, ConsentTakenBack, NoConsent, UnknownPartner
from triage.errors.requests import NotAllowed, RequestDamaged, RequestErased
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.consents import change_consents, within
from triage.request.events import ConsentGiven, ConsentRevoked
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import works_for_partner
from triage.request.words import Consent, RequestWords
from triage.text.personal import Personal
from triage.time.calendar import local_day

LONGEST = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True)
class RecordConsent(Command, permission="request:consent"):
    """Record that somebody agreed to a partner being told; from then on it is a basis.

    What the requester gave stands among the own choices, where it can be taken back.

    Raises:
        NotAllowed: a partner's worker, who would say herself what she may have.
        UnknownPartner
        ConsentTakenBack: it is somebody else's, and the requester took the own one back.
        ConsentDayNotFit: the last day is past, or further away than ten years.
    """

    purpose: Personal[str]
    partner: str
    given_by: GivenBy
    what: Personal[str] | None = None
    until: date | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if works_for_partner(here.actor, here.catalogue):
            raise NotAllowed(role=str(here.actor.role), permission=self.permission)
        require_going_on(request)
        _words(request)
        if self.partner not in partners_of(here.catalogue):
            raise UnknownPartner(partner=self.partner)
        if self.given_by is not GivenBy.REQUESTER and self._is_taken_back(request, here):
            raise ConsentTakenBack(unit=self.partner)
        today = local_day(here.now)
        if self.until and not today <= self.until <= today + LONGEST:
            raise ConsentDayNotFit(day=self.until)
        consent = Consent(
            purpose=self.purpose.reveal(),
            partner=self.partner,
            given_by=str(self.given_by),
            what=self.what.reveal() if self.what else None,
            until=self.until,
        )
        change_consents(request, here, ConsentGiven, consent=Personal(consent))

    def _is_taken_back(self, request: HelpRequest, here: Situation) -> bool:
        unit = here.catalogue.units.get(self.partner)
        return request.has_taken_back({self.partner, str(unit.side) if unit else self.partner})


@dataclass(frozen=True, kw_only=True)
class RevokeConsent(Command, permission="request:consent"):
    """Record that a partner may be told no more; an offer that rests on it comes back at once.

    Of a whole side, none of its units may be told either. Of a unit, its side may not either where
    the purpose is the same, or none is known: the unit would be told by that consent still.

    Raises:
        NoConsent: nobody agrees to this partner, nor to a unit of it.
    """

    partner: str
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        agreed = {*_words(request).consents.partners, *request.partners_recorded}
        dropped = agreed & within(self.partner, here.catalogue)
        if not dropped:
            raise NoConsent(partner=self.partner)
        unit = here.catalogue.units.get(self.partner)
        if unit and request.shares_purpose(unit.code, str(unit.side)):
            dropped |= agreed & {str(unit.side)}
        change_consents(
            request,
            here,
            ConsentRevoked,
            partner=Personal(self.partner),
            because=self.because,
            dropped=Personal(tuple(sorted(dropped))),
        )


def partners_of(catalogue: Catalogue) -> frozenset[str]:
    """Who can be agreed to: every side but the county, and every unit of theirs."""
    units = {code for code, unit in catalogue.units.items() if unit.side is not Side.COUNTY}
    return frozenset({*units, *(str(side) for side in Side if side is not Side.COUNTY)})


def _words(request: HelpRequest) -> RequestWords:
    """What the requester told. Raises RequestErased, RequestDamaged."""
    if request.erased_at:
        raise RequestErased()
    if request.plea is None:
        raise RequestDamaged()
    return request.plea.reveal()
