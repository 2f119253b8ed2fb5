"""What becomes of a request when all that somebody holds is passed on?"""

from __future__ import annotations

import pytest

from tests.domain.given import (
    AINO,
    CATALOGUE,
    ENDINGS,
    KERTTU,
    ONNI,
    REFUSED_AFTER,
    Case,
    claimed,
    submitted,
)
from tests.domain.request.test_cover import away
from triage.errors.requests import NotAllowed, NotClaimed, RequestUnknown, UnknownWorker
from triage.notices.telling import Kind, Recipient, notices
from triage.request.commands.handling import ClaimRequest, RecuseFromRequest
from triage.request.commands.together.passing_on import PassOn


def passed(case: Case, to: str | None = "onni") -> tuple[str | None, str]:
    """Who has it afterwards, and what was recorded."""
    (kind,) = case.do(KERTTU, PassOn, holder="aino", worker=to)
    return case.request.claimed_by, kind


def test_a_colleague_of_the_unit_gets_it() -> None:
    assert passed(claimed(AINO)) == ("onni", "assigned")


def test_without_a_colleague_it_goes_back_to_the_queue() -> None:
    assert passed(claimed(AINO), None) == (None, "released")


def test_one_of_another_unit_does_not_get_it() -> None:
    assert passed(claimed(AINO), "olli") == (None, "released")


def test_who_stepped_aside_does_not_get_it() -> None:
    case = submitted()
    case.do(ONNI, RecuseFromRequest)
    case.do(AINO, ClaimRequest)
    assert passed(case) == (None, "released")


def test_who_is_away_does_not_get_it() -> None:
    case = claimed(AINO)
    case.absent = (away("onni", "aino"),)
    assert passed(case) == (None, "released")


@pytest.mark.parametrize("worker", ["aino", "ville", "nobody"])
def test_who_could_not_have_any_is_refused(worker: str) -> None:
    refusal = claimed(AINO).refusal(KERTTU, PassOn, holder="aino", worker=worker)
    assert isinstance(refusal, UnknownWorker)


def test_what_is_in_another_hand_stays_there() -> None:
    assert isinstance(claimed(ONNI).refusal(KERTTU, PassOn, holder="aino"), NotClaimed)
    assert isinstance(submitted().refusal(KERTTU, PassOn, holder="aino"), NotClaimed)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_has_ended_stays_as_it_is(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(KERTTU, PassOn, holder="aino")
    assert isinstance(refusal, REFUSED_AFTER[ending])


def test_a_coordinator_who_stepped_aside_passes_nothing_on() -> None:
    case = claimed(AINO)
    case.do(KERTTU, RecuseFromRequest)
    assert isinstance(case.refusal(KERTTU, PassOn, holder="aino"), RequestUnknown)


def test_a_worker_may_not() -> None:
    assert isinstance(claimed(AINO).refusal(ONNI, PassOn, holder="aino"), NotAllowed)


def test_the_unit_is_told_of_what_comes_back() -> None:
    case = claimed(AINO)
    passed(case, None)
    (told,) = notices(case.events[-1], lambda: case.request, CATALOGUE)
    assert (told.recipient, told.unit, told.kind) == (
        Recipient.UNIT,
        "perhesosiaalityo",
        Kind.NEW_IN_QUEUE,
    )
