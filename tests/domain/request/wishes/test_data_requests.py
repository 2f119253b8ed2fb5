"""Who may ask what about the own data, by when is it answered, and who reads what came of it?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from projections.views.data_requests import DataRequestsModel
from projections.views.request.request_shown import contents
from projections.views.request.trail import trail
from tests.domain.given import (
    AINO,
    ANTTI,
    CATALOGUE,
    ENDINGS,
    REQUESTER,
    TIINA,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
)
from triage.actors import Actor
from triage.codes import DataRequestKind, DataRequestOutcome, ReplyKind
from triage.errors.own_rights import DataRequestNotOpen, TooManyDataRequests
from triage.errors.requests import NotAllowed, RequestErased, WriterUnconfirmed
from triage.evidence.verdicts import WrongVerdict, judge
from triage.request.commands.alarming import PRESSING_BEYOND
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import EraseRequest
from triage.request.commands.own.data_requests import (
    OPEN_AT_MOST,
    AnswerDataRequest,
    MakeDataRequest,
)
from triage.request.commands.writer import MarkContactCompromised, ReplaceReceipt
from triage.request.events import DataRequested
from triage.time.calendar import a_month_after

COPY, CORRECTION = DataRequestKind.COPY, DataRequestKind.CORRECTION
DONE = DataRequestOutcome.DONE
DANGER = "Mieheni uhkaa tappaa minut."


def ask(case: Case, kind: DataRequestKind = COPY, **how: Any) -> tuple[str, ...]:
    return case.do(REQUESTER, MakeDataRequest, **{"kind": kind, "text": None, **how})


def answer(case: Case, number: int = 1, **how: Any) -> tuple[str, ...]:
    return case.do(TIINA, AnswerDataRequest, **{"number": number, "outcome": DONE, **how})


def asked(kind: DataRequestKind = COPY, **how: Any) -> Case:
    case = claimed()
    ask(case, kind, **how)
    return case


# -- the clock --


@pytest.mark.parametrize(
    ("moment", "last_day"),
    [
        (at(8, 9), date(2026, 10, 8)),
        # Helsinki's day counts, not UTC's.
        (at(8, 23, 59), date(2026, 10, 8)),
        (at(9, 0, 1), date(2026, 10, 9)),
        (datetime(2027, 1, 31, 12, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 12, 15, 12, tzinfo=UTC), date(2027, 1, 15)),
        (datetime(2026, 8, 31, 12, tzinfo=UTC), date(2026, 9, 30)),
    ],
)
def test_it_is_due_at_the_end_of_the_same_day_of_the_next_month(
    moment: datetime, last_day: date
) -> None:
    case = submitted(moment=moment)
    ask(case, moment=moment)

    (shown,) = case.own_view().data_requests
    assert shown.due_on == last_day
    assert shown.due_at == a_month_after(moment)


def test_the_change_of_the_clocks_does_not_move_the_end_of_the_day() -> None:
    before_october = datetime(2026, 10, 1, 12, tzinfo=UTC)

    assert a_month_after(before_october) == datetime(2026, 11, 1, 22, tzinfo=UTC)


def test_a_due_moment_that_is_another_is_found_out() -> None:
    case = asked()
    event = case.last(DataRequested)
    object.__setattr__(event, "due_at", at(30, 9))
    recorded = [*case.events[:-1], event]

    with pytest.raises(WrongVerdict, match="data request"):
        judge(recorded, {CATALOGUE.version: CATALOGUE}, case.now)


def test_a_true_one_is_judged_true() -> None:
    judge(asked().events, {CATALOGUE.version: CATALOGUE}, at(8, 10))


# -- asking --


@pytest.mark.parametrize("kind", DataRequestKind)
def test_everything_may_be_asked_and_the_promise_stays(kind: DataRequestKind) -> None:
    case = asked(kind)

    (shown,) = case.own_view().data_requests
    assert (shown.number, shown.kind, shown.answered_at) == (1, kind, None)
    assert len(case.request.promises) == 1


@pytest.mark.parametrize("end", ["withdrawn", "closed"])
def test_an_ended_request_may_be_asked_about_and_stays_ended(end: str) -> None:
    case = ENDINGS[end]()

    ask(case)

    assert case.request.ended and len(case.request.open_data_requests) == 1


def test_nothing_may_be_asked_after_an_erasure() -> None:
    refusal = erased().refusal(REQUESTER, MakeDataRequest, kind=COPY, text=None)

    assert isinstance(refusal, RequestErased)


def test_the_same_again_while_it_waits_is_the_same_one() -> None:
    case = asked(text="Kaikki kiitos.")

    assert ask(case, text="Kaikki kiitos.") == ()


def test_the_same_after_the_answer_is_another_one() -> None:
    case = asked()
    answer(case)

    ask(case)

    assert [each.number for each in case.request.open_data_requests] == [2]


def test_more_than_a_person_asks_is_refused() -> None:
    case = claimed()
    for number in range(OPEN_AT_MOST):
        ask(case, text=f"Kohta {number}")

    refusal = case.refusal(REQUESTER, MakeDataRequest, kind=COPY, text="Ja tämä.")

    assert isinstance(refusal, TooManyDataRequests)


def test_danger_gets_in_where_others_wait_already_and_is_looked_at() -> None:
    case = claimed()
    for number in range(OPEN_AT_MOST):
        ask(case, text=f"Kohta {number}")

    assert "data-requested" in ask(case, text="Haluan kuolla, tapan itseni tänään.")

    assert case.request.awaits_danger_look


def test_danger_gets_in_a_bounded_number_of_times() -> None:
    case = claimed()
    for number in range(OPEN_AT_MOST + PRESSING_BEYOND):
        ask(case, text=f"{DANGER} {number}")

    refusal = case.refusal(REQUESTER, MakeDataRequest, kind=COPY, text=DANGER)

    assert isinstance(refusal, TooManyDataRequests)


def test_what_is_refused_takes_no_ended_request_up_again() -> None:
    case = ENDINGS["closed"]()
    for number in range(OPEN_AT_MOST):
        ask(case, text=f"Kohta {number}")

    assert isinstance(case.refusal(REQUESTER, MakeDataRequest, kind=COPY), TooManyDataRequests)
    assert case.request.ended


def test_danger_in_it_is_looked_at_also_after_the_end() -> None:
    case = ENDINGS["closed"]()

    kinds = ask(case, CORRECTION, text=DANGER)

    assert kinds == ("reopened", "data-requested")
    assert case.request.awaits_danger_look


# -- answering --


def test_the_requester_reads_the_answer() -> None:
    case = asked()

    answer(case, outcome=DataRequestOutcome.PARTLY, text="Osa on salassa pidettävää.")

    (shown,) = case.own_view().data_requests
    assert (shown.outcome, shown.answer) == ("partly", "Osa on salassa pidettävää.")
    assert shown.answered_at == case.now


def test_only_the_officer_answers() -> None:
    case = asked()

    refusal = case.refusal(AINO, AnswerDataRequest, number=1, outcome=DONE)

    assert isinstance(refusal, NotAllowed)


@pytest.mark.parametrize("number", [0, 2])
def test_what_was_never_asked_cannot_be_answered(number: int) -> None:
    refusal = asked().refusal(TIINA, AnswerDataRequest, number=number, outcome=DONE)

    assert isinstance(refusal, DataRequestNotOpen)


def test_what_is_answered_is_not_answered_again() -> None:
    case = asked()
    answer(case)

    refusal = case.refusal(TIINA, AnswerDataRequest, number=1, outcome=DONE)

    assert isinstance(refusal, DataRequestNotOpen)


@pytest.mark.parametrize(
    ("actor", "doubt"), [(REQUESTER, ReplaceReceipt), (AINO, MarkContactCompromised)]
)
def test_nothing_is_answered_before_it_is_confirmed_who_writes(
    actor: Actor, doubt: type[Command]
) -> None:
    case = claimed()
    case.do(actor, doubt)
    ask(case)

    refusal = case.refusal(TIINA, AnswerDataRequest, number=1, outcome=DONE)

    assert isinstance(refusal, WriterUnconfirmed)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, writer_confirmed=True)
    assert answer(case) == ("data-request-answered",)


def test_the_officer_confirms_who_writes_where_nobody_replies_any_more() -> None:
    case = closed()
    case.do(REQUESTER, ReplaceReceipt)
    ask(case)

    assert answer(case, writer_confirmed=True) == ("writer-confirmed", "data-request-answered")
    assert not case.request.writer_unconfirmed


def test_an_answer_counts_as_no_answer_to_the_request() -> None:
    case = asked()

    answer(case)

    assert case.request.unanswered == (0,)


def test_erasing_leaves_nothing_to_answer_and_no_word() -> None:
    case = answered()
    ask(case, DataRequestKind.ERASURE, text="Poistakaa kaikki.")
    case.do(ANTTI, EraseRequest)

    assert case.request.open_data_requests == ()
    assert case.own_view().data_requests[0].text is None
    assert isinstance(case.refusal(TIINA, AnswerDataRequest, number=1, outcome=DONE), RequestErased)


# -- who sees what --


def test_the_holder_sees_what_waits_to_be_corrected_and_nothing_else_of_it() -> None:
    case = asked(CORRECTION, text="Nimi on väärin.")
    ask(case, text="Kopio, kiitos.")

    assert [each.text for each in contents(case.request, case.events).corrections] == [
        "Nimi on väärin."
    ]
    answer(case)
    assert contents(case.request, case.events).corrections == ()


def test_history_and_trail_tell_the_kind_and_no_word() -> None:
    case = asked(CORRECTION, text="Nimi on väärin.")
    answer(case, text="Korjattu on.")

    history = contents(case.request, case.events).history[-2:]
    told = trail("PA-7", case.events, (), names=True).events[-2:]

    assert [(each.kind, each.detail) for each in history] == [
        ("data-requested", "correction"),
        ("data-request-answered", "done"),
    ]
    assert [each.reason_code for each in told] == ["correction", "done"]
    assert "Nimi" not in repr((history, told)) and "Korjattu" not in repr((history, told))


def test_the_row_holds_what_waits_and_when_the_first_is_due() -> None:
    case = claimed()
    ask(case, moment=at(9, 9))
    ask(case, CORRECTION, moment=at(10, 9), text="Nimi on väärin.")
    answer(case)

    row = case.row(DataRequestsModel())

    assert (row["due_at"], len(row["waiting"])) == (a_month_after(at(10, 9)), 1)
    assert "Nimi" not in repr(row)


@pytest.mark.parametrize("end", ["answered", "erased"])
def test_the_row_of_what_waits_no_more_has_no_moment(end: str) -> None:
    case = asked()
    case.do(ANTTI, EraseRequest, despite_class_because="Syy") if end == "erased" else answer(case)

    assert (case.row(DataRequestsModel())["due_at"], case.row(DataRequestsModel())["waiting"]) == (
        None,
        [],
    )
