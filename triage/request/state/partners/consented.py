"""Which partners may be told, as it was recorded, and which one holds what it may hold no more?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from triage.request.words import Consent, RequestWords
from triage.text.personal import Personal, revealed


class Consented:
    """The consents beside the requester's own choices; a part of the request's state.

    `plea.consents` says which partners the requester agrees to now, `consents_given` how, for
    those that were recorded. Somebody else's consent stands here alone; it counts for nothing
    where the requester has taken the own one back (`taken_back`). `consent_gone_at`: since when a
    partner holds the request on a consent that is gone; `consent_ends_at`: when that one ends.
    """

    plea: Personal[RequestWords] | None

    def __init__(self) -> None:
        # Partner and whose it is -> the consent that was recorded last.
        self.consents_given: dict[tuple[str, str], Consent] = {}
        self.taken_back: frozenset[str] = frozenset()
        self.held_by_consent = False
        self.consent_gone_at: datetime | None = None
        self.consent_ends_at: datetime | None = None

    def agrees_to(self, partners: Collection[str], day: date) -> bool:
        """Whether anybody whose consent it takes agrees on this day to one of these codes."""
        recorded = [each for each in self.consents_given.values() if each.partner in partners]
        refused = self.has_taken_back(partners)
        counting = [each for each in recorded if each.is_own or not refused]
        if any(each.holds_on(day) for each in counting):
            return True
        plea = revealed(self.plea)
        chosen = set(plea.consents.partners if plea else ()) & set(partners)
        # What the requester chose by a tick holds until it is taken back.
        lapsed = {each.partner for each in recorded if each.is_own}
        return bool(chosen - lapsed)

    def agreed_until(self, partners: Collection[str], day: date) -> date | None:
        """The last day up to which it is agreed from this day on; None where no end is known."""
        ends = sorted(each.until for each in self.consents_given.values() if each.until)
        for last in ends:
            if last >= day and not self.agrees_to(partners, last + timedelta(days=1)):
                return last
        return None

    def has_taken_back(self, partners: Collection[str]) -> bool:
        """Whether the requester agreed to one of these codes and does no more."""
        return not self.taken_back.isdisjoint(partners)

    def give_consent(self, consent: Consent) -> None:
        self.consents_given[consent.partner, consent.given_by] = consent
        if consent.is_own:
            self.taken_back -= {consent.partner}
        if consent.is_own and self.plea:
            partners = self.plea.reveal().consents.partners
            self._choose((*partners, *{consent.partner}.difference(partners)))

    @property
    def partners_recorded(self) -> frozenset[str]:
        """Every partner to whom a consent was recorded that nobody took back."""
        return frozenset(partner for partner, _ in self.consents_given)

    def shares_purpose(self, one: str, other: str) -> bool:
        """Whether both partners are agreed to for one purpose, or one of them for any."""
        purposes, others = self._purposes(one), self._purposes(other)
        return not (purposes and others) or not purposes.isdisjoint(others)

    def _purposes(self, partner: str) -> frozenset[str]:
        """What a partner may be told for; empty where a tick agrees to whatever it takes."""
        recorded = [each for each in self.consents_given.values() if each.partner == partner]
        plea = revealed(self.plea)
        is_ticked = plea is not None and partner in plea.consents.partners
        if is_ticked and not any(each.is_own for each in recorded):
            return frozenset()
        return frozenset(" ".join(each.purpose.casefold().split()) for each in recorded)

    def revoke_consents(self, partners: Collection[str]) -> None:
        """Let nobody agree to any of these partners any more."""
        kept = {key: each for key, each in self.consents_given.items() if key[0] not in partners}
        self.consents_given = kept
        if self.plea:
            chosen = self.plea.reveal().consents.partners
            self._choose(tuple(each for each in chosen if each not in partners))

    def choose_anew(self, before: Collection[str], chosen: Collection[str]) -> None:
        """Let the requester's own consents end that are not among the partners chosen now."""
        self.taken_back = (self.taken_back | {*before}) - {*chosen}
        self.consents_given = {
            key: each
            for key, each in self.consents_given.items()
            if not each.is_own or each.partner in chosen
        }

    def drop_others(self, partners: Collection[str]) -> None:
        """Let the consents of others to these partners end."""
        self.consents_given = {
            key: each
            for key, each in self.consents_given.items()
            if each.is_own or each.partner not in partners
        }

    def _choose(self, partners: tuple[str, ...]) -> None:
        assert self.plea is not None
        plea = self.plea.reveal()
        self.plea = Personal(replace(plea, consents=replace(plea.consents, partners=partners)))
