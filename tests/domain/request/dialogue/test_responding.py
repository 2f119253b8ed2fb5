"""Are a look, an answer and an outcome one act, of which all is kept or nothing?"""

import pytest

from tests.domain.given import (
    AINO,
    ENDINGS,
    KERTTU,
    OLLI,
    ONNI,
    REFUSED_AFTER,
    REQUESTER,
    answered,
    claimed,
    submitted,
)
from triage.codes import Outcome, ReplyKind, RetentionClass, State, Urgency
from triage.errors.requests import (
    AlreadyClaimed,
    NotAnswered,
    NotLookedAt,
    OutcomeNotFit,
    RequestUnknown,
    TransferPending,
    WriterUnconfirmed,
)
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.handling import OpenRequest, RecuseFromRequest
from triage.request.commands.responding import RespondToRequest
from triage.request.commands.transfer import OfferTransfer
from triage.request.commands.writer import MarkContactCompromised
from triage.request.events import Closed, UrgencyAssessed

ANSWER = {"reply_kind": ReplyKind.ANSWER, "because": None}
LOOK = {"level": Urgency.NORMAL, "because": "Luin kaiken."}
DANGEROUS = "Mieheni uhkaa tappaa minut."


def test_look_answer_and_outcome_leave_the_events_of_their_own_verbs() -> None:
    case = submitted()

    kinds = case.do(AINO, RespondToRequest, **ANSWER | LOOK, outcome=Outcome.ADVICE)

    assert kinds == ("claimed", "urgency-assessed", "replied", "closed")
    assert (case.request.state, case.request.claimed_by) == (State.CLOSED, "aino")
    assert case.request.first.answered_at == case.now
    assert case.last(UrgencyAssessed).level is Urgency.NORMAL
    assert case.last(Closed).retention_class == str(RetentionClass.ADVICE)


def test_an_answer_alone_claims_what_is_nobodys() -> None:
    assert submitted().do(AINO, RespondToRequest, **ANSWER) == ("claimed", "replied")


def test_what_is_ones_own_is_not_claimed_again() -> None:
    assert claimed().do(AINO, RespondToRequest, **ANSWER) == ("replied",)


def test_a_refused_outcome_keeps_neither_claim_nor_look_nor_answer() -> None:
    case = submitted()
    holding = LOOK | {"reply_kind": ReplyKind.HOLDING, "outcome": Outcome.ADVICE}

    refusal = case.refusal(AINO, RespondToRequest, **holding)

    assert isinstance(refusal, NotAnswered)
    assert (case.request.claimed_by, case.request.looked_at) == (None, None)
    assert case.request.last_reply_kind is None


def test_an_outcome_that_does_not_fit_refuses_the_whole() -> None:
    case = claimed()

    refusal = case.refusal(AINO, RespondToRequest, **ANSWER, outcome=Outcome.WITHDRAWN)

    assert isinstance(refusal, OutcomeNotFit)
    assert case.request.last_reply_kind is None


def test_new_danger_wants_the_look_before_the_end() -> None:
    case = answered()
    case.do(REQUESTER, WriteMessage, text=DANGEROUS)
    ends = {"reply_kind": ReplyKind.HOLDING, "outcome": Outcome.ADVICE}

    without = case.refusal(AINO, RespondToRequest, **ends, because=None)
    kinds = case.do(AINO, RespondToRequest, **ends | LOOK)

    assert isinstance(without, NotLookedAt)
    assert kinds == ("urgency-assessed", "replied", "closed")


def test_an_unconfirmed_writer_is_neither_claimed_nor_answered() -> None:
    case = submitted()
    case.do(AINO, MarkContactCompromised)

    refused = case.refusal(AINO, RespondToRequest, **ANSWER)
    kinds = case.do(AINO, RespondToRequest, **ANSWER, writer_confirmed=True)

    assert isinstance(refused, WriterUnconfirmed)
    assert kinds[-1] == "replied"


def test_whoever_was_slower_is_told_who_has_it() -> None:
    case = claimed(AINO)

    refusal = case.refusal(ONNI, RespondToRequest, **ANSWER | LOOK)

    assert isinstance(refusal, AlreadyClaimed)
    assert refusal.details == {"by": "aino"}


def test_whoever_opened_a_colleagues_request_may_answer_in_one_act() -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)

    assert case.do(ONNI, RespondToRequest, **ANSWER) == ("replied",)
    assert case.request.claimed_by == "aino"


def test_an_offer_that_waits_can_be_answered_but_not_closed() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")

    closing = case.refusal(AINO, RespondToRequest, **ANSWER, outcome=Outcome.ADVICE)

    assert isinstance(closing, TransferPending)
    assert case.do(AINO, RespondToRequest, **ANSWER) == ("replied",)


def test_the_receiver_of_an_offer_accepts_first() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")

    assert isinstance(case.refusal(OLLI, RespondToRequest, **ANSWER), TransferPending)


def test_whoever_stepped_aside_knows_of_no_request() -> None:
    case = submitted()
    case.do(KERTTU, RecuseFromRequest)

    assert isinstance(case.refusal(KERTTU, RespondToRequest, **ANSWER), RequestUnknown)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_has_ended_takes_no_answer(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, RespondToRequest, **ANSWER | LOOK)
    assert isinstance(refusal, REFUSED_AFTER[ending])
