"""What becomes of words of danger in details that are refused?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.given import AINO, REQUESTER, Case, closed, submitted
from triage.codes import ReplyKind
from triage.errors.requests import DetailsRefused, RequestClosed, TooManyMessages
from triage.request.commands.alarming import PRESSING_BEYOND
from triage.request.commands.dialogue import (
    MESSAGES_THAT_MAY_WAIT,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.own.details import AddDetails, KeepRefusedWords
from triage.request.details import Details
from triage.request.events import MessageReceived
from triage.request.words import RequestWords
from triage.text.personal import Personal

DANGEROUS = "Haluan kuolla, tapan itseni tänään."
TOLD = RequestWords(message="Apua.", avoid="Tätini")


def keep(case: Case, **words: Any) -> tuple[str, ...]:
    return case.do(REQUESTER, KeepRefusedWords, details=Details(plea=RequestWords(**words)))


def test_what_is_refused_and_shows_danger_is_a_message_and_looked_at() -> None:
    case = submitted(plea=TOLD)
    details = Details(plea=RequestWords(avoid=DANGEROUS))
    assert isinstance(case.refusal(REQUESTER, AddDetails, details=details), DetailsRefused)

    assert "message-received" in keep(case, avoid=DANGEROUS)

    assert case.last(MessageReceived).text == Personal(DANGEROUS)
    assert case.request.awaits_danger_look
    assert case.request.plea == Personal(TOLD)


def test_what_shows_nothing_is_not_kept() -> None:
    assert keep(submitted(plea=TOLD), avoid="Naapurini", has_worker="Joku") == ()


def test_only_the_words_that_show_danger_are_kept() -> None:
    case = submitted(plea=TOLD)
    keep(case, avoid="Naapurini", has_worker=DANGEROUS)
    assert case.last(MessageReceived).text == Personal(DANGEROUS)


def test_what_was_told_before_is_not_kept_again() -> None:
    case = submitted(plea=RequestWords(message="Apua.", avoid=DANGEROUS))
    assert keep(case, avoid=DANGEROUS) == ()


def test_the_same_tried_again_is_one_message_until_staff_have_replied() -> None:
    case = submitted(plea=TOLD)
    keep(case, avoid=DANGEROUS)
    assert keep(case, avoid=DANGEROUS) == ()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert "message-received" in keep(case, avoid=DANGEROUS)


def test_it_gets_in_like_a_message_of_danger_a_bounded_number_of_times() -> None:
    case = submitted(plea=TOLD)
    for number in range(MESSAGES_THAT_MAY_WAIT):
        case.do(REQUESTER, WriteMessage, text=f"Viesti {number}.")
    for number in range(PRESSING_BEYOND):
        assert "message-received" in keep(case, avoid=f"{DANGEROUS} {number}")
    with pytest.raises(TooManyMessages):
        keep(case, avoid=DANGEROUS)


def test_a_closed_request_takes_none() -> None:
    with pytest.raises(RequestClosed):
        keep(closed(), avoid=DANGEROUS)
