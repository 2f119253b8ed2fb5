"""Is the duty alerted until somebody acknowledges it, at its true moments, and not after that?"""

from datetime import datetime, timedelta

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    ONNI,
    REQUESTER,
    VILLE,
    Case,
    at,
    claimed,
    submitted,
)
from triage.actors import SYSTEM, Actor
from triage.codes import Outcome, ReplyKind, Urgency
from triage.errors.requests import AlreadyClaimed, NotClaimed
from triage.request.commands.clock.marking import RetractMarks
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.emergency import AcknowledgeAlert
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency, ClaimRequest, OpenRequest
from triage.request.enforcement import Step, next_due_at, undone
from triage.request.events import AlertRepeated, DutyAlerted, MarksRetracted
from triage.request.state.clock.duty_alert import DutyAlert
from workers.clock.clock_check import SKEW

DANGEROUS = "Mieheni uhkaa tappaa minut."
NIGHT = at(8, 22)


def at_night() -> Case:
    """Danger that came at ten in the evening: the duty is alerted."""
    return submitted(DANGEROUS, moment=NIGHT)


def repeats(case: Case) -> list[tuple[int, datetime]]:
    return [(each.number, each.due_at) for each in case.events if isinstance(each, AlertRepeated)]


def swept_every_minute(case: Case, minutes: int) -> Case:
    for minute in range(1, minutes + 1):
        case.sweep(NIGHT + timedelta(minutes=minute))
    return case


def test_pauses_grow_and_then_stay() -> None:
    case = swept_every_minute(at_night(), 130)

    assert repeats(case) == [
        (number, NIGHT + timedelta(minutes=minutes))
        for number, minutes in enumerate([5, 15, 35, 65, 95, 125], start=1)
    ]


def test_an_alert_is_never_silent_for_longer_than_half_an_hour() -> None:
    case = at_night()
    case.sweep(NIGHT + timedelta(days=30))

    due_at = next(due.due_at for due in undone(case.request) if due.step is Step.REPEAT_ALERT)
    assert due_at - case.now <= timedelta(minutes=30)


def test_what_a_sweep_came_too_late_for_is_told_once_and_at_its_true_moment() -> None:
    case = at_night()

    case.sweep(NIGHT + timedelta(minutes=70))

    assert repeats(case) == [(4, NIGHT + timedelta(minutes=65))]


def test_a_second_sweep_repeats_nothing() -> None:
    case = at_night()
    case.sweep(NIGHT + timedelta(minutes=5))

    assert case.sweep(NIGHT + timedelta(minutes=5)) == ()


def test_nothing_is_repeated_before_its_moment() -> None:
    assert at_night().sweep(NIGHT + timedelta(minutes=5, seconds=-1)) == ()


@pytest.mark.parametrize(
    ("number", "minutes"), [(0, 0), (1, 5), (2, 15), (3, 35), (4, 65), (5, 95), (50, 1445)]
)
def test_the_last_one_due_is_the_one_whose_moment_has_come(number: int, minutes: int) -> None:
    alert = DutyAlert(since=NIGHT, pause=timedelta(minutes=5))
    moment = NIGHT + timedelta(minutes=minutes)

    assert alert.repeat_at(number) == moment
    assert alert.last_due(moment) == number
    assert alert.last_due(moment - timedelta(seconds=1)) == max(number - 1, 0)


def test_a_long_first_pause_is_the_longest() -> None:
    alert = DutyAlert(since=NIGHT, pause=timedelta(hours=1))

    assert alert.repeat_at(3) == NIGHT + timedelta(hours=3)


# -- who acknowledges --


@pytest.mark.parametrize("actor", [VILLE, KERTTU])
def test_the_duty_and_the_coordinator_acknowledge_and_the_look_still_waits(actor: Actor) -> None:
    case = at_night()

    assert case.do(actor, AcknowledgeAlert) == ("alert-acknowledged",)
    assert "alert-repeated" not in case.sweep(NIGHT + timedelta(hours=5))
    assert case.request.awaits_look


def test_the_holder_acknowledges() -> None:
    case = at_night()
    case.do(AINO, ClaimRequest)

    assert case.do(AINO, AcknowledgeAlert) == ("alert-acknowledged",)


def test_a_claim_is_no_acknowledgement() -> None:
    case = at_night()
    case.do(AINO, ClaimRequest)

    assert case.sweep(NIGHT + timedelta(minutes=5)) == ("alert-repeated",)


def test_who_does_not_hold_the_request_claims_it_first() -> None:
    assert type(at_night().refusal(AINO, AcknowledgeAlert)) is NotClaimed


def test_a_colleague_who_opened_it_does_not_acknowledge_for_the_holder() -> None:
    case = at_night()
    case.do(AINO, ClaimRequest)
    case.do(ONNI, OpenRequest)

    assert type(case.refusal(ONNI, AcknowledgeAlert)) is AlreadyClaimed


def test_acknowledging_twice_says_nothing_more() -> None:
    case = at_night()
    case.do(VILLE, AcknowledgeAlert)

    assert case.do(VILLE, AcknowledgeAlert) == ()


@pytest.mark.parametrize("level", [Urgency.NORMAL, Urgency.URGENT])
def test_a_look_is_an_acknowledgement(level: Urgency) -> None:
    case = at_night()
    case.do(AINO, AssessUrgency, level=level)

    assert "alert-repeated" not in case.sweep(NIGHT + timedelta(hours=5))


def test_an_answer_to_danger_is_an_acknowledgement() -> None:
    case = at_night()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert case.request.alert is None


def test_a_closed_request_alerts_nobody() -> None:
    case = at_night()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE)

    assert "alert-repeated" not in case.sweep(NIGHT + timedelta(hours=5))


# -- emergencies --


def declared(by: Actor = AINO, moment: datetime | None = None) -> Case:
    case = claimed()
    case.do(by, AssessUrgency, level=Urgency.EMERGENCY, moment=moment)
    return case


def test_an_emergency_alerts_the_duty_also_while_everybody_is_at_work() -> None:
    assert declared(moment=at(8, 10)).last(DutyAlerted).timestamp == at(8, 10)


def test_the_duty_who_says_so_is_not_alerted() -> None:
    case = at_night()
    case.do(VILLE, AssessUrgency, level=Urgency.EMERGENCY)

    assert case.kinds.count("duty-alerted") == 1
    assert case.request.alert is None


def test_the_look_that_declares_it_does_not_acknowledge_it() -> None:
    assert declared().request.alert is not None


def test_the_same_emergency_said_again_acknowledges_it_and_alerts_nobody() -> None:
    case = declared()

    assert case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY) == ("urgency-assessed",)
    assert case.request.alert is None


def test_an_answer_does_not_acknowledge_an_emergency_for_the_duty() -> None:
    case = declared(moment=at(8, 10))
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert "alert-repeated" in case.sweep(at(8, 10, 5))


def test_danger_during_an_alert_begins_no_second_one() -> None:
    case = at_night()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=NIGHT + timedelta(minutes=3))

    assert case.sweep(NIGHT + timedelta(minutes=5)) == ("alert-repeated",)


# -- a wrong clock --


def test_what_a_clock_ahead_repeated_is_taken_back_and_made_at_its_moment() -> None:
    case = at_night()
    right = NIGHT + timedelta(minutes=1)
    case.sweep(NIGHT + timedelta(hours=3))
    case.do(SYSTEM, RetractMarks, moment=right, until=right + SKEW)

    retracted = case.last(MarksRetracted).versions
    assert case.last(AlertRepeated).originator_version in retracted
    assert next_due_at(case.request) == NIGHT + timedelta(minutes=5)


def test_what_a_clock_ahead_repeated_stands_where_its_moment_had_come() -> None:
    case = at_night()
    case.sweep(NIGHT + timedelta(minutes=5))
    case.sweep(NIGHT + timedelta(hours=3))
    right = NIGHT + timedelta(minutes=6)
    case.do(SYSTEM, RetractMarks, moment=right, until=right + SKEW)

    assert case.request.next_repeat == 2
