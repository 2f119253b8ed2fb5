"""What becomes of a request whose receipt somebody else may know?"""

from __future__ import annotations

import pytest

from tests.domain.given import (
    AINO,
    MARIA,
    OLLI,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.actors import SYSTEM, Actor
from triage.codes import ReplyBy, ReplyKind, State
from triage.errors.own_rights import TooManyChanges
from triage.errors.requests import RequestErased, RequestUnknown, WriterUnconfirmed
from triage.notices.ways import way_to_requester
from triage.request.commands.dialogue import RecordContactAttempt, ReplyToRequester, WriteMessage
from triage.request.commands.own_wishes import ChangeContact
from triage.request.commands.writer import (
    REPLACED_AT_MOST,
    MarkContactCompromised,
    NoteReplacedReceipt,
    ReplaceReceipt,
)
from triage.request.events import ContactCompromised, ReceiptReplaced, Replied
from triage.request.events.own.writer import LOST_OWN_WORD
from triage.request.words import Contact, RequestWords
from triage.text.personal import revealed

HASHED = "hmac-sha256:abc"
REPLY = {"reply_kind": ReplyKind.ANSWER}
BY_SMS = RequestWords(
    message="Apua", reply_by=ReplyBy.PHONE, contact=Contact(phone="+358401234567", sms_ok=True)
)


def replaced(case: Case | None = None) -> Case:
    case = case or claimed()
    case.do(REQUESTER, ReplaceReceipt)
    return case


def own_word_of(case: Case) -> str | None:
    plea = revealed(case.request.plea)
    assert plea is not None
    return plea.own_word_hash


def test_nothing_is_answered_before_the_writer_is_confirmed() -> None:
    case = replaced()

    refusal = case.refusal(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert isinstance(refusal, WriterUnconfirmed)


@pytest.mark.parametrize("kind", [ReplyKind.QUESTION, ReplyKind.HOLDING])
def test_a_question_may_be_how_the_writer_is_confirmed(kind: ReplyKind) -> None:
    case = replaced()

    case.do(AINO, ReplyToRequester, reply_kind=kind, text="Mitä sovimme viimeksi?")

    assert case.request.writer_unconfirmed
    refusal = case.refusal(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert isinstance(refusal, WriterUnconfirmed)


def test_whoever_confirms_the_writer_replies_and_answers_for_it() -> None:
    case = replaced()

    kinds = case.do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY)

    assert kinds == ("writer-confirmed", "replied")
    assert case.last(Replied).answers == (0,)
    assert case.do(AINO, ReplyToRequester, **REPLY) == ("replied",)


def test_a_confirmation_that_nobody_needs_is_not_recorded() -> None:
    assert claimed().do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY) == ("replied",)


def test_a_receipt_replaced_again_wants_the_writer_confirmed_again() -> None:
    case = replaced()
    case.do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY)
    case.do(REQUESTER, ReplaceReceipt)

    assert isinstance(case.refusal(AINO, ReplyToRequester, **REPLY), WriterUnconfirmed)


def test_a_call_needs_no_confirmation() -> None:
    case = replaced()

    kinds = case.do(AINO, RecordContactAttempt, channel="phone", reached=True)

    assert kinds == ("contact-attempted",)


@pytest.mark.parametrize("begin", [submitted, claimed, answered, closed, withdrawn])
def test_a_receipt_is_replaced_in_every_state_and_changes_none(begin: type[Case]) -> None:
    case = begin()
    before = (case.request.state, case.request.unanswered)

    assert case.do(REQUESTER, ReplaceReceipt) == ("receipt-replaced",)
    assert (case.request.state, case.request.unanswered) == before


def test_the_receipt_of_an_erased_request_is_not_replaced() -> None:
    assert isinstance(erased().refusal(REQUESTER, ReplaceReceipt), RequestErased)


def test_a_new_own_word_takes_the_place_of_the_first() -> None:
    case = submitted(plea=RequestWords(message="Apua", own_word_hash="hmac-sha256:first"))

    case.do(REQUESTER, ReplaceReceipt, own_word="kissa", own_word_hash=HASHED)

    assert own_word_of(case) == HASHED


def test_without_a_new_own_word_the_first_one_stands() -> None:
    case = submitted(plea=RequestWords(message="Apua", own_word_hash="hmac-sha256:first"))

    assert own_word_of(replaced(case)) == "hmac-sha256:first"


def test_a_new_own_word_that_does_not_open_is_one_that_nobody_knows() -> None:
    case = submitted()
    case.do(REQUESTER, ReplaceReceipt, own_word="kissa", own_word_hash=HASHED)
    lost = case.last(ReceiptReplaced)
    request = case.request

    ReceiptReplaced(
        originator_id=request.id,
        originator_version=request.version + 1,
        timestamp=lost.timestamp,
        by=lost.by,
        own_word_set=True,
    ).mutate(request)

    plea = revealed(request.plea)
    assert plea is not None
    assert plea.own_word_hash == LOST_OWN_WORD


def test_danger_in_a_new_own_word_is_looked_at() -> None:
    case = answered()

    case.do(REQUESTER, ReplaceReceipt, own_word="isi hakkaa mua", own_word_hash=HASHED)

    assert case.request.awaits_danger_look


def test_nobody_fills_a_stream_with_receipts() -> None:
    case = submitted()
    for _ in range(REPLACED_AT_MOST):
        case.do(REQUESTER, ReplaceReceipt)
    assert isinstance(case.refusal(REQUESTER, ReplaceReceipt), TooManyChanges)

    case.do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY)
    case.do(REQUESTER, ReplaceReceipt)


# -- a compromised contact --


def test_danger_in_an_own_word_gets_in_beyond_the_limit() -> None:
    case = claimed()
    for _ in range(REPLACED_AT_MOST):
        case.do(REQUESTER, ReplaceReceipt)
    case.do(REQUESTER, ReplaceReceipt, own_word="isi hakkaa mua", own_word_hash=HASHED)
    assert case.request.awaits_danger_look


def test_the_use_of_each_earlier_receipt_is_recorded_once() -> None:
    case = replaced()
    first, second = {"replaced_at": at(9, 9)}, {"replaced_at": at(9, 10)}

    assert case.do(SYSTEM, NoteReplacedReceipt, **first) == ("contact-compromised",)
    assert case.do(SYSTEM, NoteReplacedReceipt, **first) == ()
    assert case.last(ContactCompromised).because is None
    case.do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY)
    assert case.do(SYSTEM, NoteReplacedReceipt, **first) == ()
    assert case.do(SYSTEM, NoteReplacedReceipt, **second) == ("contact-compromised",)
    assert case.request.writer_unconfirmed


def test_a_receipt_used_after_staff_marked_the_contact_is_recorded_too() -> None:
    case = replaced()
    case.do(AINO, MarkContactCompromised, because="Puoliso lukee.")

    kinds = case.do(SYSTEM, NoteReplacedReceipt, replaced_at=at(9, 9))

    assert kinds == ("contact-compromised",)


def tell(case: Case, **contact: object) -> None:
    case.do(REQUESTER, ChangeContact, contact=Contact(**contact), reply_by=ReplyBy.EMAIL)


def test_what_is_told_after_the_confirmation_gets_notices_again() -> None:
    case = claimed(plea=BY_SMS)
    case.do(AINO, MarkContactCompromised)
    tell(case, email="toinen@example.fi")
    assert way_to_requester(case.request) is None

    case.do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY)
    assert way_to_requester(case.request) is None
    tell(case, email="Toinen@example.fi")
    assert way_to_requester(case.request) is None
    tell(case, email="uusi@example.fi")
    assert way_to_requester(case.request) is not None

    case.do(REQUESTER, ChangeContact, contact=BY_SMS.contact, reply_by=ReplyBy.PHONE)
    assert way_to_requester(case.request) is None


def test_a_compromised_contact_wants_the_writer_confirmed() -> None:
    case = claimed()
    case.do(AINO, MarkContactCompromised, because="Puoliso lukee.")

    assert isinstance(case.refusal(AINO, ReplyToRequester, **REPLY), WriterUnconfirmed)


def test_no_notice_goes_to_a_compromised_contact_even_when_the_writer_is_confirmed() -> None:
    case = claimed(plea=BY_SMS)
    assert way_to_requester(case.request) is not None
    case.do(AINO, MarkContactCompromised)
    case.do(AINO, ReplyToRequester, writer_confirmed=True, **REPLY)

    assert way_to_requester(case.request) is None


@pytest.mark.parametrize("actor", [OLLI, MARIA])
def test_who_may_not_know_of_a_request_marks_nothing_on_it(actor: Actor) -> None:
    assert isinstance(claimed().refusal(actor, MarkContactCompromised), RequestUnknown)


def test_what_the_requester_is_shown_tells_nothing_of_who_was_doubted() -> None:
    case = replaced()
    before = case.own_view()
    case.do(AINO, MarkContactCompromised, because="Puoliso lukee.")

    assert case.own_view() == before


def test_a_message_after_a_replaced_receipt_is_promised_an_answer_as_ever() -> None:
    case = replaced(answered())

    case.do(REQUESTER, WriteMessage, moment=at(14, 9))

    assert case.request.state is not State.ANSWERED
