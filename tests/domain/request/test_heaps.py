"""What of one burst may be closed together, and what does taking that back leave as it was?"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.domain.given import (
    AINO,
    KERTTU,
    REQUESTER,
    Case,
    at,
    submitted,
)
from triage.codes import DataRequestKind, Outcome, ReplyKind, State, Urgency
from triage.errors.requests import (
    NotAlike,
    NotAllowed,
    NothingToTakeBack,
    ReasonNeeded,
    RequestClosed,
    TooLateToTakeBack,
)
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest, ReopenOwnRequest, ReopenRequest
from triage.request.commands.handling import AssessUrgency, ClaimRequest, ReleaseRequest
from triage.request.commands.own.data_requests import MakeDataRequest
from triage.request.commands.own.details import AddDetails
from triage.request.commands.own_wishes import ChangeConsents
from triage.request.commands.together.heaps import CloseTogether, TakeBackClosing, closes_together
from triage.request.commands.writer import MarkContactCompromised, ReplaceReceipt
from triage.request.details import Details
from triage.request.events import Closed, Reopened, Submitted
from triage.request.state.heaps import Burst
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.text.personal import Personal

BURST = Burst(heap=UUID(int=31), key=b"k" * 32)
TOGETHER = UUID(int=32)
BY_A_PARENT = Profile(municipality="698", asker="parent", language="fi")
SPAM = "Haha, koulu haisee."
UNREAD = "ฉันกลัวพ่อของฉันมากและไม่อยากกลับบ้านคืนนี้"
DANGEROUS = "Mieheni uhkaa tappaa minut."


def heaped(message: str | None = SPAM, **how: Any) -> Case:
    return submitted(message, burst=BURST, **how)


def mac(message: str | None = SPAM) -> str:
    found = mac_of(RequestWords(message=message))
    assert found is not None
    return found


def mac_of(plea: RequestWords, burst: Burst = BURST, **other: Any) -> str | None:
    """The mark of a request as `heaped` sends it."""
    told = {"topics": ("TAL",), "profile": BY_A_PARENT, **other}
    return burst.words_mac(plea, **told)


def close(case: Case, **other: Any) -> None:
    given = {"heap": BURST.heap, "words_mac": mac(), "together": TOGETHER, **other}
    case.do(KERTTU, CloseTogether, **given)


def refused(case: Case, **other: Any) -> type[Exception]:
    given = {"heap": BURST.heap, "words_mac": mac(), "together": TOGETHER, **other}
    return type(case.refusal(KERTTU, CloseTogether, **given))


# -- the mark --


def test_the_mark_holds_the_heap_and_nothing_that_could_be_read() -> None:
    event = heaped().last(Submitted)
    assert (event.heap, event.words_mac) == (BURST.heap, mac())
    assert "koulu" not in str(vars(event)["words_mac"])


@pytest.mark.parametrize(
    "again", [f"  {SPAM} ", SPAM.upper(), SPAM.replace(" ", "\n\u00a0"), f"\u200b{SPAM}"]
)
def test_what_reads_the_same_is_the_same(again: str) -> None:
    assert mac(again) == mac()


def test_another_burst_knows_nothing_of_this_ones_words() -> None:
    other = replace(BURST, key=b"o" * 32)
    assert mac_of(RequestWords(message=SPAM), other) != mac()


@pytest.mark.parametrize(
    "plea",
    [
        RequestWords(message=SPAM + " Oikeasti."),
        RequestWords(message=SPAM, avoid="Naapuri"),
        RequestWords(message=SPAM, has_worker="Joku"),
        RequestWords(message=SPAM, contact=Contact(phone="040 1234567")),
        RequestWords(message=SPAM, contact=Contact(email="a@example.fi")),
        RequestWords(message=SPAM, contact=Contact(must_not_know="isä")),
    ],
)
def test_whoever_says_anything_else_says_something_else(plea: RequestWords) -> None:
    assert mac_of(plea) != mac()
    assert refused(heaped(plea=plea)) is NotAlike


WHOLE = RequestWords(message=SPAM, contact=Contact(name="Aino"), own_word_hash="of its own key")
OTHERWISE: dict[str, Any] = {"consents": Consents(consult=True), "contact": Contact()}
FLAGS = ("family_agrees", "protected_address", "elsewhere")
FLAGS_OF_CONTACT = ("may_leave_message", "sms_ok", "say_where_from")


def otherwise(words: Any, name: str) -> Any:
    """The same words with another value in one field."""
    flag = name in FLAGS + FLAGS_OF_CONTACT
    codes = isinstance(getattr(words, name), tuple)
    value = OTHERWISE.get(name, True if flag else ("A7",) if codes else "muuta")
    assert value != getattr(words, name)
    return replace(words, **{name: value})


@pytest.mark.parametrize("name", [each.name for each in fields(RequestWords)])
def test_every_field_of_the_words_tells_them_apart(name: str) -> None:
    same = name == "own_word_hash"
    assert (mac_of(otherwise(WHOLE, name)) == mac_of(WHOLE)) is same


@pytest.mark.parametrize("name", [each.name for each in fields(Contact)])
def test_every_field_of_the_contact_tells_them_apart(name: str) -> None:
    other = replace(WHOLE, contact=otherwise(WHOLE.contact, name))
    assert mac_of(other) != mac_of(WHOLE)


@pytest.mark.parametrize("name", [each.name for each in fields(Profile)])
def test_every_field_of_the_profile_tells_them_apart(name: str) -> None:
    assert mac_of(WHOLE, profile=otherwise(BY_A_PARENT, name)) != mac_of(WHOLE)
    assert refused(heaped(profile=otherwise(BY_A_PARENT, name))) is NotAlike


def test_another_topic_tells_them_apart() -> None:
    assert refused(heaped(topics=("SUR",))) is NotAlike


YOUNG = [
    Profile(asker="child"),
    Profile(asker="youth"),
    Profile(asker="parent", age_bands=("A7", "A4")),
    Profile(age_bands=("A5",)),
]


@pytest.mark.parametrize("profile", YOUNG)
def test_what_is_from_or_about_the_young_is_like_nothing(profile: Profile) -> None:
    one, another = heaped(profile=profile), heaped(profile=profile, request_id=UUID(int=8))
    marks = {case.last(Submitted).words_mac for case in (one, another)}
    assert len(marks) == 2 and None not in marks


@pytest.mark.parametrize("profile", YOUNG)
def test_what_is_from_or_about_the_young_is_not_closed_even_by_an_older_mark(
    profile: Profile,
) -> None:
    case = heaped(profile=profile)
    assert refused(case, words_mac=case.last(Submitted).words_mac) is NotAlike


def test_grown_ups_may_be_closed_together() -> None:
    case = heaped(profile=Profile(asker="parent", age_bands=("A6", "P")))
    close(case, words_mac=case.last(Submitted).words_mac)
    assert case.request.state is State.CLOSED


def test_an_own_word_is_said_too() -> None:
    assert refused(heaped(own_word=Personal("kukka"))) is NotAlike


def test_where_nothing_is_written_nothing_is_alike() -> None:
    case = heaped(None)
    assert case.last(Submitted).words_mac is None
    assert not closes_together(case.request)


# -- closing --


def test_what_says_the_same_is_closed_as_spam_with_the_reason() -> None:
    case = heaped()
    close(case, because="Sama teksti neljäkymmentä kertaa.")
    closed = case.last(Closed)
    assert (case.request.state, closed.outcome, closed.together) == (
        State.CLOSED,
        Outcome.SPAM,
        TOGETHER,
    )
    assert closed.because == Personal("Sama teksti neljäkymmentä kertaa.")


def test_only_the_coordinator_closes_together() -> None:
    given = {"heap": BURST.heap, "words_mac": mac(), "together": TOGETHER}
    assert isinstance(heaped().refusal(AINO, CloseTogether, **given), NotAllowed)


def test_what_is_in_no_heap_or_another_is_not_closed_with_it() -> None:
    assert refused(submitted(SPAM)) is NotAlike
    assert refused(heaped(), heap=UUID(int=99)) is NotAlike


def test_danger_that_nobody_has_looked_at_is_not_closed() -> None:
    assert refused(heaped(DANGEROUS), words_mac=mac(DANGEROUS)) is NotAlike


def test_danger_that_a_human_called_none_is_closed_with_the_others() -> None:
    case = heaped(DANGEROUS)
    case.do(KERTTU, AssessUrgency, level=Urgency.NORMAL)
    close(case, words_mac=mac(DANGEROUS))
    assert case.request.state is State.CLOSED


def test_a_language_that_nobody_has_read_is_not_closed() -> None:
    case = heaped(UNREAD)
    assert case.request.awaits_language_look
    assert refused(case, words_mac=mac(UNREAD)) is NotAlike


def test_an_urgent_topic_is_danger_too() -> None:
    assert refused(heaped(topics=("VKV",))) is NotAlike


def claim(case: Case) -> None:
    case.do(AINO, ClaimRequest)


def call_urgent(case: Case) -> None:
    case.do(AINO, AssessUrgency, level=Urgency.URGENT)


def write_on(case: Case) -> None:
    case.do(REQUESTER, WriteMessage, text="Ei tämä ole leikkiä.")


def change_consents(case: Case) -> None:
    case.do(REQUESTER, ChangeConsents, consents=Consents(consult=True))


def add_details(case: Case) -> None:
    case.do(REQUESTER, AddDetails, details=Details(plea=RequestWords(avoid="Naapuri")))


def replace_receipt(case: Case) -> None:
    case.do(REQUESTER, ReplaceReceipt)


def mark_compromised(case: Case) -> None:
    case.do(AINO, MarkContactCompromised)


def ask_for_a_copy(case: Case) -> None:
    case.do(REQUESTER, MakeDataRequest, kind=DataRequestKind.COPY)


def say_wait_and_release(case: Case) -> None:
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)
    case.do(AINO, ReleaseRequest)


def answer(case: Case) -> None:
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)


def reopen(case: Case) -> None:
    case.do(KERTTU, CloseRequest, outcome=Outcome.SPAM)
    case.do(KERTTU, ReopenRequest)


@pytest.mark.parametrize(
    "begun",
    [
        claim,
        call_urgent,
        write_on,
        change_consents,
        add_details,
        replace_receipt,
        mark_compromised,
        ask_for_a_copy,
        say_wait_and_release,
        answer,
        reopen,
    ],
)
def test_what_somebody_has_begun_on_is_not_closed(begun: Any) -> None:
    case = heaped()
    begun(case)
    assert refused(case) in (NotAlike, ReasonNeeded)
    assert not closes_together(case.request)


def test_what_is_closed_is_not_closed_again() -> None:
    case = heaped()
    close(case)
    assert refused(case, together=UUID(int=5)) is RequestClosed


# -- taking back --


def test_taken_back_it_is_as_it_was() -> None:
    case = heaped(moment=at(8, 9))
    before = case.request
    close(case, moment=at(8, 10))
    case.do(KERTTU, TakeBackClosing, together=TOGETHER, moment=at(8, 11))
    after = case.request
    assert after.state is before.state is State.NEW
    assert [each.promise for each in after.promises] == [each.promise for each in before.promises]
    assert after.unanswered == before.unanswered == (0,)
    assert after.look_by == before.look_by
    assert (after.claimed_by, after.outcome, after.retention_class) == (None, None, None)


def test_that_it_was_taken_back_is_recorded_with_why() -> None:
    case = heaped()
    look_by = case.request.look_by
    close(case)
    case.do(KERTTU, TakeBackClosing, together=TOGETHER, because="Luokka suree.")
    event = case.last(Reopened)
    assert (event.takes_back, event.follow_up, event.look_by) == (TOGETHER, None, look_by)
    assert event.because == Personal("Luokka suree.")


def test_what_fell_due_meanwhile_is_late_from_its_true_moment() -> None:
    case = heaped(moment=at(8, 9))
    breach_at = case.request.current.promise.breach_at
    close(case, moment=at(8, 10))
    assert case.sweep(at(14, 9)) == ("promise-missed",)
    case.do(KERTTU, TakeBackClosing, together=TOGETHER, moment=at(14, 10))
    kinds = case.sweep(at(14, 10, 1))
    missed = next(event for event in case.events if event.kind() == "promise-missed")
    assert {"look-overdue", "escalated"} <= set(kinds)
    assert vars(missed)["breached_at"] == breach_at
    assert case.request.nearest_due_at <= breach_at  # type: ignore[operator]


def test_it_may_be_closed_with_others_again_and_taken_back_again() -> None:
    case = heaped()
    close(case)
    case.do(KERTTU, TakeBackClosing, together=TOGETHER)
    close(case, together=UUID(int=40))
    case.do(KERTTU, TakeBackClosing, together=UUID(int=40))
    assert case.request.state is State.NEW


def test_another_closing_is_not_taken_back() -> None:
    case = heaped()
    close(case)
    refusal = case.refusal(KERTTU, TakeBackClosing, together=UUID(int=9))
    assert isinstance(refusal, NothingToTakeBack)


def test_what_goes_on_already_is_left_alone() -> None:
    case = heaped()
    close(case)
    case.do(REQUESTER, ReopenOwnRequest, text="Tarkoitin sitä.")
    refusal = case.refusal(KERTTU, TakeBackClosing, together=TOGETHER)
    assert isinstance(refusal, NothingToTakeBack)


@pytest.mark.parametrize(("days", "fits"), [(30, True), (31, False)])
def test_it_is_taken_back_for_thirty_days(days: int, fits: bool) -> None:
    case = heaped(moment=at(8, 9))
    close(case, moment=at(8, 10))
    moment = at(8, 10) + timedelta(days=days)
    if fits:
        case.do(KERTTU, TakeBackClosing, together=TOGETHER, moment=moment)
        assert case.request.state is State.NEW
    else:
        refusal = case.refusal(KERTTU, TakeBackClosing, together=TOGETHER, moment=moment)
        assert isinstance(refusal, TooLateToTakeBack)


@pytest.mark.parametrize(
    ("actor", "command"), [(REQUESTER, ReopenOwnRequest), (KERTTU, ReopenRequest)]
)
def test_whoever_else_reopens_it_gives_the_look_back(actor: Any, command: Any) -> None:
    case = heaped(moment=at(8, 9))
    look_by = case.request.look_by
    close(case, moment=at(8, 9, 5))
    typed = {"text": None} if command is ReopenOwnRequest else {}
    case.do(actor, command, moment=at(8, 9, 10), **typed)
    assert case.request.look_by == look_by is not None
