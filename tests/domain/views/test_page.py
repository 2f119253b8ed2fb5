"""What do workers read on the page of a request?"""

from tests.domain.given import AINO, REQUESTER, answered, at, claimed, closed, erased, submitted
from tests.domain.lives import lived_through, page
from triage.actors import By, Role
from triage.codes import Channel, ReplyKind
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import ReopenRequest


def test_the_page_begins_with_the_requesters_words() -> None:
    case = answered(message="Emme jaksa.")

    assert [(each.sender, each.text) for each in page(case).messages] == [
        ("requester", "Emme jaksa."),
        ("worker", "Some words."),
    ]


def test_the_page_says_who_wrote_an_answer() -> None:
    assert page(answered()).messages[-1].by == By(
        role=Role.WORKER, username="aino", unit="perhesosiaalityo"
    )


def test_the_page_holds_notes_and_calls() -> None:
    case = claimed()
    case.do(AINO, AddNote, text="Soitto koululta.")
    case.do(AINO, RecordContactAttempt, channel=Channel.SMS, reached=False, text=None)

    shown = page(case)
    assert (
        [each.text for each in shown.notes],
        [(each.channel, each.reached, each.text) for each in shown.contact_attempts],
    ) == (["Soitto koululta."], [("sms", False, None)])


def test_the_page_says_why_the_request_is_here() -> None:
    routing = page(submitted()).routing

    assert (routing.unit, routing.rule, routing.reason) == ("perhesosiaalityo", "money", "topic")


def test_the_page_shows_every_promise_with_what_became_of_it() -> None:
    case = claimed()
    case.sweep(at(14, 9))
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, moment=at(14, 10))
    case.do(REQUESTER, WriteMessage, moment=at(15, 9))

    assert [(each.number, each.missed, each.answered_at) for each in page(case).promises] == [
        (0, True, at(14, 10)),
        (1, False, None),
    ]


def test_the_history_tells_codes_and_reasons_of_what_happened() -> None:
    history = page(lived_through()).history

    assert [(each.kind, each.detail, each.because) for each in history] == [
        ("submitted", None, None),
        ("routed", "perhesosiaalityo", None),
        ("claimed", "aino", None),
        ("urgency-assessed", "urgent", "salaisuus"),
        ("transfer-offered", "neuvola", "salaisuus"),
        ("transfer-accepted", "neuvola", None),
        ("reminded", None, None),
        ("escalated", None, None),
        ("promise-missed", None, None),
        ("replied", "question", None),
        ("message-received", None, None),
        ("noted", None, None),
        ("closed", "guided", None),
    ]


def test_a_miss_in_the_history_has_both_moments() -> None:
    (missed,) = [each for each in page(lived_through()).history if each.breached_at]

    assert (missed.breached_at, missed.noticed_at) == (at(11, 0), at(14, 9))


def test_what_fell_due_in_the_history_has_both_moments() -> None:
    due = [each for each in page(lived_through()).history if each.due_at]

    assert [(each.kind, each.due_at, each.noticed_at) for each in due] == [
        ("reminded", at(9, 14), at(14, 9)),
        ("escalated", at(10, 12), at(14, 9)),
    ]


def test_late_looks_in_the_history_have_their_moments() -> None:
    case = submitted()
    case.sweep(at(14, 9))

    late = [each for each in page(case).history if each.kind == "look-overdue"]
    assert [(each.detail, each.due_at, each.noticed_at) for each in late] == [
        ("substitute", at(8, 11), at(14, 9)),
        ("coordinator", at(8, 13), at(14, 9)),
    ]


def test_what_a_person_did_has_no_moment_but_its_own() -> None:
    told = [each for each in page(answered()).history if each.noticed_at or each.due_at]

    assert told == []


def test_a_follow_up_is_told_from_the_first_answer_in_the_history() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    case.sweep(at(21, 9))

    assert [each.detail for each in page(case).history[-3:]] == ["follow-up"] * 3


def test_the_page_of_an_erased_request_has_no_words_left() -> None:
    shown = page(erased())

    assert (shown.erased, shown.plea.message, [each.text for each in shown.messages]) == (
        True,
        None,
        [None],
    )


def test_a_reopened_request_has_no_outcome() -> None:
    case = closed()

    case.do(AINO, ReopenRequest)

    assert page(case).outcome is None
