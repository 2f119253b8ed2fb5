"""Which members of staff does each event tell themselves?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    OLLI,
    ONNI,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    submitted,
)
from tests.domain.request.test_cover import away
from triage.codes import Basis, ReplyKind, Urgency
from triage.notices.kinds import Kind
from triage.notices.people import TELLING_PEOPLE, People, people_told
from triage.request.commands.circumstances.avoidance import MatchAvoidance
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.handling import AssessUrgency, AssignRequest, RecuseFromRequest
from triage.request.commands.transfer import OfferTransfer, RefuseTransfer
from triage.request.events import DutyAlerted, Reminded, RequestEvent, Routed
from triage.request.words import RequestWords

AWAY = (away("aino", "onni"),)
PROMISE_BROKEN = at(11, 0, 1)


def told(case: Case, since: int = 0) -> list[tuple[str, Kind]]:
    """Whom the events from this place on tell."""
    return [each for event in case.events[since:] for each in told_of(case, event)]


def told_of(case: Case, event: RequestEvent) -> list[tuple[str, Kind]]:
    people = people_of(case)
    return [(each.username, each.kind) for each in people_told(event, lambda: case.request, people)]


def people_of(case: Case) -> People:
    return People(
        workers={
            "perhesosiaalityo": frozenset({"aino", "onni"}),
            "neuvola": frozenset({"olli", "outi"}),
        },
        supervisors={"perhesosiaalityo": frozenset({"sanna"})},
        coordinators=frozenset({"kerttu"}),
        cover=case.cover,
    )


def test_who_got_a_request_is_told_but_not_who_took_one() -> None:
    case = submitted()
    case.do(KERTTU, AssignRequest, worker="onni")
    assert told(case) == [("onni", Kind.ASSIGNMENT)]
    case = submitted()
    case.do(ONNI, AssignRequest, worker="onni")
    assert told(case) == []


def test_an_emergency_tells_who_has_it() -> None:
    case = claimed(AINO)
    case.do(KERTTU, RecuseFromRequest)
    case.absent = AWAY
    case.do(ONNI, AssessUrgency, level=Urgency.EMERGENCY)
    case.absent = ()
    assert told(case) == [("aino", Kind.EMERGENCY)]


def test_an_emergency_that_nobody_has_tells_the_units_workers_but_who_said_so() -> None:
    case = submitted()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    assert told(case) == [("onni", Kind.EMERGENCY)]
    case.absent = (away("onni", "aino"),)
    assert told(case) == []


def test_what_is_no_emergency_tells_nobody() -> None:
    case = submitted()
    case.do(AINO, AssessUrgency, level=Urgency.URGENT)
    assert told(case) == []


def test_a_new_message_tells_who_has_it_and_nobody_of_what_is_free() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage)
    assert told(case)[-1:] == [("aino", Kind.NEW_MESSAGE)]
    case = submitted()
    case.do(REQUESTER, WriteMessage)
    assert told(case) == []


def test_an_offer_tells_the_workers_of_its_unit_who_are_at_work() -> None:
    case = claimed(AINO)
    case.absent = (away("outi", "olli"),)
    case.do(AINO, OfferTransfer, unit="neuvola", basis=Basis.CONSENT)
    assert told(case) == [("olli", Kind.OFFER)]


def test_an_offer_tells_nobody_whom_the_requester_avoids() -> None:
    case = claimed(AINO, plea=RequestWords(message="Apua.", avoid="Olli neuvolasta"))
    case.do(AINO, MatchAvoidance, workers=("olli",))
    case.do(AINO, OfferTransfer, unit="neuvola", basis=Basis.CONSENT)
    assert told(case) == [("outi", Kind.OFFER)]


def test_an_offer_that_is_refused_tells_who_has_it() -> None:
    case = claimed(AINO)
    case.do(AINO, OfferTransfer, unit="neuvola", basis=Basis.CONSENT)
    case.do(OLLI, RefuseTransfer)
    assert told(case)[-1] == ("aino", Kind.OFFER)


def test_a_reminder_tells_who_has_it() -> None:
    case = claimed(AINO)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.sweep(at(10, 16))
    assert told_of(case, case.last(Reminded)) == [("aino", Kind.REMINDER)]


@pytest.mark.parametrize(
    ("substitute", "expected"),
    [("onni", ["onni"]), ("kerttu", ["kerttu"]), ("olli", ["onni"]), ("gone", ["onni"])],
)
def test_of_who_is_away_those_who_stand_in_are_told(substitute: str, expected: list[str]) -> None:
    case = claimed(AINO)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.sweep(at(10, 16))
    case.absent = (away("aino", substitute),)
    assert [name for name, _ in told_of(case, case.last(Reminded))] == expected


def test_who_stepped_aside_is_not_told_as_a_substitute() -> None:
    case = claimed(AINO)
    case.do(ONNI, RecuseFromRequest)
    case.sweep(at(10, 16))
    case.absent = AWAY
    assert [name for name, _ in told_of(case, case.last(Reminded))] == ["kerttu"]


def test_a_look_that_is_late_tells_who_has_it() -> None:
    case = claimed(AINO)
    case.sweep(at(8, 11, 30))
    assert told(case) == [("aino", Kind.REMINDER)]


def test_a_missed_promise_tells_the_supervisor() -> None:
    case = claimed(AINO)
    case.sweep(PROMISE_BROKEN)
    assert ("sanna", Kind.PROMISE_MISSED) in told(case)


def test_a_promise_that_was_kept_tells_no_supervisor() -> None:
    case = claimed(AINO)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.sweep(PROMISE_BROKEN)
    assert "sanna" not in [name for name, _ in told(case)]


def test_what_is_not_in_the_table_tells_nobody() -> None:
    case = answered()
    others = [each for each in case.events if not isinstance(each, TELLING_PEOPLE)]
    assert others and not any(told_of(case, each) for each in others)


def test_an_offer_tells_first_who_is_on_duty_in_the_unit() -> None:
    case = claimed(AINO)
    case.do(AINO, OfferTransfer, unit="neuvola", basis=Basis.CONSENT)
    event = case.events[-1]
    for on_duty, expected in (({"outi"}, ["outi"]), ({"maria"}, ["olli", "outi"])):
        assert on_duty_told(case, event, {"neuvola": frozenset(on_duty)}) == expected


def test_what_is_new_in_the_queue_tells_who_is_on_duty_there() -> None:
    case = submitted()
    assert on_duty_told(case, case.last(Routed), {"perhesosiaalityo": frozenset({"aino"})}) == [
        "aino"
    ]
    assert on_duty_told(case, case.last(Routed), {}) == []


def test_an_alert_tells_who_is_on_duty_but_whom_the_requester_avoids() -> None:
    plea = RequestWords(message="Apua.", avoid="Päivystyksen Ville")
    case = submitted(plea=plea)
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)
    on_duty = {"sosiaalipaivystys": frozenset({"ville"})}
    alert = case.last(DutyAlerted)
    assert on_duty_told(case, alert, on_duty) == ["ville"]
    case.do(AINO, MatchAvoidance, workers=("ville",))
    assert on_duty_told(case, alert, on_duty) == []


def on_duty_told(case: Case, event: RequestEvent, on_duty: dict[str, frozenset[str]]) -> list[str]:
    people = replace(people_of(case), on_duty=on_duty, duty_unit="sosiaalipaivystys")
    return [each.username for each in people_told(event, lambda: case.request, people)]
