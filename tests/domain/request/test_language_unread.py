"""What comes of words in a language in which danger cannot be searched for?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    REQUESTER,
    VILLE,
    Case,
    answered,
    at,
    claimed,
    closed,
    submitted,
    withdrawn,
)
from tests.domain.shown import row_of
from triage.codes import Outcome, State, Urgency
from triage.errors.requests import NotLookedAt, RequestUnknown
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import CloseRequest, ReopenOwnRequest, WithdrawRequest
from triage.request.commands.handling import AssessUrgency
from triage.request.commands.own_wishes import ChangeContact
from triage.request.commands.transfer import OfferTransfer
from triage.request.events import MessageReceived, Routed, Submitted
from triage.request.need_to_know import Standing, require_row
from triage.request.words import Contact, Profile, RequestWords

UNREAD = "Kocam beni ve çocukları dövüyor, ne yapacağımı bilmiyorum."
DANGEROUS = "Mieheni uhkaa tappaa minut."
CALM = "Koti on sekaisin."


def look_because(case: Case) -> str | None:
    return row_of(case).look_because


@pytest.mark.parametrize("language", ["fi", "tr", None])
def test_it_is_looked_at_within_half_an_hour_whatever_was_declared(language: str | None) -> None:
    profile = Profile(municipality="698", language=language)

    case = submitted(UNREAD, profile=profile, moment=at(8, 9))

    assert (case.request.look_due_at, look_because(case)) == (at(8, 9, 30), "language")


def test_it_is_counted_apart_from_danger() -> None:
    case = submitted(UNREAD)

    event = case.last(Submitted)
    assert (event.language_unread, event.danger, case.request.flagged) == (True, False, False)


def test_what_is_read_is_not_counted() -> None:
    assert not submitted(DANGEROUS).last(Submitted).language_unread


def test_it_is_found_in_any_field() -> None:
    assert submitted(plea=RequestWords(message=CALM, avoid=UNREAD)).last(Submitted).language_unread


def test_it_goes_to_the_unit_of_its_topic() -> None:
    assert submitted(UNREAD, topics=("TAL",)).last(Routed).rule == "money"


def test_danger_beside_it_stays_danger() -> None:
    case = submitted(f"{UNREAD} {DANGEROUS}")

    assert (case.request.flagged, look_because(case)) == (True, "danger")


@pytest.mark.parametrize("level", [Urgency.NORMAL, Urgency.URGENT])
def test_a_humans_look_ends_it(level: Urgency) -> None:
    case = submitted(UNREAD)

    case.do(AINO, AssessUrgency, level=level)

    assert (case.request.awaits_look, look_because(case)) == (False, None)


def test_danger_after_the_look_is_danger_alone() -> None:
    case = submitted(UNREAD)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WriteMessage, text=DANGEROUS)

    assert look_because(case) == "danger"


def test_it_is_no_danger_again_after_a_look_at_danger() -> None:
    case = submitted(DANGEROUS)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WriteMessage, text=UNREAD)

    assert (look_because(case), case.request.flagged) == ("language", True)


def test_a_message_wants_a_look_within_half_an_hour() -> None:
    case = answered()
    moment = at(9, 10)

    case.do(REQUESTER, WriteMessage, text=UNREAD, moment=moment)

    assert (case.request.look_due_at, look_because(case)) == (at(9, 10, 30), "language")


def test_a_message_takes_back_nothing_that_a_human_said_of_the_urgency() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    case.do(REQUESTER, WriteMessage, text=UNREAD)

    assert case.request.urgency is Urgency.NORMAL


def test_a_message_hastens_no_offer() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    due_at = case.request.offer_due_at

    case.do(REQUESTER, WriteMessage, text=UNREAD)

    assert case.request.offer_due_at == due_at


def test_a_withdrawal_with_such_a_reason_waits_for_a_look() -> None:
    case = answered()

    case.do(REQUESTER, WithdrawRequest, because=UNREAD)

    assert case.kinds[-2:] == ["message-received", "withdrawn"]
    assert (look_because(case), case.request.state is State.WITHDRAWN) == ("language", False)


def test_such_a_withdrawal_sent_twice_is_one_message() -> None:
    case = answered()
    case.do(REQUESTER, WithdrawRequest, because=UNREAD)

    assert case.do(REQUESTER, WithdrawRequest, because=UNREAD) == ()


def test_such_a_reason_is_heard_after_a_withdrawal_without_one() -> None:
    case = withdrawn()

    assert "message-received" in case.do(REQUESTER, WithdrawRequest, because=UNREAD)


def test_a_reopening_with_such_words_wants_a_look() -> None:
    case = closed()

    case.do(REQUESTER, ReopenOwnRequest, text=UNREAD)

    assert look_because(case) == "language"


def test_a_contact_with_such_words_wants_a_look_and_is_no_danger() -> None:
    case = claimed()
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(AINO, OfferTransfer, unit="neuvola")
    due_at = case.request.offer_due_at

    case.do(REQUESTER, ChangeContact, contact=Contact(must_not_know=UNREAD))

    assert (look_because(case), case.request.danger) == ("language", False)
    assert (case.request.urgency, case.request.offer_due_at) == (Urgency.NORMAL, due_at)


def test_it_is_not_closed_before_a_look() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=UNREAD)

    assert isinstance(case.refusal(AINO, CloseRequest, outcome=Outcome.ADVICE), NotLookedAt)


@pytest.mark.parametrize(
    ("hour", "minute", "alerted"), [(10, 0, False), (15, 31, True), (23, 0, True)]
)
def test_the_duty_is_alerted_when_nobody_is_there_to_look(
    hour: int, minute: int, alerted: bool
) -> None:
    new = submitted(UNREAD, moment=at(8, hour, minute))
    written = answered()
    written.do(REQUESTER, WriteMessage, text=UNREAD, moment=at(9, hour, minute))

    assert ["duty-alerted" in case.kinds for case in (new, written)] == [alerted, alerted]


def test_the_duty_sees_it_until_somebody_has_looked() -> None:
    case = submitted(UNREAD, moment=at(8, 23))
    assert case.standing(VILLE) is Standing.DUTY

    case.do(VILLE, AssessUrgency, level=Urgency.NORMAL)

    with pytest.raises(RequestUnknown):
        require_row(case.standing(VILLE))


def test_the_duty_keeps_what_it_called_an_emergency() -> None:
    case = submitted(UNREAD, moment=at(8, 23))

    case.do(VILLE, AssessUrgency, level=Urgency.EMERGENCY)

    assert case.standing(VILLE) is Standing.DUTY


def test_a_late_look_is_told_step_by_step() -> None:
    case = submitted(UNREAD, moment=at(8, 9))

    case.sweep(at(8, 10))

    assert case.kinds.count("look-overdue") == 2


def test_the_row_of_the_coordinator_says_why() -> None:
    case = submitted(UNREAD)

    assert case.standing(KERTTU) is Standing.INTAKE
    assert look_because(case) == "language"


texts = st.sampled_from([UNREAD, DANGEROUS, CALM, "我想死", "kys", "", "moi", "en halua elää"])


@settings(max_examples=60)
@given(st.lists(texts, max_size=6))
def test_an_unread_language_hides_no_danger(said: list[str]) -> None:
    signs = CATALOGUE.signs_in(said)
    with_it = CATALOGUE.signs_in([*said, UNREAD])

    assert with_it.danger is signs.danger is any(map(CATALOGUE.shows_danger, said))
    assert with_it.language_unread and with_it.press
    assert signs.press is (signs.danger or signs.language_unread)


@settings(max_examples=40, deadline=None)
@given(st.lists(texts.filter(bool), min_size=1, max_size=4))
def test_what_danger_sets_going_is_the_same_beside_an_unread_language(said: list[str]) -> None:
    with_danger, with_both = submitted(DANGEROUS), submitted(f"{DANGEROUS} {UNREAD}")
    for text in said:
        for case in (with_danger, with_both):
            case.do(REQUESTER, WriteMessage, text=text)

    for case in (with_danger, with_both):
        assert (case.request.flagged, case.request.pressing, look_because(case)) == (
            True,
            True,
            "danger",
        )
    assert with_danger.request.look_by == with_both.request.look_by


@settings(max_examples=40, deadline=None)
@given(st.lists(texts.filter(bool), max_size=5))
def test_a_danger_that_came_is_never_called_a_language(said: list[str]) -> None:
    case = answered()
    for text in said:
        case.do(REQUESTER, WriteMessage, text=text)

    messages = [each for each in case.events if isinstance(each, MessageReceived)]
    expected = "language" if any(each.language_unread for each in messages) else None
    assert look_because(case) == ("danger" if any(each.danger for each in messages) else expected)
