"""Does each reader's duty to notify stay their own, whatever colleagues do?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from projections.figures.response_times import ResponseModel
from projections.views.request.notifying_shown import NotifyingCounts, Stand, counted, notifying
from projections.views.request.partner_view import for_partner
from tests.domain.given import (
    AINO,
    ANTTI,
    ELLI,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    REQUESTER,
    SANNA,
    TIINA,
    Case,
    LoggedRead,
    answered,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.actors import Actor
from triage.codes import Basis, NoNotice
from triage.errors.partners import ColleagueNotFit, NotNamedInNotice
from triage.errors.requests import NotAllowed, ReasonNeeded, RequestUnknown
from triage.request.commands.ending import EraseRequest
from triage.request.commands.handling import RecuseFromRequest, ReleaseRequest
from triage.request.commands.partners.consulting import ConsultUnit
from triage.request.commands.partners.protecting import (
    ConfirmNotice,
    DeclineNotice,
    RecordProtectionNotice,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.events import ProtectionNoticeDeclined
from triage.request.words import Consents, RequestWords

PARISH = "seurakunta-perheneuvonta"
NO = {"ground": NoNotice.NO_NEED, "because": "Mikään ei viittaa siihen."}
AINO_READ, ONNI_READ = LoggedRead(at=claimed().now), LoggedRead(at=claimed().now, username="onni")


def stands(case: Case, *reads: LoggedRead, viewer: Actor | None = None) -> dict[str, str]:
    shown = notifying(case.events, reads, viewer=viewer)  # type: ignore[arg-type]
    return {each.username: str(each.stand) for each in shown}


def notified(*together: str, by: Actor = AINO) -> Case:
    case = claimed()
    case.do(by, RecordProtectionNotice, family_told=False, together_with=together)
    return case


# -- each reader's own --


def test_whoever_read_the_words_stands_there_and_a_colleagues_notice_changes_nothing() -> None:
    assert stands(notified(), AINO_READ, ONNI_READ) == {"aino": "notified", "onni": "unrecorded"}


def test_whoever_looks_just_now_has_read_it_too() -> None:
    assert stands(claimed(), viewer=KERTTU) == {"kerttu": "unrecorded"}


@pytest.mark.parametrize(
    ("how", "stays"),
    [
        ({"action": "row"}, False),
        ({"action": "found"}, False),
        ({"outcome": "denied"}, False),
        ({"role": "officer"}, False),
        ({"role": "duty"}, True),
        ({"action": "consultation"}, True),
    ],
)
def test_only_who_handles_requests_and_read_of_it_has_learned(how: dict, stays: bool) -> None:
    read = LoggedRead(at=claimed().now, **how)
    assert bool(stands(claimed(), read)) is stays


def test_who_declines_says_on_which_ground_and_why() -> None:
    case = claimed()
    case.do(AINO, DeclineNotice, **NO)
    (shown,) = notifying(case.events, [])
    assert (shown.stand, shown.ground, shown.because, shown.at) == (
        Stand.DECLINED,
        "no-need",
        "Mikään ei viittaa siihen.",
        case.now,
    )


def test_what_was_recorded_last_counts() -> None:
    case = claimed()
    case.do(AINO, DeclineNotice, **NO)
    case.do(AINO, RecordProtectionNotice, family_told=False)
    (shown,) = notifying(case.events, [])
    assert (shown.stand, shown.ground, shown.because) == (Stand.NOTIFIED, None, None)


# -- together --


def test_a_joint_notice_is_a_colleagues_only_once_they_confirm_it() -> None:
    case = notified("kerttu")
    assert stands(case) == {"aino": "notified", "kerttu": "named"}
    case.do(AINO, ReleaseRequest)

    case.do(KERTTU, ConfirmNotice)

    assert stands(case) == {"aino": "notified", "kerttu": "together"}
    assert isinstance(case.refusal(KERTTU, ConfirmNotice), NotNamedInNotice)


def test_who_is_named_may_decline_instead() -> None:
    case = notified("kerttu")
    case.do(AINO, ReleaseRequest)
    case.do(KERTTU, DeclineNotice, **NO)
    assert stands(case)["kerttu"] == "declined"


def test_nobody_confirms_what_does_not_name_them() -> None:
    assert isinstance(notified("kerttu").refusal(AINO, ConfirmNotice), NotNamedInNotice)


def test_being_named_takes_no_notice_of_ones_own_back() -> None:
    case = notified()
    case.do(AINO, ReleaseRequest)
    case.do(KERTTU, RecordProtectionNotice, family_told=False, together_with=("aino",))
    assert stands(case) == {"aino": "notified", "kerttu": "notified"}


@pytest.mark.parametrize("named", ["aino", "sanna", "nobody"])
def test_who_made_it_too_is_another_who_takes_requests(named: str) -> None:
    typed = {"family_told": False, "together_with": ("kerttu", named)}
    assert isinstance(claimed().refusal(AINO, RecordProtectionNotice, **typed), ColleagueNotFit)


def test_naming_a_colleague_does_not_tell_that_they_stepped_aside() -> None:
    case = claimed(ONNI)
    case.do(ONNI, RecuseFromRequest)
    typed = {"family_told": False, "together_with": ("onni",)}

    assert case.do(AINO, RecordProtectionNotice, **typed) == ("protection-notice-made",)
    assert isinstance(case.refusal(ONNI, ConfirmNotice), RequestUnknown)


# -- who may --


@pytest.mark.parametrize("state", [submitted, claimed, answered, withdrawn, closed, erased])
def test_the_duty_does_not_end_with_the_request(state: Callable[[], Case]) -> None:
    assert state().do(AINO, DeclineNotice, **NO) == ("protection-notice-declined",)


@pytest.mark.parametrize("command", [DeclineNotice, RecordProtectionNotice])
def test_who_was_asked_for_advice_has_a_duty_of_their_own(command: type) -> None:
    plea = RequestWords(message="Lapsi on yksin.", consents=Consents(consult=True))
    case = claimed(plea=plea)
    typed = NO if command is DeclineNotice else {"family_told": False}
    assert isinstance(case.refusal(OLLI, command, **typed), RequestUnknown)
    case.do(AINO, ConsultUnit, unit="neuvola", summary="Mitä voi tehdä?")

    case.do(OLLI, command, **typed)

    assert "olli" in stands(case)


def test_a_colleague_opens_the_request_first() -> None:
    assert isinstance(claimed().refusal(ONNI, DeclineNotice, **NO), ReasonNeeded)


@pytest.mark.parametrize("actor", [REQUESTER, SANNA, ELLI, TIINA, ANTTI])
@pytest.mark.parametrize("command", [DeclineNotice, ConfirmNotice])
def test_who_handles_no_requests_records_nothing(actor: Actor, command: type) -> None:
    typed = NO if command is DeclineNotice else {}
    assert isinstance(claimed().refusal(actor, command, **typed), NotAllowed)


# -- who sees it --


def test_supervisors_and_the_officer_see_how_many() -> None:
    case = notified("kerttu")
    case.do(AINO, ReleaseRequest)
    case.do(ONNI, DeclineNotice, **NO)
    shown = notifying(case.events, [AINO_READ, ONNI_READ])  # type: ignore[list-item]
    assert counted(shown) == NotifyingCounts(notified=1, declined=1, unrecorded=1)


def test_the_requester_sees_nothing_of_it_and_no_figure_moves() -> None:
    case = claimed()
    before, row = case.own_view(), case.row(ResponseModel())
    case.do(AINO, DeclineNotice, **NO)
    assert case.own_view() == before
    case.do(AINO, RecordProtectionNotice, family_told=False, together_with=("kerttu",))
    case.do(AINO, ReleaseRequest)
    case.do(KERTTU, ConfirmNotice)
    assert case.own_view() == before
    assert case.row(ResponseModel()) == row


def test_a_partner_learns_of_its_own_only() -> None:
    case = claimed()
    case.do(AINO, DeclineNotice, **NO)
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, DeclineNotice, **NO)
    theirs = for_partner(case.events, MARIA.units)
    reads = [AINO_READ, LoggedRead(at=case.now, username="maria", unit=PARISH)]
    shown = notifying(theirs, reads, units=MARIA.units)  # type: ignore[arg-type]
    assert [(each.username, str(each.stand)) for each in shown] == [("maria", "declined")]


def test_the_reasons_outlive_erasure_and_are_sealed() -> None:
    case = claimed()
    case.do(AINO, DeclineNotice, **{**NO, "because": "salaisuus"})
    assert b"salaisuus" not in case.stored[-1].state
    case.do(ANTTI, EraseRequest, despite_class_because="Väärä henkilö.")
    because = case.last(ProtectionNoticeDeclined).because
    assert because is not None and because.reveal() == "salaisuus"
