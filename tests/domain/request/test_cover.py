"""Who stands in for a colleague who is away, what may they do, and where does it end?"""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    Case,
    claimed,
    staff,
    submitted,
    substitutes,
)
from triage.actors import Actor, Role
from triage.codes import Basis, EmergencyStep, ReplyKind, Urgency
from triage.errors.absences import WorkerAway
from triage.errors.requests import AlreadyClaimed, ReasonNeeded
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.emergency import RecordEmergencyStep
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.cover import Absent, cover_of
from triage.request.need_to_know import SEES_CONTENT, Standing

LAST = date(2026, 9, 30)


def away(who: str, substitute: str) -> Absent:
    return Absent(username=who, until_on=LAST, substitute=substitute)


def with_aino_away(substitute: Actor = ONNI, *others: Absent) -> Case:
    """Aino's request, and she is away."""
    case = claimed(AINO)
    case.absent = (away("aino", substitute.username or ""), *others)
    return case


def test_the_substitute_reads_what_the_absent_one_holds() -> None:
    case = with_aino_away()
    assert case.standing(ONNI) is Standing.SUBSTITUTE and Standing.SUBSTITUTE in SEES_CONTENT


def test_a_colleague_at_work_keeps_theirs_closed() -> None:
    assert claimed(AINO).standing(ONNI) is Standing.COLLEAGUE


def test_the_absent_one_still_holds_it() -> None:
    assert with_aino_away().standing(AINO) is Standing.OWN


@pytest.mark.parametrize("other", [KERTTU, OLLI, MARIA])
def test_nobody_else_reads_more_than_before(other: Actor) -> None:
    assert with_aino_away().standing(other) is claimed(AINO).standing(other)


def test_the_substitute_answers_without_a_reason_and_takes_nothing_over() -> None:
    case = with_aino_away()
    case.do(ONNI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert (case.kinds[-1], case.request.claimed_by) == ("replied", "aino")


def test_the_substitute_may_take_it_over() -> None:
    case = with_aino_away()
    case.do(ONNI, AssignRequest, worker="onni")
    assert case.request.claimed_by == "onni"


def test_the_substitute_may_put_it_back() -> None:
    case = with_aino_away()
    case.do(ONNI, ReleaseRequest)
    assert case.request.claimed_by is None


def test_the_substitute_notes_the_steps_of_an_emergency() -> None:
    case = with_aino_away()
    case.do(ONNI, AssessUrgency, level=Urgency.EMERGENCY)
    case.do(ONNI, RecordEmergencyStep, step=EmergencyStep.CALLED_112)
    assert case.kinds[-1] == "emergency-step-taken"


def test_whoever_does_not_stand_in_does_neither() -> None:
    case = claimed(AINO)
    assert isinstance(case.refusal(ONNI, ReleaseRequest), AlreadyClaimed)
    refused = case.refusal(ONNI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert isinstance(refused, ReasonNeeded)


def test_nothing_is_assigned_to_the_absent() -> None:
    case = submitted()
    case.absent = (away("aino", "onni"),)
    assert isinstance(case.refusal(KERTTU, AssignRequest, worker="aino"), WorkerAway)
    case.do(KERTTU, AssignRequest, worker="onni")


def test_where_the_substitute_is_away_too_their_own_choice_stands_in() -> None:
    sari = staff("sari", Role.WORKER, "perhesosiaalityo")
    everybody = {"perhesosiaalityo": frozenset({"aino", "onni", "sari"})}
    chain = [away("aino", "onni"), away("onni", "sari")]
    cover = cover_of(chain, substitutes(AINO, ONNI, sari), everybody)
    held = ("aino", "perhesosiaalityo", ())
    assert [cover.stands_in(each, *held) for each in (ONNI, sari, KERTTU)] == [False, True, False]


@pytest.mark.parametrize("choice", ["aino", "olli", "gone"])
def test_one_hop_further_the_whole_unit_stands_in(choice: str) -> None:
    case = with_aino_away(
        staff("sari", Role.WORKER, "perhesosiaalityo"), away("sari", choice), away("olli", "outi")
    )
    assert (case.standing(ONNI), case.standing(KERTTU)) == (
        Standing.SUBSTITUTE,
        Standing.COLLEAGUE,
    )


def test_where_the_substitute_stepped_aside_the_others_of_the_unit_stand_in() -> None:
    case = with_aino_away(KERTTU)
    case.do(KERTTU, RecuseFromRequest)
    assert (case.standing(KERTTU), case.standing(ONNI)) == (Standing.NONE, Standing.SUBSTITUTE)


def test_what_the_substitute_may_not_have_is_the_units() -> None:
    case = with_aino_away(OLLI)
    assert [case.standing(each) for each in (OLLI, ONNI)] == [Standing.NONE, Standing.SUBSTITUTE]


def test_the_coordinator_reads_nothing_by_an_absence_that_leaves_nobody() -> None:
    case = with_aino_away(OLLI, away("onni", "olli"))
    assert case.standing(KERTTU) is Standing.COLLEAGUE
    refused = case.refusal(KERTTU, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert isinstance(refused, ReasonNeeded)
    case.absent = (away("aino", "olli"),)
    case.do(KERTTU, AssignRequest, worker="onni")
    assert (case.request.claimed_by, case.standing(KERTTU)) == ("onni", Standing.COLLEAGUE)


def test_the_coordinator_stands_in_for_no_partner() -> None:
    case = held_by_the_parish()
    case.absent = (away("maria", "kerttu"),)
    assert case.standing(KERTTU) is not Standing.SUBSTITUTE
    told = case.cover.told_of("maria", case.request.unit, (), KERTTU)
    assert told and (told.substitute, told.uncovered) == (None, True)


def held_by_the_parish() -> Case:
    case = claimed(AINO)
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
    case.do(MARIA, AcceptTransfer)
    assert case.request.claimed_by == "maria"
    return case


def test_what_is_told_names_who_stands_in() -> None:
    case = with_aino_away()
    held = (case.request.claimed_by, case.request.unit, case.request.recused)
    told = case.cover.told_of(*held, KERTTU)
    assert told and (told.until_on, told.substitute, told.by_viewer) == (LAST, "onni", False)
    told = case.cover.told_of(*held, ONNI)
    assert told and told.by_viewer
    assert case.cover.told_of(None, case.request.unit, (), ONNI) is None
