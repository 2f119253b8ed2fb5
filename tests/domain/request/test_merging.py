"""How is a second request of one person worked on in the first, and what is lost by it? Nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from projections.views.request.request_shown import contents
from tests.domain.given import (
    AINO,
    ANTTI,
    CATALOGUE,
    MARIA,
    MINUTE,
    OLLI,
    ONNI,
    REQUESTER,
    Case,
    at,
    claimed,
    submitted,
)
from triage.actors import Actor, Role
from triage.codes import MergeGround, Outcome, ReplyKind, State, Urgency
from triage.errors.linking import (
    DuplicateChanged,
    DuplicateNotFit,
    LinkNotFit,
    MergeNotFit,
    MergeStands,
)
from triage.errors.requests import NotLookedAt, ReasonNeeded, RequestClosed, TriageError
from triage.evidence.verdicts import judge
from triage.request.commands.circumstances.avoidance import MatchAvoidance
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import (
    CloseRequest,
    EraseRequest,
    ReopenRequest,
    WithdrawRequest,
)
from triage.request.commands.handling import AssessUrgency, AssignRequest, ClaimRequest
from triage.request.commands.partners.statutory import StartStatutoryClock
from triage.request.commands.responding import RespondToRequest
from triage.request.commands.together.linking import UnlinkRequests
from triage.request.commands.together.merging import MergeIntoOther
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.commands.writer import ReplaceReceipt
from triage.request.events import Linked, Replied
from triage.request.words import Contact, Profile, RequestWords
from triage.store.keys.key_ring import RequestKeys
from triage.time.statutory import StatutoryClock

OTHER_ID = UUID(int=8)
HERS, MORE = "Hän lyö minua.", "Kirjoitin teille jo."
ANSWER = "Soitamme huomenna."
HER_OTHER = Actor(role=Role.REQUESTER, request_id=OTHER_ID)
TOLD = Contact(phone="040 123 4567")


def first(**how: Any) -> Case:
    """What she wrote first: Aino has it in hand."""
    case = claimed(**{"message": HERS, "request_id": OTHER_ID, "reference": "PA-8", **how})
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    return case


def second(other: Case | None = None, **how: Any) -> Case:
    """What she wrote next, looked at, with the first one beside it."""
    case = submitted(**{"message": MORE, "moment": at(8, 9, 30), **how})
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    beside = other or first()
    case.beside, beside.beside = {"PA-8": beside}, {"PA-7": case}
    return case


def merge(case: Case, **how: Any) -> None:
    case.do(AINO, MergeIntoOther, **{"other": "PA-8", "ground": MergeGround.OWN_STATEMENT, **how})


def merged(other: Case | None = None) -> Case:
    case = second(other)
    merge(case)
    return case


def refused(case: Case, actor: Actor = AINO, **how: Any) -> TriageError:
    fields = {"other": "PA-8", "ground": MergeGround.OWN_STATEMENT, **how}
    return case.refusal(actor, MergeIntoOther, **fields)


def why(case: Case, **how: Any) -> object:
    refusal = refused(case, **how)
    assert isinstance(refusal, MergeNotFit)
    return refusal.details["why"]


# -- what becomes of the two --


def test_one_is_closed_as_a_duplicate_and_the_other_goes_on() -> None:
    case = merged()
    other = case.beside["PA-8"].request

    assert (case.request.state, case.request.outcome) == (State.CLOSED, "duplicate")
    assert case.request.merged_into and case.request.merged_into.id == OTHER_ID
    assert (other.state, other.claimed_by) == (State.CLAIMED, "aino")


def test_no_word_of_one_is_stored_with_or_shown_by_the_other() -> None:
    case = merged()
    other = case.beside["PA-8"]

    assert HERS not in repr(case.events) + repr(case.own_view(first_too=True))
    assert MORE not in repr(other.events) + repr(other.own_view(first_too=True))
    assert "PA-8" not in repr(case.own_view()) and "A reason." not in repr(other.events)


def test_only_the_requester_of_the_duplicate_is_told() -> None:
    case = merged()

    assert case.own_view().merged and not case.beside["PA-8"].own_view().merged


def test_what_was_promised_by_an_earlier_day_is_promised_where_it_goes_on() -> None:
    case = second(first(moment=at(10, 9)), moment=at(8, 9))
    promised = case.request.first.promise
    merge(case, moment=at(10, 10))
    other = case.beside["PA-8"].request

    assert other.current.promise == promised
    assert other.nearest_due_at == promised.breach_at


@pytest.mark.parametrize("is_answered", [False, True])
def test_the_requester_of_the_other_one_sees_no_sign_of_it(is_answered: bool) -> None:
    """Whoever reads there need not know that there is another one."""
    other = first(moment=at(10, 9))
    if is_answered:
        other.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    her_other = other.own_view(first_too=True)
    merge(second(other, moment=at(8, 9)), moment=at(10, 10))

    assert other.own_view(first_too=True) == her_other
    assert other.request.current.taken_over and other.request.unanswered


def test_a_partner_is_not_told_what_was_promised_in_another_one() -> None:
    other = first(moment=at(10, 9))
    merge(second(other, moment=at(8, 9)), moment=at(10, 10))
    other.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis="statute")
    other.do(MARIA, AcceptTransfer)
    of_county, of_partner = (
        contents(other.request, other.events, partner=units).promises
        for units in (None, MARIA.units)
    )

    assert (len(of_county), len(of_partner)) == (2, 1)


def test_a_later_promise_to_the_other_one_does_not_put_it_off() -> None:
    other = first(moment=at(10, 9))
    other.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case = second(other, moment=at(8, 9))
    promised = case.request.first.promise
    merge(case, moment=at(10, 10))
    other.do(HER_OTHER, WriteMessage)

    assert other.own_view().answer_by > promised.breach_at == other.request.nearest_due_at
    other.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    assert not other.request.unanswered


def test_what_falls_due_later_puts_nothing_off() -> None:
    case = second()
    before = case.beside["PA-8"].request.promises
    merge(case)

    assert case.beside["PA-8"].request.promises == before


def test_what_nobody_promises_any_more_is_promised_by_what_comes() -> None:
    other = first()
    other.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case = second(other)
    promised = case.request.first.promise
    merge(case)

    assert case.beside["PA-8"].request.current.promise == promised
    assert case.beside["PA-8"].request.unanswered


def test_danger_that_showed_in_the_duplicate_is_seen_where_it_goes_on() -> None:
    case = second(first(message="Rahat eivät riitä."), message="Mieheni uhkaa tappaa minut.")
    assert not case.beside["PA-8"].request.flagged
    merge(case)

    assert case.beside["PA-8"].request.flagged


# -- what may be merged --


def test_somebody_has_looked_at_it_first() -> None:
    case = submitted()
    case.beside = {"PA-8": first()}

    assert type(refused(case)) is NotLookedAt


def test_what_is_more_urgent_goes_on_itself() -> None:
    case = second()
    case.do(AINO, AssessUrgency, level=Urgency.URGENT)

    assert why(case) == "more-urgent"


def test_who_may_not_read_both_merges_nothing() -> None:
    assert type(refused(second(), ONNI)) is ReasonNeeded


def test_a_reference_that_is_not_ones_own_to_know_is_none() -> None:
    other = first()
    other.do(AINO, OfferTransfer, unit="neuvola")
    other.do(OLLI, AcceptTransfer)

    assert type(refused(second(other))) is LinkNotFit
    assert type(refused(second(), other="PA-9")) is LinkNotFit


def test_what_has_ended_is_merged_with_nothing() -> None:
    other = first()
    other.do(AINO, CloseRequest, outcome=Outcome.SPAM)

    assert type(refused(second(other))) is RequestClosed


def test_what_somebody_else_may_read_is_not_merged() -> None:
    case = second()
    case.do(REQUESTER, ReplaceReceipt)

    assert why(case) == "read-by-others"


def test_whoever_is_kept_from_it_does_not_get_it_by_the_other_one() -> None:
    """What its requester wants to avoid would go on in that very person's hands."""
    avoiding = RequestWords(message=MORE, avoid="Onni.")
    case = second(plea=avoiding)
    assert why(case) == "kept-from"
    case.do(AINO, MatchAvoidance, workers=("onni",))
    assert why(case) == "kept-from"

    case.do(AINO, MatchAvoidance, nobody=True)
    merge(case)


def test_the_other_one_is_merged_into_what_somebody_is_kept_from() -> None:
    case = second(first(plea=RequestWords(message=HERS, avoid="Onni.")))
    case.beside["PA-8"].do(AINO, MatchAvoidance, workers=("onni",))
    merge(case)

    assert case.request.merged_into


def told(contact: Contact | None, asker: str | None) -> dict[str, Any]:
    plea = RequestWords(message=MORE, contact=contact)
    return {"plea": plea, "profile": Profile(municipality="698", asker=asker, language="fi")}


@pytest.mark.parametrize(
    ("contact", "asker", "fits"),
    [
        (Contact(phone="+358401234567"), "parent", True),
        (Contact(phone="040 765 4321"), "parent", False),
        (Contact(phone="040 123 4567"), "youth", False),
        (None, "parent", False),
    ],
)
def test_the_same_contact_is_one_that_both_told(
    contact: Contact | None, asker: str, fits: bool
) -> None:
    case = second(first(**told(TOLD, "parent")), **told(contact, asker))
    ground = MergeGround.SAME_CONTACT
    if fits:
        merge(case, ground=ground)
    else:
        assert why(case, ground=ground) == "contact-differs"


def test_what_was_merged_into_stays_where_it_is() -> None:
    """Or nobody would find what was merged into it."""
    case = merged()
    other, third = case.beside["PA-8"], first(request_id=UUID(int=9), reference="PA-9")
    other.beside["PA-9"] = third
    refusal = other.refusal(AINO, MergeIntoOther, other="PA-9", ground=MergeGround.OWN_STATEMENT)

    assert isinstance(refusal, MergeNotFit) and refusal.details["why"] == "in-other-hands"


def test_what_the_law_sets_a_time_for_stays_where_it_is() -> None:
    case = second()
    case.do(AINO, StartStatutoryClock, clock=StatutoryClock.SERVICE_NEED, is_application=True)
    assert why(case) == "in-other-hands"


def test_a_partners_request_is_not_merged() -> None:
    case = second()
    case.do(AINO, ClaimRequest)
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis="statute")
    case.do(MARIA, AcceptTransfer)

    assert type(refused(case, MARIA)).__name__ == "NotAllowed"


# -- both receipts live on --


def test_what_is_written_by_the_duplicates_receipt_waits_with_whoever_has_the_other() -> None:
    case = merged()
    case.beside["PA-8"].do(AINO, AssignRequest, worker="onni")
    assert case.own_view().may == ("message",)
    case.do(REQUESTER, WriteMessage, text="Vielä yksi asia.")
    request = case.request

    assert (request.state, request.claimed_by) == (State.CLAIMED, "onni")
    assert request.unread_since and request.unanswered and request.nearest_due_at
    assert case.own_view().merged


def test_it_waits_in_its_units_queue_where_whoever_has_the_other_may_not_have_it() -> None:
    case = merged()
    other = case.beside["PA-8"]
    other.do(AINO, OfferTransfer, unit="neuvola")
    other.do(OLLI, AcceptTransfer)
    case.do(REQUESTER, WriteMessage)

    assert (case.request.claimed_by, case.request.unit) == ("aino", "perhesosiaalityo")


def test_danger_written_there_is_looked_at_like_any_other() -> None:
    case = merged()
    case.do(REQUESTER, WriteMessage, text="Mieheni uhkaa tappaa minut.")

    assert case.request.awaits_danger_look


def test_the_same_message_sent_twice_wakes_it_once() -> None:
    case = merged()
    assert case.do(REQUESTER, WriteMessage, text="Hei.", seen=0) == ("reopened", "message-received")

    assert case.do(REQUESTER, WriteMessage, text="Hei.", seen=0) == ()


# -- one answer to both --


def answer(case: Case, actor: Actor = AINO, **how: Any) -> None:
    fields = {"text": ANSWER, "reply_kind": ReplyKind.ANSWER, "duplicates_too": True, **how}
    case.beside["PA-8"].do(actor, RespondToRequest, **fields)


def test_an_answer_reaches_both_receipts_as_an_event_of_its_own() -> None:
    case = merged()
    answer(case)

    assert [each.text for each in case.own_view().messages] == [ANSWER]
    assert case.own_view().messages[0].text == case.beside["PA-8"].own_view().messages[0].text
    assert case.request.first.answered_at and case.request.state is State.CLOSED


def test_it_reaches_one_where_that_is_not_asked_for() -> None:
    case = merged()
    answer(case, duplicates_too=False)

    assert case.own_view().messages == ()


def test_what_was_written_meanwhile_is_answered_with_it_and_sleeps_again() -> None:
    case = merged()
    case.do(REQUESTER, WriteMessage)
    answer(case)

    assert case.request.state is State.CLOSED and case.request.unanswered == ()
    assert case.own_view().may == ("message",)


def test_a_question_to_both_leaves_what_was_written_open() -> None:
    case = merged()
    case.do(REQUESTER, WriteMessage)
    answer(case, reply_kind=ReplyKind.QUESTION)

    assert case.request.state is State.ANSWERED


def test_who_may_not_read_what_was_written_does_not_answer_it() -> None:
    case = merged()
    case.do(REQUESTER, WriteMessage)
    case.beside["PA-8"].do(AINO, AssignRequest, worker="onni")

    with pytest.raises(DuplicateNotFit):
        answer(case, ONNI)
    assert not [each for each in case.events if isinstance(each, Replied)]


def test_nothing_is_sent_by_a_receipt_that_somebody_else_may_hold() -> None:
    case = merged()
    case.do(REQUESTER, ReplaceReceipt)

    with pytest.raises(DuplicateNotFit):
        answer(case)


def test_nothing_is_sent_to_a_requester_who_took_it_back() -> None:
    case = merged()
    case.do(REQUESTER, WriteMessage)
    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)
    case.do(REQUESTER, WithdrawRequest)

    with pytest.raises(DuplicateNotFit):
        answer(case)
    assert case.own_view().messages[-1].text != ANSWER


@pytest.mark.parametrize("seen", ["PA-7:{}", "PA-9:1"])
def test_what_was_not_seen_of_the_duplicate_is_not_answered(seen: str) -> None:
    case = merged()
    before = case.request.version
    case.do(REQUESTER, WriteMessage)

    with pytest.raises(DuplicateChanged):
        answer(case, duplicates_seen=(seen.format(before),))
    assert not [each for each in case.beside["PA-8"].events if isinstance(each, Replied)]


def test_what_was_seen_as_it_is_gets_the_answer() -> None:
    case = merged()
    case.do(REQUESTER, WriteMessage)
    answer(case, duplicates_seen=(f"PA-7:{case.request.version}",))

    assert case.own_view().messages[-1].text == ANSWER


def test_a_request_without_duplicates_sends_none() -> None:
    case = second()

    with pytest.raises(DuplicateNotFit):
        answer(case)


# -- the other one ends --


@pytest.mark.parametrize(
    ("actor", "command", "how"),
    [
        (HER_OTHER, WithdrawRequest, {}),
        (AINO, CloseRequest, {"outcome": Outcome.SPAM}),
        (ANTTI, EraseRequest, {}),
    ],
)
def test_what_nobody_answered_goes_on_when_the_other_one_ends(
    actor: Actor, command: type[Command], how: dict[str, Any]
) -> None:
    """Whoever holds the other receipt need not be who asks for help."""
    case = merged()
    case.beside["PA-8"].do(actor, command, **how)
    request = case.request

    assert (request.state, request.claimed_by, request.merged_into) == ("claimed", "aino", None)
    assert request.unanswered and request.nearest_due_at and not case.own_view().merged


def test_what_was_answered_sleeps_on() -> None:
    case = merged()
    answer(case, outcome=Outcome.ADVICE)

    assert case.request.state is State.CLOSED and case.own_view().merged


# -- taken back, erased --


def test_taking_it_up_again_parts_them() -> None:
    case = merged()
    case.do(AINO, ReopenRequest)

    assert case.request.merged_into is None and not case.own_view().merged
    assert case.request.unanswered and case.request.claimed_by == "aino"
    with pytest.raises(DuplicateNotFit):
        answer(case)


def test_a_merge_that_is_undone_leaves_neither_promise_nor_mark_of_danger() -> None:
    calm = first(moment=at(10, 9), message="Emme jaksa.")
    case = second(calm, moment=at(8, 9), message="Mieheni uhkaa tappaa minut.")
    other = case.beside["PA-8"]
    own_promise = other.request.current.promise
    merge(case, moment=at(10, 10))
    assert other.request.danger and other.request.current.promise != own_promise

    case.do(AINO, ReopenRequest)

    assert not other.request.danger and not other.request.concerns_duty
    assert other.request.current.promise == own_promise and other.request.unanswered == (0,)
    assert case.request.danger and case.request.unanswered
    for each in (case, other):
        assert judge(each.events, {CATALOGUE.version: CATALOGUE}, each.now)


def test_danger_of_its_own_stays_when_a_merge_is_undone() -> None:
    danger = "Mieheni uhkaa tappaa minut."
    case = second(first(message=danger), message=danger)
    merge(case)
    case.do(AINO, ReopenRequest)

    assert case.beside["PA-8"].request.danger


def test_danger_that_showed_since_stays_when_a_merge_is_undone() -> None:
    case = second(first(message="Emme jaksa."), message="Mieheni uhkaa tappaa minut.")
    other = case.beside["PA-8"]
    merge(case)
    other.do(HER_OTHER, WriteMessage, text="Hän uhkaa tappaa minut.")
    case.do(AINO, ReopenRequest)

    assert other.request.danger and other.request.awaits_danger_look


def test_what_was_answered_meanwhile_stays_answered_when_a_merge_is_undone() -> None:
    case = second(first(moment=at(10, 9)), moment=at(8, 9))
    other = case.beside["PA-8"]
    merge(case, moment=at(10, 10))
    answer(case)
    case.do(AINO, ReopenRequest)

    taken = [each for each in other.request.promises if each.taken_over]
    assert taken[0].answered_at is not None and taken[0].settled_at is None
    assert other.request.unanswered == ()


def test_the_link_stands_as_long_as_they_are_merged() -> None:
    case = merged()
    assert type(case.refusal(AINO, UnlinkRequests, other="PA-8")) is MergeStands
    case.do(AINO, ReopenRequest)
    case.do(AINO, UnlinkRequests, other="PA-8")

    assert case.request.links == {} == case.beside["PA-8"].request.links


def test_erasing_either_leaves_the_other_whole() -> None:
    case = merged()
    other = case.beside["PA-8"]
    answer(case, outcome=Outcome.ADVICE)
    other.do(ANTTI, EraseRequest)
    other.keys = RequestKeys(words=None, profile=None, protection=other.keys.protection)
    case.do(REQUESTER, WriteMessage, text="Onko siellä joku?")

    assert case.own_view(first_too=True).messages[0].text == MORE
    assert (case.request.state, case.request.claimed_by) == (State.CLAIMED, "aino")


def test_erasure_forgets_where_it_went_on() -> None:
    case = merged()
    case.do(ANTTI, EraseRequest)

    assert case.request.merged_into is None
    assert str(OTHER_ID) not in repr(case.stored) and "PA-8" not in repr(case.events)
    assert case.beside["PA-8"].last(Linked).reference is not None


def test_the_clock_goes_on_with_what_was_taken_over() -> None:
    case = second(first(moment=at(14, 9)), moment=at(8, 9))
    merge(case, moment=at(14, 10))
    other = case.beside["PA-8"]
    kinds = other.sweep(other.now + timedelta(days=1) + MINUTE)

    assert {"escalated", "promise-missed"} <= set(kinds)
    assert other.sweep(other.now) == ()
    assert judge(other.events, {CATALOGUE.version: CATALOGUE}, other.now).promises == 2
