"""What becomes of marks that a wrong clock made? They are retracted and made at their moment."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.domain.given import (
    AINO,
    ANTTI,
    KERTTU,
    REQUESTER,
    TIINA,
    Case,
    answered,
    at,
    claimed,
    submitted,
)
from triage.actors import SYSTEM
from triage.codes import ReplyKind, Urgency
from triage.errors.requests import NotAllowed
from triage.request.commands.clock.marking import RetractMarks
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.handling import AssessUrgency
from triage.request.enforcement import marks_hold_from, next_due_at
from triage.request.events import LookOverdue, MarksRetracted, PromiseMissed, Reminded
from triage.request.need_to_know import Standing
from workers.clock.clock_check import SKEW

# Submitted on Tuesday the 8th at nine: looks at 11 and 13, reminder on Wednesday at 14,
# escalation on Thursday at 12, breach at Thursday's midnight.
WRONG = at(14, 10)
RIGHT = at(8, 10)
ALL = ("look-overdue", "look-overdue", "reminded", "escalated", "promise-missed")
DANGEROUS = "Mieheni uhkaa tappaa minut."


def retract(case: Case, moment: datetime = RIGHT) -> tuple[str, ...]:
    return case.do(SYSTEM, RetractMarks, moment=moment, until=moment + SKEW)


def marked(case: Case | None = None) -> Case:
    """A request that a clock six days ahead swept, and then a right one retracted."""
    case = case or submitted()
    assert case.sweep(WRONG) == ALL
    assert retract(case) == ("marks-retracted",)
    return case


def test_every_step_is_made_again_at_its_true_moment() -> None:
    case = marked()

    found = [case.sweep(moment) for moment in (at(8, 13), at(9, 14), at(10, 12), at(11, 0))]

    assert found == [ALL[:2], ALL[2:3], ALL[3:4], ALL[4:]]


def test_nothing_is_due_before() -> None:
    case = marked()

    assert next_due_at(case.request) == at(8, 11)


def test_the_retraction_names_the_versions() -> None:
    case = submitted()
    case.sweep(WRONG)
    versions = tuple(each.originator_version for each in case.events if each.kind() in ALL)

    retract(case)

    assert case.last(MarksRetracted).versions == versions


def test_an_answer_after_it_is_in_the_promise() -> None:
    case = marked(claimed())
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (case.sweep(at(25, 9)), case.request.first.missed) == ((), False)


def test_marks_on_a_promise_that_was_answered_meanwhile_are_retracted_too() -> None:
    case = claimed()
    case.sweep(WRONG)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=RIGHT)

    retract(case, at(11, 9))

    # The looks were truly overdue by then.
    assert [case.stored[each - 1].topic for each in case.last(MarksRetracted).versions] == [
        "help-request.reminded",
        "help-request.escalated",
        "help-request.promise-missed",
    ]


def test_what_had_truly_fallen_due_stands() -> None:
    case = submitted()
    case.sweep(WRONG)

    retract(case, at(10, 9))

    reminded = case.last(Reminded)
    assert reminded.originator_version not in case.last(MarksRetracted).versions
    assert case.sweep(at(10, 12)) == ("escalated",)


@pytest.mark.parametrize("moment", [WRONG, at(11, 0), at(21, 9)])
def test_what_a_right_clock_marked_stands(moment: datetime) -> None:
    case = submitted()
    case.sweep(WRONG)

    assert retract(case, moment) == ()


def test_a_second_time_retracts_nothing() -> None:
    case = marked()

    assert retract(case) == ()


def test_marks_can_be_retracted_again_when_the_clock_is_wrong_again() -> None:
    case = marked()
    case.sweep(WRONG)

    assert retract(case) == ("marks-retracted",)
    assert case.sweep(at(9, 14)) == ALL[:3]


def test_a_false_escalation_gives_the_coordinator_nothing_any_more() -> None:
    case = claimed()
    case.sweep(WRONG)
    escalated = case.standing(KERTTU)

    retract(case)

    assert (escalated, case.standing(KERTTU)) == (Standing.INTAKE, Standing.COLLEAGUE)


def test_marks_of_a_follow_up_are_retracted() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(9, 9))
    case.sweep(at(21, 9))

    retract(case, at(9, 10))

    follow_up = case.request.current
    assert not follow_up.marked
    assert case.sweep(at(21, 9)) == ("reminded", "escalated", "promise-missed")


def test_a_look_that_was_brought_on_since_keeps_its_own_marks() -> None:
    case = submitted()
    case.sweep(WRONG)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(8, 9, 30))
    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(8, 9, 31))
    case.sweep(at(8, 10, 40))
    late = case.last(LookOverdue)

    retract(case, at(8, 10, 45))

    assert late.told in case.request.look_told
    assert "look-overdue" not in case.sweep(at(8, 10, 46))


def test_until_when_a_mark_may_be_wrong_is_known() -> None:
    case = submitted()
    before = marks_hold_from(case.request)
    case.sweep(WRONG)
    marked_until = marks_hold_from(case.request)
    retract(case)

    assert (before, marked_until, marks_hold_from(case.request)) == (None, at(11, 0), None)


def test_a_person_is_known_to_have_acted_and_the_clock_is_not() -> None:
    case = submitted()
    case.sweep(WRONG)
    untouched = case.request.acted_at
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(8, 11))

    assert (untouched, case.request.acted_at) == (at(8, 9), at(8, 11))


def test_an_act_at_an_earlier_moment_hides_no_later_one() -> None:
    case = submitted()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(9, 11))
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL, moment=at(8, 11))

    assert case.request.acted_at == at(9, 11)


@pytest.mark.parametrize("actor", [AINO, KERTTU, TIINA, REQUESTER])
def test_nobody_else_retracts(actor: object) -> None:
    refusal = submitted().refusal(actor, RetractMarks, until=RIGHT)  # type: ignore[arg-type]

    assert type(refusal) is NotAllowed


def test_the_administrator_does_by_own_name() -> None:
    case = submitted()
    case.sweep(WRONG)

    case.do(ANTTI, RetractMarks, moment=RIGHT, until=RIGHT + SKEW)

    assert case.last(MarksRetracted).by.username == "antti"


def test_both_verdicts_stay_in_the_log() -> None:
    case = marked()
    case.sweep(at(11, 0))

    missed = [each for each in case.events if isinstance(each, PromiseMissed)]

    assert [(each.breached_at, each.timestamp) for each in missed] == [
        (at(11, 0), WRONG),
        (at(11, 0), at(11, 0)),
    ]


def test_nothing_is_retracted_once_that_moment_has_come() -> None:
    """The clock may have leapt since it was looked at."""
    case = submitted()
    case.sweep(WRONG)

    assert case.do(SYSTEM, RetractMarks, moment=at(14, 9), until=RIGHT + SKEW) == ()
