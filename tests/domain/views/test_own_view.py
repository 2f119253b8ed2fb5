"""What does the requester see of the own request, and what never?"""

from collections.abc import Callable
from datetime import date

import pytest

from projections.views.own_request import OwnState
from projections.views.request.handled_by import HandledBy
from tests.domain.given import (
    AINO,
    KERTTU,
    OLLI,
    ONNI,
    REQUESTER,
    Case,
    LoggedRead,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.actors import Actor
from triage.codes import Channel, ReplyKind, Urgency
from triage.request.commands.command import Command
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import CloseRequest, ReopenOwnRequest, ReopenRequest
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    ClaimRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer


def reopened() -> Case:
    case = closed()
    case.do(REQUESTER, ReopenOwnRequest)
    return case


def assigned() -> Case:
    case = submitted()
    case.do(KERTTU, AssignRequest, worker="aino")
    return case


def accepted() -> Case:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer, moment=at(8, 12))
    return case


def held_by_message() -> Case:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)
    return case


def asked_again() -> Case:
    case = answered()
    case.do(REQUESTER, WriteMessage, moment=at(14, 9))
    return case


STATES: list[tuple[Callable[[], Case], OwnState]] = [
    (submitted, OwnState.RECEIVED),
    (claimed, OwnState.BEING_HANDLED),
    (assigned, OwnState.BEING_HANDLED),
    (accepted, OwnState.BEING_HANDLED),
    (held_by_message, OwnState.BEING_HANDLED),
    (answered, OwnState.ANSWERED),
    (asked_again, OwnState.BEING_HANDLED),
    (closed, OwnState.CLOSED),
    (withdrawn, OwnState.WITHDRAWN),
    (erased, OwnState.CLOSED),
    (reopened, OwnState.BEING_HANDLED),
]


@pytest.mark.parametrize(
    ("situation", "state"), STATES, ids=[situation.__name__ for situation, _ in STATES]
)
def test_the_state_is_told_in_the_requesters_terms(
    situation: Callable[[], Case], state: OwnState
) -> None:
    assert situation().own_view().state is state


def asked_back(*later: tuple[Actor, type[Command], dict[str, object]]) -> Case:
    case = claimed()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.QUESTION)
    for actor, command, said in later:
        case.do(actor, command, **said)
    return case


ANSWER = (AINO, ReplyToRequester, {"reply_kind": ReplyKind.ANSWER})
HOLDING = (AINO, ReplyToRequester, {"reply_kind": ReplyKind.HOLDING})
CALLED = (AINO, RecordContactAttempt, {"channel": Channel.PHONE, "reached": True})
MISSED = (AINO, RecordContactAttempt, {"channel": Channel.PHONE, "reached": False})
WROTE: tuple[Actor, type[Command], dict[str, object]] = (REQUESTER, WriteMessage, {})


@pytest.mark.parametrize(
    ("later", "asks"),
    [
        ([], True),
        ([HOLDING], True),
        ([MISSED], True),
        ([ANSWER], False),
        ([CALLED], False),
        ([WROTE], False),
        ([WROTE, HOLDING], False),
        ([ANSWER, HOLDING], False),
    ],
)
def test_a_question_waits_until_something_answers_it(
    later: list[tuple[Actor, type[Command], dict[str, object]]], asks: bool
) -> None:
    assert asked_back(*later).own_view().asks is asks


def test_an_answer_asks_nothing_and_neither_does_an_end() -> None:
    assert not answered().own_view().asks
    ended = asked_back()
    ended.do(AINO, CloseRequest, outcome="advice")
    assert not ended.own_view().asks


def test_a_look_alone_is_not_yet_handling() -> None:
    case = submitted()

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.own_view().state is OwnState.RECEIVED


# -- the promise --


def test_only_the_outer_day_is_told() -> None:
    view = submitted(moment=at(8, 9)).own_view()

    assert (view.answer_by_on, view.answer_by) == (date(2026, 9, 10), at(11, 0))


def test_a_follow_up_tells_its_own_day() -> None:
    assert asked_again().own_view().answer_by_on == date(2026, 9, 16)


# -- who handles it --


def test_before_anybody_has_it_the_unit_is_told() -> None:
    assert submitted().own_view().handled_by == HandledBy(unit="perhesosiaalityo", role=None)


@pytest.mark.parametrize("situation", [claimed, assigned])
def test_the_role_of_who_has_it_is_told(situation: Callable[[], Case]) -> None:
    assert situation().own_view().handled_by == HandledBy(unit="perhesosiaalityo", role="worker")


def test_a_coordinator_who_has_it_is_told_as_such() -> None:
    case = submitted()

    case.do(KERTTU, ClaimRequest)

    assert case.own_view().handled_by == HandledBy(unit="perhesosiaalityo", role="coordinator")


@pytest.mark.parametrize("command", [ReleaseRequest, RecuseFromRequest])
def test_when_nobody_has_it_no_role_is_told(
    command: type[ReleaseRequest | RecuseFromRequest],
) -> None:
    case = claimed()

    case.do(AINO, command)

    assert case.own_view().handled_by == HandledBy(unit="perhesosiaalityo", role=None)


def test_a_colleagues_recusal_changes_nothing_for_the_requester() -> None:
    case = claimed(AINO)

    case.do(ONNI, RecuseFromRequest)

    assert case.own_view().handled_by == HandledBy(unit="perhesosiaalityo", role="worker")


@pytest.mark.parametrize(
    ("actor", "command", "role"),
    [(AINO, ReopenRequest, "worker"), (REQUESTER, ReopenOwnRequest, None)],
)
def test_a_reopened_request_is_in_the_hands_of_who_closed_it_or_nobodys(
    actor: Actor, command: type[Command], role: str | None
) -> None:
    case = closed()

    case.do(actor, command)

    assert case.own_view().handled_by == HandledBy(unit="perhesosiaalityo", role=role)


def test_a_move_is_told_with_its_moment() -> None:
    view = accepted().own_view()

    assert (view.handled_by, [(each.unit, each.at) for each in view.moved]) == (
        HandledBy(unit="neuvola", role="worker"),
        [("neuvola", at(8, 12))],
    )


def test_an_offer_that_nobody_accepted_is_not_told() -> None:
    case = claimed()

    case.do(AINO, OfferTransfer, unit="neuvola")

    assert case.own_view().handled_by == HandledBy(unit="perhesosiaalityo", role="worker")


def test_no_name_of_staff_is_anywhere_in_the_view() -> None:
    case = claimed(AINO)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert "aino" not in repr(case.own_view([LoggedRead(at=at(8, 10))], first_too=True))


# -- the dialogue --


def test_the_first_message_comes_only_when_it_is_asked_for() -> None:
    case = submitted("Emme jaksa.")

    shown, asked_for = case.own_view(), case.own_view(first_too=True)
    assert (shown.messages, [each.text for each in asked_for.messages]) == ((), ["Emme jaksa."])


def test_that_there_is_a_first_message_is_always_told() -> None:
    assert submitted("Emme jaksa.").own_view().has_first_message


def test_without_words_there_is_no_first_message() -> None:
    assert not submitted(None).own_view().has_first_message


def test_the_dialogue_is_in_order_with_who_wrote_what() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text="Kiitos.")

    assert [(each.sender, each.text, each.kind) for each in case.own_view().messages] == [
        ("worker", "Some words.", "answer"),
        ("requester", "Kiitos.", None),
    ]


def test_notes_and_calls_are_no_part_of_the_dialogue() -> None:
    case = claimed()
    case.do(AINO, AddNote, text="salaisuus")
    case.do(AINO, RecordContactAttempt, channel=Channel.PHONE, reached=False, text="salaisuus")

    assert "salaisuus" not in repr(case.own_view(first_too=True))
