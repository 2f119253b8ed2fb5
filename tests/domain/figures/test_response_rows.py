"""What does the audit of response times remember of one request?"""

import pytest

from projections.figures.response_times import share
from tests.domain.figures.counting import ARRIVED, BREACH, MODEL, TARGET, UNIT
from tests.domain.given import (
    AINO,
    ANTTI,
    OLLI,
    REQUESTER,
    answered,
    at,
    claimed,
    closed,
    submitted,
    withdrawn,
)
from triage.codes import Outcome, ReplyKind
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import (
    CloseRequest,
    EraseRequest,
    ReopenRequest,
    WithdrawRequest,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer


def test_the_row_holds_the_first_promise_and_its_answer() -> None:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(9, 9))
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    row = case.row(MODEL)

    assert (row["submitted_at"], row["target_at"], row["breach_at"], row["answered_at"]) == (
        ARRIVED,
        TARGET,
        BREACH,
        at(9, 9),
    )


def test_later_messages_are_remembered_apart() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(15, 9))
    case.do(REQUESTER, WriteMessage, moment=at(16, 9))
    case.do(AINO, CloseRequest, outcome=Outcome.ADVICE, moment=at(16, 10))

    follow_ups = case.row(MODEL)["follow_ups"]

    # Promised, breached, answered, settled.
    assert follow_ups == [
        [each.isoformat() for each in (at(14, 9), at(17, 0), at(15, 9), at(16, 10))],
        [at(16, 9).isoformat(), at(19, 0).isoformat(), None, at(16, 10).isoformat()],
    ]


def test_the_unit_that_answered_answers_for_it() -> None:
    case = answered()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert case.row(MODEL)["unit"] == UNIT


def test_the_unit_that_has_it_answers_for_what_nobody_answered() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert case.row(MODEL)["unit"] == "neuvola"


def test_a_withdrawal_that_has_not_taken_effect_ends_nothing() -> None:
    case = submitted()
    case.do(REQUESTER, WithdrawRequest)

    assert case.row(MODEL)["ended_at"] is None


def test_a_withdrawn_request_ended_when_it_was_withdrawn() -> None:
    case = withdrawn()
    withdrawn_at = case.now
    case.do(AINO, CloseRequest, outcome=Outcome.WITHDRAWN)

    assert case.row(MODEL)["ended_at"] == withdrawn_at


def test_a_closed_request_ended_when_it_was_closed() -> None:
    case = closed()

    assert case.row(MODEL)["ended_at"] == case.now


def test_an_erased_request_ended_with_its_keys() -> None:
    case = submitted()

    case.do(ANTTI, EraseRequest)

    assert case.row(MODEL)["ended_at"] == case.now


def test_a_reopened_request_has_not_ended() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert case.row(MODEL)["ended_at"] is None


def test_no_row_tells_of_a_person() -> None:
    assert "aino" not in repr(answered().row(MODEL))


@pytest.mark.parametrize(
    ("kept", "of", "told"),
    [
        (229, 230, 0.9957),
        (99_999, 100_000, 0.9999),
        (1, 100_000, 0.0001),
        (7, 7, 1.0),
        (0, 7, 0.0),
        (0, 0, None),
    ],
)
def test_a_share_is_one_or_nought_only_where_it_is_exactly_that(
    kept: int, of: int, told: float | None
) -> None:
    assert share(kept, of) == told


def test_urgency_outcome_and_advice_are_remembered() -> None:
    case = answered()
    case.do(AINO, CloseRequest, outcome=Outcome.NO_SERVICE, moment=at(16, 10))

    row = case.row(MODEL)

    assert (row["outcome"], row["consulted_at"], row["look_late_at"]) == ("no-service", None, None)


def test_what_was_withdrawn_ended_so() -> None:
    assert withdrawn().row(MODEL)["outcome"] == "withdrawn"
