"""Does every history that the rules accept leave a request whole?"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from tests.domain.given import AINO, CATALOGUE, REQUESTER, Case, LoggedRead
from tests.properties.histories import HANDLERS, History, histories, lived, tried, twin
from triage.codes import State
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import ReopenOwnRequest, WithdrawRequest
from triage.request.commands.own.details import AddDetails
from triage.request.enforcement import next_due_at, undone
from triage.request.events import Escalated, LookOverdue, PromiseMissed, Reminded
from triage.request.help_request import HelpRequest
from triage.store.events.sealing import SealingMapper

# About two seconds for each property on two slow cores.
bounded = settings(max_examples=30)
FOR_EVER = timedelta(days=400)
# What older events leave to the rule of then.
LATER_FIELDS = {"takes_effect", "ends_withdrawn", "urgency_lapses"}
OFFERS = {
    "message": WriteMessage,
    "withdraw": WithdrawRequest,
    "reopening": ReopenOwnRequest,
    "details": AddDetails,
}


def makes_the_same_again(case: Case) -> None:
    assert case.request == without_lost_words(case.left, case)


def without_lost_words(request: HelpRequest, case: Case) -> HelpRequest:
    """As it is after erasure: what was still in memory when the keys went can't be read again."""
    if case.keys.words is None:
        forget_words(request)
    return request


def forget_words(request: HelpRequest) -> None:
    """Leave of the state what is folded without keys.

    Of data requests only the words go: what was asked, when and what came of it stays.
    """
    request.plea = request.profile = request.told_profile = request.informant = None
    request.last_message = request.details_sent_as = request.recorded_system = None
    request.said_before = ()
    request.compromised_addresses, request.taken_back = frozenset(), frozenset()
    request.consents_given, request.consents_before = {}, None
    request.links, request.merged_into = {}, None
    request.written_on = [None] * len(request.written_on)
    for each in request.data_requests.values():
        each.text = each.answer = None
    for miss in request.misses:
        miss.action = None


@bounded
@given(histories)
def test_the_stream_makes_the_request_that_the_commands_left(history: History) -> None:
    lived(history, after_each=makes_the_same_again)


@bounded
@given(histories)
def test_without_the_words_the_state_is_the_same(history: History) -> None:
    case = lived(history)

    blind: HelpRequest | None = None
    for stored in case.stored:
        blind = SealingMapper().to_domain_event(stored).mutate(blind)
    assert blind is not None
    sighted = case.request
    forget_words(sighted)
    assert blind == sighted


@bounded
@given(histories)
def test_events_of_before_mean_what_they_meant(history: History) -> None:
    case = lived(history)

    folded: HelpRequest | None = None
    for event in case.events:
        for field in LATER_FIELDS & vars(event).keys():
            object.__setattr__(event, field, None)
        folded = event.mutate(folded)
    assert folded == case.request


def is_whole(case: Case) -> None:
    request = case.request
    assert request.unit in CATALOGUE.units
    assert request.claimed_by not in request.recused
    # The first promise may have run out before the request was taken up again, and a retraction
    # opens those that its message had kept.
    opened_first = [each for each in request.unanswered if not request.promises[each].open_again]
    assert len(opened_first) <= 1 + (0 in request.unanswered)
    assert not (request.ended and (request.offered_to or request.waiting_for or request.escalated))
    assert (request.offered_to is not None) == (request.state is State.OFFERED)
    assert not (request.state is State.WITHDRAWN and request.pressing)
    assert request.first.settled_at is None


@bounded
@given(histories)
def test_a_request_always_has_one_unit_and_contradicts_itself_nowhere(history: History) -> None:
    lived(history, after_each=is_whole)


def is_enforced(case: Case) -> None:
    assert all(due.due_at > case.request.submitted_at for due in undone(case.request))
    swept = twin(case)
    swept.sweep(case.now)
    due_at = next_due_at(swept.request)
    assert due_at is None or due_at > case.now
    assert swept.sweep(case.now) == ()


@bounded
@given(histories)
def test_the_clocks_work_is_done_once_it_is_done(history: History) -> None:
    lived(history, after_each=is_enforced)


@bounded
@given(histories)
def test_every_broken_promise_is_counted_once_and_no_kept_one_is(history: History) -> None:
    case = lived(history)

    case.sweep(case.now + FOR_EVER)

    missed = [each.promise_number for each in case.events if isinstance(each, PromiseMissed)]
    assert sorted(missed) == [
        each.number
        for each in case.request.promises
        if (each.answered_at or each.settled_at or case.now) >= each.promise.breach_at
    ]


@bounded
@given(histories)
def test_no_step_of_the_clock_is_recorded_twice(history: History) -> None:
    case = lived(history)

    case.sweep(case.now + FOR_EVER)

    steps = Counter(
        # Danger in a later message asks for a look of its own, due at a moment of its own.
        (each.kind(), each.told, each.due_at)
        if isinstance(each, LookOverdue)
        else (each.kind(), each.promise_number)
        for each in case.events
        if isinstance(each, Reminded | Escalated | PromiseMissed | LookOverdue)
    )
    assert not [step for step, times in steps.items() if times > 1]


@bounded
@given(histories)
def test_the_requesters_view_names_nobody_in_any_history(history: History) -> None:
    case = lived(history)

    shown = repr(case.own_view([LoggedRead(at=case.now)], first_too=True))

    assert not [each.username for each in HANDLERS if f"'{each.username}'" in shown]


def offers_what_is_accepted(case: Case) -> None:
    for offer in case.own_view().may:
        assert tried(twin(case), REQUESTER, OFFERS[offer], {}, timedelta(minutes=1)), offer


@bounded
@given(histories)
def test_what_the_requester_is_offered_is_accepted(history: History) -> None:
    lived(history, after_each=offers_what_is_accepted)


@bounded
@given(histories)
def test_nobody_reads_a_word_after_recusal(history: History) -> None:
    case = lived(history)

    for username in case.request.recused:
        actor = next((each for each in HANDLERS if each.username == username), None)
        actor = actor or replace(AINO, username=username)
        assert case.standing(actor) == "none"
