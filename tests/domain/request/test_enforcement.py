"""Does the clock's work record each step once, at its true moment, however late it comes?"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
)
from triage.actors import SYSTEM
from triage.codes import Outcome, ReplyKind, Urgency
from triage.errors.requests import NotAllowed
from triage.request.commands.clock.marking import EnforceClock
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.enforcement import Step, next_due_at, undone
from triage.request.events import Escalated, LookOverdue, PromiseMissed, Reminded
from triage.request.need_to_know import Standing

MOMENT_BEFORE = timedelta(microseconds=1)
DANGEROUS = "Mieheni uhkaa tappaa minut."
# Submitted on Tuesday the 8th at nine: looks at 11 and 13, reminder on Wednesday at 14,
# escalation on Thursday at 12, breach at Thursday's midnight.
STEPS = [
    (at(8, 11), ("look-overdue",)),
    (at(8, 13), ("look-overdue",)),
    (at(9, 14), ("reminded",)),
    (at(10, 12), ("escalated",)),
    (at(11, 0), ("promise-missed",)),
]


def looked_at() -> Case:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    return case


@pytest.mark.parametrize(("moment", "kinds"), STEPS)
def test_a_step_is_recorded_at_its_moment(moment: datetime, kinds: tuple[str, ...]) -> None:
    case = submitted()
    case.sweep(moment - MOMENT_BEFORE)

    assert case.sweep(moment) == kinds


@pytest.mark.parametrize("moment", [moment for moment, _ in STEPS])
def test_nothing_happens_before_its_moment(moment: datetime) -> None:
    case = submitted()
    case.sweep(moment - MOMENT_BEFORE)

    assert case.sweep(moment - MOMENT_BEFORE) == ()


@pytest.mark.parametrize("moment", [moment for moment, _ in STEPS])
def test_a_second_sweep_records_nothing(moment: datetime) -> None:
    case = submitted()
    case.sweep(moment)

    assert case.sweep(moment) == ()


def test_after_a_week_of_downtime_each_step_is_recorded_once_in_order() -> None:
    case = submitted()

    assert case.sweep(at(15, 9)) == (
        "look-overdue",
        "look-overdue",
        "reminded",
        "escalated",
        "promise-missed",
    )


def test_after_a_week_of_downtime_the_true_moments_stand_beside_the_noticed_one() -> None:
    case = submitted()

    case.sweep(at(15, 9))

    missed = case.last(PromiseMissed)
    assert (
        case.last(LookOverdue).due_at,
        case.last(Reminded).due_at,
        case.last(Escalated).due_at,
        missed.breached_at,
        missed.timestamp,
    ) == (at(8, 13), at(9, 14), at(10, 12), at(11, 0), at(15, 9))


def test_nothing_is_ever_due_after_the_last_step() -> None:
    case = submitted()

    case.sweep(at(11, 0))

    assert next_due_at(case.request) is None


def test_the_next_moment_is_that_of_the_earliest_step() -> None:
    assert next_due_at(submitted().request) == at(8, 11)


# -- looks --


def test_the_substitute_is_told_before_the_coordinator() -> None:
    case = submitted()

    case.sweep(at(8, 13))

    told = [event.told for event in case.events if isinstance(event, LookOverdue)]
    assert told == ["substitute", "coordinator"]


def test_danger_is_told_within_half_an_hour_and_again_after_another() -> None:
    looks = [
        due.due_at
        for due in undone(submitted(DANGEROUS).request)
        if due.step in (Step.TELL_SUBSTITUTE, Step.TELL_COORDINATOR)
    ]

    assert looks == [at(8, 9, 30), at(8, 10)]


def test_a_look_ends_the_telling() -> None:
    assert looked_at().sweep(at(8, 14)) == ()


def test_an_answer_is_a_look_too() -> None:
    assert answered().sweep(at(8, 14)) == ()


def test_a_claim_is_no_look() -> None:
    assert claimed().sweep(at(8, 14)) == ("look-overdue", "look-overdue")


def test_a_closed_request_wants_no_look() -> None:
    case = submitted()
    case.do(AINO, CloseRequest, outcome=Outcome.SPAM)

    assert case.sweep(at(8, 14)) == ()


# -- promises --


def test_an_answer_in_time_leaves_nothing_to_enforce() -> None:
    case = answered()

    assert case.sweep(at(20, 9)) == ()


def test_a_holding_reply_stops_no_clock() -> None:
    case = looked_at()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)

    assert case.sweep(at(11, 0)) == ("reminded", "escalated", "promise-missed")


def test_a_late_answer_still_records_the_miss_with_its_true_moment() -> None:
    case = looked_at()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(14, 10))

    kinds = case.sweep(at(15, 9))

    assert (kinds, case.last(PromiseMissed).breached_at) == (("promise-missed",), at(11, 0))


def test_a_late_answer_ends_the_nagging() -> None:
    case = looked_at()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(10, 13))

    assert case.sweep(at(15, 9)) == ()


@pytest.mark.parametrize("ended", [closed, erased])
def test_an_answered_request_that_ended_is_left_alone(ended: Callable[[], Case]) -> None:
    assert ended().sweep(at(25, 9)) == ()


def test_a_follow_up_is_reported_apart_from_the_first_answer() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    case.sweep(at(17, 9))

    missed = case.last(PromiseMissed)
    assert (missed.promise_number, missed.breached_at) == (1, at(17, 0))


def test_two_late_promises_are_both_recorded() -> None:
    case = looked_at()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(14, 9))
    case.do(REQUESTER, WriteMessage, moment=at(14, 10))

    case.sweep(at(21, 9))

    missed = [each for each in case.events if isinstance(each, PromiseMissed)]
    assert [(each.promise_number, each.breached_at) for each in missed] == [
        (0, at(11, 0)),
        (1, at(17, 0)),
    ]


# -- escalation --


def test_an_escalated_request_is_the_coordinators_too() -> None:
    case = claimed()

    case.sweep(at(10, 12))

    assert case.standing(KERTTU) is Standing.INTAKE


def test_escalation_leaves_the_worker_in_charge() -> None:
    case = claimed()

    case.sweep(at(10, 12))

    assert case.request.claimed_by == "aino"


def test_an_answer_ends_the_escalation() -> None:
    case = claimed()
    case.sweep(at(10, 12))

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert case.standing(KERTTU) is Standing.COLLEAGUE


@pytest.mark.parametrize("first", [ReplyKind.ANSWER, None], ids=["follow-up", "first answer"])
def test_closing_ends_the_escalation(first: ReplyKind | None) -> None:
    case = claimed()
    if first:
        case.do(AINO, ReplyToRequester, reply_kind=first)
        case.do(REQUESTER, WriteMessage)
    case.sweep(at(10, 13))

    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE if first else Outcome.SPAM)

    assert not case.request.escalated


def test_only_the_service_itself_enforces_the_clock() -> None:
    assert type(submitted().refusal(KERTTU, EnforceClock)) is NotAllowed


def test_enforcement_is_recorded_as_the_services_own() -> None:
    case = submitted()

    case.sweep(at(11, 0))

    assert case.last(PromiseMissed).by == SYSTEM.by()
