"""Who else gets what of a request, and what does nobody learn by asking for it?"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from projections.views.request.disclosures_shown import disclosures_shown
from projections.views.request.request_shown import contents
from tests.domain.given import AINO, CATALOGUE, MARIA, Case, claimed, closed, erased, submitted
from triage.codes import Basis, GuardianMayKnow
from triage.errors.partners import DisclosureBarred, MaturityUnweighed
from triage.errors.requests import RequestErased
from triage.request.commands.partners.disclosing import DecideDisclosure
from triage.request.commands.transfer import OfferTransfer
from triage.request.disclosed import DisclosedPart, OutsideAsker
from triage.request.need_to_know import version_seen
from triage.request.words import RequestWords

GUARDIAN, POLICE = OutsideAsker.GUARDIAN, OutsideAsker.POLICE
MESSAGE = (DisclosedPart.MESSAGE,)
HARMLESS = {"understands": False, "forbids": False, "danger": False, "weighed": "Pieni lapsi."}


def decide(case: Case, asker: OutsideAsker = GUARDIAN, **how: Any) -> tuple[str, ...]:
    return case.do(AINO, DecideDisclosure, **{"asker": asker, "parts": MESSAGE, **how})


def barred(case: Case, **how: Any) -> Any:
    typed = {"asker": GUARDIAN, "parts": MESSAGE, **how}
    return case.refusal(AINO, DecideDisclosure, **typed)


@pytest.mark.parametrize("lacking", HARMLESS)
def test_a_guardians_demand_is_decided_by_everything_that_counts(lacking: str) -> None:
    assert isinstance(barred(claimed(), **{**HARMLESS, lacking: None}), MaturityUnweighed)


@pytest.mark.parametrize(
    ("understands", "forbids", "danger"), list(product((True, False), repeat=3))
)
def test_neither_a_ban_of_one_who_understands_nor_danger_lets_a_guardian_in(
    understands: bool, forbids: bool, danger: bool
) -> None:
    how = {**HARMLESS, "understands": understands, "forbids": forbids, "danger": danger}
    case = claimed()
    if danger or (understands and forbids):
        assert isinstance(barred(case, **how), DisclosureBarred)
        assert decide(case, **how, refused_because="Ei saa.") == ("disclosure-decided",)
    else:
        assert decide(case, **how) == ("disclosure-decided",)


def test_what_the_young_person_wrote_before_counts_as_a_ban() -> None:
    plea = RequestWords(message="Älkää kertoko.", guardian_may_know=GuardianMayKnow.NO)
    case = submitted(plea=plea)
    assert isinstance(barred(case, **{**HARMLESS, "understands": True}), DisclosureBarred)


def test_no_guardian_gets_to_know_how_the_child_is_reached() -> None:
    parts = (DisclosedPart.MESSAGE, DisclosedPart.CONTACT)
    assert isinstance(barred(claimed(), **HARMLESS, parts=parts), DisclosureBarred)


def test_the_record_holds_asker_statute_parts_and_why_it_was_refused() -> None:
    case = claimed()
    decide(case, OutsideAsker.COURT, statute="OK 17:25", parts=tuple(reversed(DisclosedPart)))
    decide(case, POLICE, refused_because="Ei rikosta.")
    first, second = disclosures_shown(case.events)
    assert (first.number, first.asker, first.statute) == (1, "court", "OK 17:25")
    assert (first.parts, first.refused) == (tuple(DisclosedPart), False)
    assert (second.number, second.refused, second.refused_because) == (2, True, "Ei rikosta.")


@pytest.mark.parametrize("asker", [POLICE, OutsideAsker.COURT])
def test_what_police_or_a_court_got_is_withheld(asker: OutsideAsker) -> None:
    case = claimed()
    before = case.own_view()
    decide(case, asker)
    assert case.request.withheld_from and case.own_view() == before


@pytest.mark.parametrize("asker", OutsideAsker)
def test_a_refusal_changes_nothing_that_the_requester_sees(asker: OutsideAsker) -> None:
    case = claimed()
    before = case.own_view()
    decide(case, asker, **HARMLESS, refused_because="Ei saa.")
    assert case.request.withheld_from is None and case.own_view() == before


def test_a_partner_learns_of_none() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    before = version_seen(MARIA, case.request, CATALOGUE)
    decide(case, POLICE)
    assert version_seen(MARIA, case.request, CATALOGUE) == before
    assert contents(case.request, case.events, partner=MARIA.units).disclosures == ()


def test_it_is_decided_after_the_end_too_and_never_after_erasure() -> None:
    assert decide(closed(), POLICE) == ("disclosure-decided",)
    typed = {"asker": POLICE, "parts": MESSAGE}
    assert isinstance(erased().refusal(AINO, DecideDisclosure, **typed), RequestErased)
