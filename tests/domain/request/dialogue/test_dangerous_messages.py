"""What does danger in a later message set going, whatever was said before?"""

from datetime import datetime

import pytest

from tests.domain.given import AINO, KERTTU, REQUESTER, Case, answered, at, claimed, submitted
from triage.codes import Outcome, ReplyKind, State, Urgency
from triage.errors.requests import NotLookedAt
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.enforcement import Step, undone
from triage.request.events import LookOverdue
from triage.request.need_to_know import Standing

DANGEROUS = "Mieheni uhkaa tappaa minut."


def test_words_of_danger_flag_the_request_anew() -> None:
    case = answered()

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert case.request.flagged


def test_calm_words_take_no_flag_away() -> None:
    case = submitted(DANGEROUS)

    case.do(REQUESTER, WriteMessage, text="Kaikki on hyvin.")

    assert case.request.flagged


def test_danger_after_a_calm_look_wants_a_new_one() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert (case.request.urgency, case.request.pressing) == (None, True)


def test_danger_lowers_nothing_that_a_human_has_called_an_emergency() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert case.request.urgency == "emergency"


@pytest.mark.parametrize(
    ("hour", "minute", "alerted"), [(10, 0, False), (15, 31, True), (23, 0, True)]
)
def test_danger_alerts_the_duty_when_nobody_is_there_to_look(
    hour: int, minute: int, alerted: bool
) -> None:
    case = answered()

    kinds = case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(14, hour, minute))

    assert ("duty-alerted" in kinds) is alerted


def test_calm_words_alert_nobody_at_night() -> None:
    case = answered()

    assert case.do(REQUESTER, WriteMessage, moment=at(14, 23)) == ("message-received",)


# -- the look --


def looked_at() -> Case:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    return case


def test_danger_after_a_look_is_looked_at_within_half_an_hour() -> None:
    case = looked_at()

    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(8, 10))

    assert case.request.look_due_at == at(8, 10, 30)


def test_a_look_that_nobody_takes_is_told_again() -> None:
    case = submitted()
    case.sweep(at(8, 14))
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(9, 10))

    case.sweep(at(9, 11))

    told = [(each.told, each.due_at) for each in case.events if isinstance(each, LookOverdue)]
    assert told[2:] == [("substitute", at(9, 10, 30)), ("coordinator", at(9, 11))]


# Submitted at nine: somebody looks by eleven, the coordinator is told at one.
@pytest.mark.parametrize(
    ("moment", "steps"),
    [
        (at(8, 10, 25), [at(8, 10, 55), at(8, 11, 25)]),
        (at(8, 10, 45), [at(8, 11), at(8, 11, 45)]),
        (at(8, 12), [at(8, 12, 30), at(8, 13)]),
        (at(8, 14), [at(8, 14, 30), at(8, 15)]),
    ],
    ids=["sooner", "later", "overdue", "told to everybody"],
)
def test_danger_brings_each_step_of_a_look_forward_and_puts_none_off(
    moment: datetime, steps: list[datetime]
) -> None:
    case = submitted()
    case.sweep(moment)

    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=moment)

    looks = (Step.TELL_SUBSTITUTE, Step.TELL_COORDINATOR)
    assert [due.due_at for due in undone(case.request) if due.step in looks] == steps


def test_the_coordinator_has_what_nobody_has_looked_at_in_time() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(REQUESTER, WriteMessage, text=DANGEROUS, moment=at(8, 10))

    case.sweep(at(8, 11))

    assert case.standing(KERTTU) is Standing.INTAKE


def test_a_message_that_shows_danger_is_not_closed_unseen() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert type(case.refusal(AINO, CloseRequest, outcome=Outcome.ADVICE)) is NotLookedAt


def test_calm_words_want_no_new_look() -> None:
    case = looked_at()

    case.do(REQUESTER, WriteMessage, text="Kaikki on hyvin.")

    assert case.request.look_due_at is None


def test_a_look_is_waited_for_though_somebody_has_the_request_in_hand() -> None:
    case = answered()

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert (case.request.state, case.request.look_due_at is None) == (State.CLAIMED, False)


def test_an_answer_is_the_look_at_a_dangerous_message() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert case.request.look_due_at is None


def test_a_holding_reply_is_no_look() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)

    assert case.request.look_due_at is not None


def test_nobody_can_take_a_dangerous_message_back_unseen() -> None:
    case = looked_at()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    case.do(REQUESTER, WithdrawRequest)

    assert case.request.state is State.CLAIMED


def test_danger_in_the_reason_of_a_withdrawal_keeps_the_request_for_a_look() -> None:
    case = looked_at()

    case.do(REQUESTER, WithdrawRequest, because=DANGEROUS)

    assert (case.request.state, case.request.look_due_at is None) == (State.CLAIMED, False)
    assert case.request.withdrawn_at is not None
