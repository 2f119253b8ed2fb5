"""Does what the authorities were told outlive erasure, and tip nobody off?"""

from __future__ import annotations

import pytest

from projections.views.request.authorities_shown import authorities_told
from projections.views.request.request_shown import contents
from tests.domain.given import AINO, ANTTI, CATALOGUE, MARIA, Case, LoggedRead, claimed, closed
from triage.codes import Basis
from triage.errors.requests import NothingWithheld
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import EraseRequest
from triage.request.commands.partners.authorities import RecordJointContact, RecordPoliceNotice
from triage.request.commands.partners.protecting import ReleaseToRequester
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.need_to_know import version_seen

PARISH = "seurakunta-perheneuvonta"
TOGETHER = {"with_whom": "Sosiaalityö", "requester_takes_part": True}
ALONE = {**TOGETHER, "requester_takes_part": False}


def told(case: Case) -> list[tuple[str, str | None]]:
    return [(each.kind, each.because) for each in authorities_told(case.events)]


@pytest.mark.parametrize(
    ("command", "typed"), [(RecordPoliceNotice, {}), (RecordJointContact, ALONE)]
)
def test_its_traces_are_withheld_until_they_are_released(command: type, typed: dict) -> None:
    case = claimed()
    before = case.own_view()

    case.do(AINO, command, **typed)

    later = LoggedRead(at=case.now, version=case.request.version)
    assert case.request.withheld_from and case.own_view([later]) == before
    case.do(AINO, ReleaseToRequester)
    assert [each.at for each in case.own_view([later]).reads] == [later.at]


def test_a_contact_made_together_withholds_nothing() -> None:
    case = claimed()
    case.do(AINO, RecordJointContact, **TOGETHER)
    assert isinstance(case.refusal(AINO, ReleaseToRequester), NothingWithheld)


def test_it_moves_no_promise_and_is_no_answer() -> None:
    case = claimed()
    before = case.request.current
    case.do(AINO, RecordJointContact, **TOGETHER)
    case.do(AINO, RecordPoliceNotice)
    assert case.request.current == before and case.request.unanswered == (0,)


def test_the_duty_does_not_end_with_the_request_and_the_words_outlive_erasure() -> None:
    case = closed()
    case.do(AINO, RecordPoliceNotice, because="Epäily.")
    case.do(AINO, RecordJointContact, **TOGETHER, because="Tuki.")
    case.do(ANTTI, EraseRequest, despite_class_because="Väärä henkilö.")
    assert told(case) == [("police-notice-made", "Epäily."), ("joint-contact-made", "Tuki.")]


def test_a_partner_does_not_learn_of_the_countys() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit=PARISH, basis=Basis.STATUTE)
    before = version_seen(MARIA, case.request, CATALOGUE)
    case.do(AINO, RecordPoliceNotice)
    case.do(AINO, RecordJointContact, **TOGETHER)
    assert version_seen(MARIA, case.request, CATALOGUE) == before
    case.do(MARIA, AcceptTransfer)
    case.do(MARIA, ReplyToRequester, reply_kind="answer")

    seen = contents(case.request, case.events, partner=MARIA.units)

    kinds = {each.kind for each in seen.history}
    assert (seen.authorities_told, seen.withheld) == ((), False)
    assert not kinds & {"police-notice-made", "joint-contact-made"}
