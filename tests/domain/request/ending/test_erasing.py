"""What does erasing destroy, what does it leave, and when is it refused?"""

import pytest

from tests.domain.given import (
    AINO,
    ANTTI,
    KERTTU,
    REQUESTER,
    TIINA,
    VILLE,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
)
from triage.actors import Actor
from triage.codes import Outcome, RetentionClass, State
from triage.errors.requests import ErasureRefused, NotAllowed, RequestErased
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import CloseRequest, EraseRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.events import Closed, Erased, MessageReceived, PromiseMissed, Replied

DANGEROUS = "Mieheni uhkaa tappaa minut."
KEPT = [
    RetentionClass.FAMILY_SERVICES,
    RetentionClass.CHILD_PROTECTION,
    RetentionClass.FAMILY_LAW,
]


def test_erasing_forgets_words_and_profile() -> None:
    request = erased().request

    assert (request.plea, request.profile) == (None, None)


def test_erasing_forgets_the_dialogue() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage)

    case.do(ANTTI, EraseRequest)

    assert (case.last(Replied).text, case.last(MessageReceived).text) == (None, None)


def test_the_skeleton_stays() -> None:
    request = erased().request

    assert (request.topics, request.unit, request.outcome, request.first.answered_at) == (
        ("TAL",),
        "perhesosiaalityo",
        "advice",
        at(8, 9, 2),
    )


def test_the_reason_for_erasing_outlives_the_keys() -> None:
    case = closed()

    case.do(ANTTI, EraseRequest, because="Pyytäjän oma pyyntö.")

    because = case.last(Erased).because
    assert because is not None and because.reveal() == "Pyytäjän oma pyyntö."


def test_an_erased_request_has_ended() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage)

    case.do(ANTTI, EraseRequest)

    assert (case.request.state, case.request.waiting_for, case.request.unanswered) == (
        State.CLOSED,
        None,
        (),
    )


def test_an_erased_request_that_nobody_answered_still_misses_its_promise() -> None:
    case = submitted()
    case.do(ANTTI, EraseRequest)

    assert case.sweep(at(14, 9)) == (PromiseMissed.kind(),)


def test_what_is_erased_is_not_erased_again() -> None:
    assert type(erased().refusal(ANTTI, EraseRequest)) is RequestErased


@pytest.mark.parametrize("kept", KEPT)
def test_a_class_that_the_law_keeps_is_not_erased(kept: RetentionClass) -> None:
    case = answered()
    case.do(AINO, CloseRequest, outcome=Outcome.CONTINUES_HERE, retention_class=kept)

    refusal = case.refusal(ANTTI, EraseRequest, despite_class_because=None)

    assert (type(refusal), refusal.details) == (ErasureRefused, {"ground": str(kept)})


def test_a_second_reason_erases_despite_the_class() -> None:
    case = answered()
    case.do(
        AINO,
        CloseRequest,
        outcome=Outcome.CONTINUES_HERE,
        retention_class=RetentionClass.FAMILY_LAW,
    )

    assert case.do(ANTTI, EraseRequest, despite_class_because="Väärä henkilö.") == ("erased",)


def test_a_notice_made_after_closing_names_the_ground() -> None:
    case = closed()
    assert case.last(Closed).retention_class == "advice"
    case.do(AINO, RecordProtectionNotice, family_told=True)

    refusal = case.refusal(ANTTI, EraseRequest)

    assert (type(refusal), refusal.details) == (ErasureRefused, {"ground": "child-protection"})


def test_a_cry_for_help_that_waits_is_not_erased_for_one_reason() -> None:
    refusal = submitted(DANGEROUS).refusal(ANTTI, EraseRequest, despite_class_because=None)

    assert (type(refusal), refusal.details) == (ErasureRefused, {"ground": "pressing"})


def test_a_calm_request_may_be_erased_before_it_is_answered() -> None:
    assert submitted().do(ANTTI, EraseRequest, despite_class_because=None) == ("erased",)


@pytest.mark.parametrize("actor", [AINO, KERTTU, VILLE, TIINA, REQUESTER])
def test_only_the_administrator_erases(actor: Actor) -> None:
    assert type(claimed().refusal(actor, EraseRequest)) is NotAllowed
