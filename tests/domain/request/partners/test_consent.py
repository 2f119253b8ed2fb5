"""Is a consent told to staff a basis for as long as it holds, and what follows its end?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from projections.views.request.consents_shown import consents_shown
from projections.views.request.offers import came_back
from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MARIA,
    OLLI,
    REQUESTER,
    Case,
    at,
    claimed,
    submitted,
)
from triage.codes import Basis, Concerns, GivenBy, Outcome, ReplyKind
from triage.errors.partners import ConsentDayNotFit, ConsentTakenBack, NoConsent, UnknownPartner
from triage.errors.requests import ConsentMissing, NotAllowed, RequestUnknown
from triage.notices.telling import notices
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import OpenRequest
from triage.request.commands.own_wishes import ChangeConsents
from triage.request.commands.partners.consenting import RecordConsent, RevokeConsent
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.events import ConsentGone
from triage.request.state.partners.consented import Consented
from triage.request.words import Consents, Profile

PARISH = "seurakunta-perheneuvonta"
TUESDAY = date(2026, 9, 8)


def agreed(partner: str = PARISH, given_by: GivenBy = GivenBy.REQUESTER, **how: object) -> Case:
    case = claimed()
    case.do(AINO, RecordConsent, purpose="Ajan varaus.", partner=partner, given_by=given_by, **how)
    return case


def offered(**how: object) -> Case:
    case = agreed(**how)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
    return case


def held(**how: object) -> Case:
    case = offered(**how)
    case.do(MARIA, AcceptTransfer)
    return case


def told(case: Case) -> list[tuple[str | None, str]]:
    return [
        (each.unit, str(each.kind))
        for event in case.events[-2:]
        for each in notices(event, lambda: case.request, CATALOGUE)
    ]


# -- a basis --


@pytest.mark.parametrize("partner", [PARISH, "parish"])
@pytest.mark.parametrize("given_by", list(GivenBy))
def test_whoever_gave_it_and_for_a_unit_or_its_side_it_is_a_basis(
    partner: str, given_by: GivenBy
) -> None:
    assert held(partner=partner, given_by=given_by).request.unit == PARISH


def test_without_it_nothing_goes_to_a_partner_by_consent() -> None:
    for partner in (None, "city"):
        case = agreed(partner) if partner else claimed()
        refusal = case.refusal(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
        assert isinstance(refusal, ConsentMissing)


def test_a_handover_rests_on_it_too() -> None:
    case = agreed()
    how = {"unit": PARISH, "basis": Basis.CONSENT, "follow_up_on": date(2026, 9, 18)}
    case.do(AINO, OfferHandover, **how)
    case.do(MARIA, AcceptHandover)
    assert case.request.held_by_consent


@pytest.mark.parametrize(("day", "may"), [(9, True), (10, False)])
def test_it_holds_until_the_end_of_its_last_day(day: int, may: bool) -> None:
    case = agreed(until=date(2026, 9, 9))
    offer = {"unit": PARISH, "basis": Basis.CONSENT, "moment": at(day, 9)}
    if may:
        case.do(AINO, OfferTransfer, **offer)
    else:
        assert isinstance(case.refusal(AINO, OfferTransfer, **offer), ConsentMissing)


def test_what_is_accepted_after_its_last_day_is_refused() -> None:
    case = agreed(until=TUESDAY)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
    assert isinstance(case.refusal(MARIA, AcceptTransfer, moment=at(9, 8, 30)), ConsentMissing)


@pytest.mark.parametrize("partner", ["neuvola", "county", "kuu"])
def test_only_a_partner_can_be_agreed_to(partner: str) -> None:
    refusal = claimed().refusal(
        AINO, RecordConsent, purpose="x", partner=partner, given_by=GivenBy.REQUESTER
    )
    assert isinstance(refusal, UnknownPartner)


@pytest.mark.parametrize("until", [TUESDAY - timedelta(days=1), TUESDAY + timedelta(days=3661)])
def test_its_last_day_lies_ahead_and_not_too_far(until: date) -> None:
    how = {"purpose": "x", "partner": PARISH, "given_by": GivenBy.GUARDIAN, "until": until}
    assert isinstance(claimed().refusal(AINO, RecordConsent, **how), ConsentDayNotFit)


def test_a_partner_does_not_say_herself_what_she_may_have() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    how = {"purpose": "x", "partner": PARISH, "given_by": GivenBy.GUARDIAN}
    assert isinstance(case.refusal(MARIA, RecordConsent, **how), NotAllowed)


# -- seen and revoked --


def test_the_requester_sees_the_own_one_among_the_own_choices_and_takes_it_back() -> None:
    case = agreed(what="Nimi ja numero.", until=date(2026, 12, 31))
    (seen,) = case.own_view().consent_records
    assert case.own_view().consents.partners == (PARISH,)
    assert (seen.purpose, seen.what, seen.until) == (
        "Ajan varaus.",
        "Nimi ja numero.",
        date(2026, 12, 31),
    )

    case.do(REQUESTER, ChangeConsents, consents=Consents())

    (seen,) = case.own_view().consent_records
    assert seen.revoked_at == case.now
    refusal = case.refusal(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
    assert isinstance(refusal, ConsentMissing)


def test_anothers_consent_is_neither_shown_to_the_requester_nor_theirs_to_revoke() -> None:
    case = agreed(given_by=GivenBy.GUARDIAN)
    assert (case.own_view().consent_records, case.own_view().consents) == ((), Consents())

    case.do(REQUESTER, ChangeConsents, consents=Consents(partners=("city",)))

    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)


@pytest.mark.parametrize("partner", ["parish", PARISH])
def test_what_the_requester_takes_back_nobody_else_agrees_to(partner: str) -> None:
    case = claimed()
    case.do(REQUESTER, ChangeConsents, consents=Consents(partners=("parish",)))
    how = {"purpose": "x", "partner": partner, "given_by": GivenBy.GUARDIAN}
    case.do(AINO, RecordConsent, **how)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)

    case.do(REQUESTER, ChangeConsents, consents=Consents())

    (shown,) = consents_shown(case.events)
    assert (case.request.offered_to, shown.revoked_at) == (None, case.now)
    offer = {"unit": PARISH, "basis": Basis.CONSENT}
    for refusal in (
        case.refusal(AINO, OfferTransfer, **offer),
        case.refusal(AINO, RecordConsent, **how),
    ):
        assert isinstance(refusal, ConsentTakenBack)
    case.do(AINO, RecordConsent, **{**how, "given_by": GivenBy.REQUESTER})
    case.do(AINO, OfferTransfer, **offer)


def test_who_asks_about_another_family_is_shown_no_consent_that_staff_recorded() -> None:
    case = submitted(profile=Profile(concerns=Concerns.OTHERS))
    case.do(KERTTU, RecordConsent, purpose="x", partner="city", given_by=GivenBy.REQUESTER)
    assert case.own_view().consent_records == ()


def test_a_worker_records_that_it_was_taken_back() -> None:
    case = agreed(given_by=GivenBy.GUARDIAN)

    case.do(AINO, RevokeConsent, partner=PARISH)

    (shown,) = consents_shown(case.events)
    assert shown.revoked_at == case.now
    assert isinstance(case.refusal(AINO, RevokeConsent, partner=PARISH), NoConsent)
    refusal = case.refusal(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
    assert isinstance(refusal, ConsentMissing)


def test_a_tick_on_the_form_is_taken_back_by_the_same_act() -> None:
    case = claimed()
    case.do(REQUESTER, ChangeConsents, consents=Consents(partners=("parish",)))
    case.do(AINO, RevokeConsent, partner="parish")
    assert case.own_view().consents == Consents()


# -- what follows --


def revokes(case: Case, who: object) -> None:
    if who is REQUESTER:
        case.do(REQUESTER, ChangeConsents, consents=Consents())
    else:
        case.do(AINO if case.request.unit != PARISH else MARIA, RevokeConsent, partner=PARISH)


@pytest.mark.parametrize("who", [REQUESTER, AINO])
def test_an_offer_that_rests_on_it_comes_back_with_the_reason(who: object) -> None:
    case = offered()

    revokes(case, who)

    back = came_back(case.events)
    assert (case.request.offered_to, case.request.unit) == (None, "perhesosiaalityo")
    assert back is not None and (back.kind, back.unit) == ("transfer-withdrawn", PARISH)
    assert case.request.back_at == back.at == case.now
    assert ("perhesosiaalityo", "transfer-returned") in told(case)
    assert isinstance(case.refusal(MARIA, AcceptTransfer), RequestUnknown)


def test_a_side_that_may_be_told_no_more_takes_its_units_along() -> None:
    case = claimed()
    case.do(REQUESTER, ChangeConsents, consents=Consents(partners=("parish", "city")))
    for given_by in GivenBy:
        case.do(AINO, RecordConsent, purpose="x", partner=PARISH, given_by=given_by)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)

    case.do(AINO, RevokeConsent, partner="parish")

    assert (case.request.offered_to, case.own_view().consents.partners) == (None, ("city",))
    assert all(each.revoked_at == case.now for each in consents_shown(case.events))
    assert isinstance(case.refusal(MARIA, AcceptTransfer), RequestUnknown)


def test_a_side_is_revoked_where_only_a_unit_of_it_was_agreed_to() -> None:
    case = offered(given_by=GivenBy.GUARDIAN)
    assert isinstance(case.refusal(AINO, RevokeConsent, partner="city"), NoConsent)
    case.do(AINO, RevokeConsent, partner="parish")
    assert case.request.offered_to is None


def test_a_unit_that_may_be_told_no_more_takes_its_side_along_for_the_same_purpose() -> None:
    case = agreed(partner="parish", given_by=GivenBy.GUARDIAN)
    case.do(
        AINO, RecordConsent, purpose="ajan  Varaus.", partner=PARISH, given_by=GivenBy.REQUESTER
    )
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)

    case.do(AINO, RevokeConsent, partner=PARISH)

    assert (case.request.offered_to, case.request.partners_recorded) == (None, frozenset())
    assert all(each.revoked_at == case.now for each in consents_shown(case.events))


def test_a_tick_for_the_whole_side_ends_with_its_unit() -> None:
    case = claimed()
    case.do(REQUESTER, ChangeConsents, consents=Consents(partners=("parish", "city")))
    case.do(AINO, RecordConsent, purpose="x", partner=PARISH, given_by=GivenBy.REQUESTER)

    case.do(AINO, RevokeConsent, partner=PARISH)

    assert case.own_view().consents.partners == ("city",)
    refusal = case.refusal(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)
    assert isinstance(refusal, ConsentMissing)


def test_a_unit_that_may_be_told_no_more_leaves_its_side_for_another_purpose() -> None:
    case = agreed(partner="parish")
    case.do(AINO, RecordConsent, purpose="x", partner=PARISH, given_by=GivenBy.REQUESTER)
    case.do(AINO, RevokeConsent, partner=PARISH)
    assert case.own_view().consents.partners == ("parish",)


def test_an_offer_that_rests_on_another_ground_stays() -> None:
    case = agreed()
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    revokes(case, REQUESTER)
    assert case.request.offered_to == PARISH


def test_what_was_answered_and_comes_back_is_promised_anew() -> None:
    case = agreed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.CONSENT)

    revokes(case, REQUESTER)

    assert case.request.unanswered and case.request.waits


@pytest.mark.parametrize("who", [REQUESTER, MARIA])
def test_a_partner_that_holds_it_keeps_it_and_is_told_to_settle(who: object) -> None:
    case = held()

    revokes(case, who)

    assert (case.request.unit, case.request.consent_gone_at) == (PARISH, case.now)
    assert (PARISH, "new-in-queue") in told(case)


def test_it_is_settled_by_a_new_consent_or_by_handing_the_request_on() -> None:
    anew, on = held(), held()
    for case in (anew, on):
        revokes(case, REQUESTER)

    anew.do(REQUESTER, ChangeConsents, consents=Consents(partners=("parish",)))
    on.do(MARIA, OfferTransfer, unit="neuvola")
    on.do(OLLI, AcceptTransfer)

    assert (anew.request.consent_gone_at, on.request.consent_gone_at) == (None, None)


def test_its_end_is_recorded_once_at_its_true_moment() -> None:
    case = held(until=TUESDAY)
    assert "consent-gone" not in case.sweep(at(8, 23))

    assert "consent-gone" in case.sweep(at(9, 8))

    gone = case.last(ConsentGone)
    assert (gone.unit, case.request.consent_gone_at) == (PARISH, at(9, 0))
    assert "consent-gone" not in case.sweep(at(9, 9))
    assert "new-in-queue" in {
        str(each.kind) for each in notices(gone, lambda: case.request, CATALOGUE)
    }


@pytest.mark.parametrize("lasting", [True, False])
def test_a_consent_that_lasts_longer_puts_its_end_off(lasting: bool) -> None:
    case = held(until=TUESDAY)
    until = None if lasting else date(2026, 9, 9)
    longer = {"purpose": "x", "partner": "parish", "given_by": GivenBy.GUARDIAN, "until": until}
    case.do(KERTTU, OpenRequest)
    case.do(KERTTU, RecordConsent, **longer)

    case.sweep(at(9, 8))
    assert case.request.consent_gone_at is None
    case.sweep(at(10, 8))
    assert case.request.consent_gone_at == (None if lasting else at(10, 0))


def test_another_change_does_not_settle_it() -> None:
    case = held()
    revokes(case, REQUESTER)
    case.do(REQUESTER, ChangeConsents, consents=Consents(consult=True))
    assert case.request.consent_gone_at == case.now


def test_who_holds_it_by_statute_or_has_ended_it_has_nothing_to_settle() -> None:
    by_statute = agreed()
    by_statute.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    by_statute.do(MARIA, AcceptTransfer)
    ended = held()
    ended.do(MARIA, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    ended.do(MARIA, CloseRequest, outcome=Outcome.ADVICE)
    for case in (by_statute, ended):
        revokes(case, REQUESTER)
        assert case.request.consent_gone_at is None


def test_consents_are_hidden_by_their_repr() -> None:
    state: Consented = agreed(what="Nimi.").request
    assert "Ajan" not in repr(state.consents_given) and "Nimi" not in repr(state.consents_given)
