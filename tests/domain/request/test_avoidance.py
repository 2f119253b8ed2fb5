"""What becomes of a request whose requester wants to avoid somebody of staff?"""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    REQUESTER,
    STAFF,
    VILLE,
    Case,
    claimed,
    closed,
    submitted,
)
from triage.actors import Actor, Role
from triage.errors.avoidance import (
    HolderMeant,
    LastReader,
    NobodyToAvoid,
    NobodyWouldBeLeft,
    WorkerUnnamed,
)
from triage.errors.requests import (
    RequestClosed,
    RequestUnknown,
    TriageError,
    UnknownWorker,
    WorkerRecused,
)
from triage.notices.telling import notices
from triage.request.commands.circumstances.avoidance import MatchAvoidance
from triage.request.commands.handling import (
    AssignRequest,
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
)
from triage.request.commands.own.details import AddDetails
from triage.request.cover import Absent
from triage.request.details import Details
from triage.request.events import Released, RequestEvent
from triage.request.need_to_know import SEES_CONTENT, Standing
from triage.request.reach import reach_of
from triage.request.words import RequestWords

DANGEROUS = RequestWords(message="Mieheni uhkaa tappaa minut.", avoid="Päivystyksen Ville.")
PLEA = RequestWords(message="Apua.", avoid="Entinen naapurini Onni.")


def named(**how: Any) -> Case:
    return submitted(plea=PLEA, **how)


def matched(case: Case | None = None, *workers: str, by: Actor = AINO) -> Case:
    case = case or named()
    case.do(by, MatchAvoidance, workers=workers or ("onni",))
    return case


def told_by(case: Case, event_class: type[RequestEvent]) -> list[tuple[str, str, str | None]]:
    """Whom the last event of this class tells: recipient, kind, unit."""
    found = notices(case.last(event_class), lambda: case.request, CATALOGUE)
    return [(str(each.recipient), str(each.kind), each.unit) for each in found]


def test_whoever_is_meant_sees_the_request_no_more() -> None:
    case = named()
    assert case.standing(ONNI) is Standing.TRIAGE

    matched(case)

    assert case.standing(ONNI) is Standing.NONE
    assert isinstance(case.refusal(ONNI, ClaimRequest), RequestUnknown)


def test_no_name_in_the_text_matches_anybody_by_itself() -> None:
    case = named()

    assert case.standing(ONNI) is Standing.TRIAGE
    assert not case.request.avoidance_matched


def test_whoever_is_meant_cannot_be_given_the_request() -> None:
    refusal = matched().refusal(AINO, AssignRequest, worker="onni")

    assert isinstance(refusal, WorkerRecused)


def test_what_one_who_is_meant_had_in_hand_is_free_again_and_promised() -> None:
    case = claimed(ONNI, plea=PLEA)
    case.do(KERTTU, OpenRequest)

    matched(case, by=KERTTU)

    assert case.request.claimed_by is None
    assert case.request.unit == "perhesosiaalityo"
    assert case.request.unanswered


def test_what_is_taken_from_its_holder_is_told_to_the_unit() -> None:
    case = claimed(ONNI, plea=PLEA)
    case.do(KERTTU, OpenRequest)

    matched(case, by=KERTTU)

    assert told_by(case, Released) == [("unit", "new-in-queue", "perhesosiaalityo")]


def test_a_holder_who_recognises_themself_puts_it_back_as_a_release() -> None:
    case = claimed(ONNI, plea=PLEA)

    matched(case, by=ONNI)

    assert case.request.claimed_by is None
    assert case.standing(ONNI) is Standing.NONE
    assert told_by(case, Released) == []


def test_no_colleague_takes_a_request_away_by_naming_its_holder() -> None:
    case = claimed(AINO, plea=PLEA)
    case.do(ONNI, OpenRequest)

    refusal = case.refusal(ONNI, MatchAvoidance, workers=("aino", "olli"))

    assert isinstance(refusal, HolderMeant) and refusal.details == {"by": "aino"}
    assert case.request.claimed_by == "aino"


def test_whoever_stands_in_for_the_holder_may_name_them() -> None:
    case = claimed(AINO, plea=PLEA)
    case.absent = (Absent(username="aino", until_on=date(2026, 9, 9), substitute="onni"),)

    matched(case, "aino", by=ONNI)

    assert case.request.claimed_by is None


def test_what_another_has_in_hand_stays_theirs() -> None:
    case = claimed(AINO, plea=PLEA)

    matched(case)

    assert case.request.claimed_by == "aino"


def test_what_was_opened_with_a_reason_is_closed_to_whoever_is_meant() -> None:
    case = claimed(AINO, plea=PLEA)
    case.do(ONNI, OpenRequest)

    matched(case)

    assert case.standing(ONNI) is Standing.NONE
    assert case.request.openings == {}


def test_a_unit_in_which_everybody_is_meant_leaves_it_to_the_intake() -> None:
    case = matched(named(), "aino", "onni", by=KERTTU)

    assert case.request.unit == CATALOGUE.intake_unit


TAKERS = tuple(
    each for each in STAFF if each.role in (Role.WORKER, Role.COORDINATOR) and each is not MARIA
)
SOME_OF_US = [chosen for number in range(1, 6) for chosen in itertools.combinations(TAKERS, number)]


@pytest.mark.parametrize("aside", [None, AINO, KERTTU])
@pytest.mark.parametrize("chosen", SOME_OF_US, ids=lambda us: ",".join(e.username for e in us))
def test_whoever_is_meant_somebody_can_read_it_and_undo_it(
    chosen: tuple[Actor, ...], aside: Actor | None
) -> None:
    """Whoever of us is meant: a colleague, everybody of a unit, or everybody."""
    case = named()
    if aside is not None:
        case.do(aside, RecuseFromRequest)
    left = {AINO, ONNI, KERTTU} - {*chosen, aside}
    said = {"workers": tuple(each.username or "" for each in chosen)}

    if not left:
        assert isinstance(case.refusal(ONNI, MatchAvoidance, **said), NobodyWouldBeLeft)
        return
    case.do(ONNI, MatchAvoidance, **said)

    assert {each for each in TAKERS if case.standing(each) in SEES_CONTENT} & left
    reader = next(each for each in left if case.standing(each) in SEES_CONTENT)
    case.do(reader, MatchAvoidance, nobody=True)
    assert case.request.avoided == frozenset()


def test_it_may_be_that_nobody_is_meant() -> None:
    case = named()

    case.do(AINO, MatchAvoidance, nobody=True)

    assert case.request.avoidance_matched
    assert case.standing(ONNI) is Standing.TRIAGE


def test_said_again_it_takes_the_place_of_what_was_said() -> None:
    case = matched()

    case.do(AINO, MatchAvoidance, nobody=True)

    assert case.standing(ONNI) is Standing.TRIAGE


def test_whoever_stepped_aside_stays_aside() -> None:
    case = named()
    case.do(ONNI, RecuseFromRequest)

    case.do(AINO, MatchAvoidance, nobody=True)

    assert case.standing(ONNI) is Standing.NONE


@pytest.mark.parametrize(
    ("case", "said", "refusal"),
    [
        (submitted(), {"workers": ("onni",)}, NobodyToAvoid),
        (named(), {}, WorkerUnnamed),
        (named(), {"workers": ("onni",), "nobody": True}, WorkerUnnamed),
        (named(), {"workers": ("kuka",)}, UnknownWorker),
        (closed(plea=PLEA), {"nobody": True}, RequestClosed),
    ],
)
def test_what_says_nothing_is_refused(
    case: Case, said: dict[str, Any], refusal: type[TriageError]
) -> None:
    assert isinstance(case.refusal(AINO, MatchAvoidance, **said), refusal)


def test_the_duty_may_be_meant_too_and_finds_it_nowhere() -> None:
    case = submitted(plea=DANGEROUS)
    assert case.standing(VILLE) is Standing.DUTY

    matched(case, "ville")

    assert case.standing(VILLE) is Standing.NONE
    assert isinstance(case.refusal(VILLE, ClaimRequest), RequestUnknown)


def test_what_the_duty_had_in_hand_is_free_again_where_it_is_meant() -> None:
    case = submitted(plea=DANGEROUS)
    case.do(VILLE, ClaimRequest)
    case.do(KERTTU, OpenRequest)

    matched(case, "ville", by=KERTTU)

    assert (case.request.claimed_by, case.standing(AINO)) == (None, Standing.TRIAGE)


def test_the_last_who_can_read_it_does_not_step_aside() -> None:
    case = matched(named(), "aino", "onni", by=KERTTU)

    assert isinstance(case.refusal(KERTTU, RecuseFromRequest), LastReader)
    assert case.standing(KERTTU) in SEES_CONTENT


def test_whoever_is_not_the_last_may_step_aside() -> None:
    case = matched(named(), "aino", by=KERTTU)
    case.do(KERTTU, RecuseFromRequest)

    assert isinstance(case.refusal(ONNI, RecuseFromRequest), LastReader)


def test_another_unit_matches_nobody() -> None:
    assert isinstance(named().refusal(OLLI, MatchAvoidance, nobody=True), RequestUnknown)


def test_whom_to_avoid_may_be_told_later_and_is_unmatched_then() -> None:
    case = submitted()
    case.do(REQUESTER, AddDetails, details=Details(plea=RequestWords(avoid="Naapurini.")))

    plea = case.request.plea
    assert plea is not None
    assert reach_of(plea.reveal()).avoids
    assert not case.request.avoidance_matched
