"""Who takes a request in hand, and who lets go? Claims, releases, assignments and recusals."""

import pytest

from tests.domain.given import (
    AINO,
    ENDINGS,
    KERTTU,
    OLLI,
    ONNI,
    REFUSED_AFTER,
    VILLE,
    Case,
    claimed,
    submitted,
)
from triage.actors import Actor
from triage.codes import State
from triage.errors.requests import (
    AlreadyClaimed,
    NotAllowed,
    NotClaimed,
    RequestUnknown,
    TransferPending,
    UnknownWorker,
    WorkerRecused,
)
from triage.request.commands.handling import (
    AssignRequest,
    ClaimRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.transfer import OfferTransfer
from triage.request.events import Assigned, Released

DANGEROUS = "Mieheni uhkaa tappaa minut."


def offered_to_neuvola() -> Case:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    return case


# -- claiming --


def test_a_claimed_request_is_in_the_workers_hand() -> None:
    case = submitted()

    case.do(AINO, ClaimRequest)

    assert (case.request.claimed_by, case.request.state) == ("aino", State.CLAIMED)


def test_of_two_claims_the_second_is_told_who_was_first() -> None:
    case = claimed(AINO)

    refusal = case.refusal(ONNI, ClaimRequest)

    assert (type(refusal), refusal.details) == (AlreadyClaimed, {"by": "aino"})


def test_claiming_ones_own_again_records_nothing() -> None:
    assert claimed(AINO).do(AINO, ClaimRequest) == ()


def test_a_request_of_another_unit_is_unknown_to_who_claims_it() -> None:
    assert type(submitted().refusal(OLLI, ClaimRequest)) is RequestUnknown


def test_the_coordinator_claims_what_nobody_has() -> None:
    case = submitted()

    case.do(KERTTU, ClaimRequest)

    assert case.request.claimed_by == "kerttu"


def test_an_offer_must_be_accepted_before_it_is_claimed() -> None:
    assert type(offered_to_neuvola().refusal(OLLI, ClaimRequest)) is TransferPending


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_takes_no_worker(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, ClaimRequest)

    assert type(refusal) is REFUSED_AFTER[ending]


# -- releasing --


def test_a_released_request_waits_for_whoever_claims_it() -> None:
    case = claimed(AINO)

    case.do(AINO, ReleaseRequest)

    assert (case.request.claimed_by, case.request.unit) == (None, "perhesosiaalityo")


def test_the_coordinator_takes_a_request_out_of_a_workers_hand() -> None:
    case = claimed(AINO)

    case.do(KERTTU, ReleaseRequest)

    assert (case.request.claimed_by, case.last(Released).worker) == (None, "aino")


def test_a_colleague_does_not_take_a_request_out_of_a_workers_hand() -> None:
    refusal = claimed(AINO).refusal(ONNI, ReleaseRequest)

    assert (type(refusal), refusal.details) == (AlreadyClaimed, {"by": "aino"})


def test_what_nobody_has_cannot_be_released() -> None:
    assert type(submitted().refusal(AINO, ReleaseRequest)) is NotClaimed


def test_the_receiver_of_an_offer_releases_nothing() -> None:
    assert type(offered_to_neuvola().refusal(OLLI, ReleaseRequest)) is TransferPending


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_is_not_released(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, ReleaseRequest)

    assert type(refusal) is REFUSED_AFTER[ending]


# -- assigning --


@pytest.mark.parametrize("giver", [AINO, KERTTU], ids=["a colleague", "the coordinator"])
def test_an_unclaimed_request_may_be_given_to_a_worker_of_its_unit(giver: Actor) -> None:
    case = submitted()

    case.do(giver, AssignRequest, worker="onni")

    assert (case.request.claimed_by, case.last(Assigned).by.username) == ("onni", giver.username)


@pytest.mark.parametrize("giver", [AINO, KERTTU], ids=["the holder", "the coordinator"])
def test_a_claimed_request_is_passed_on_by_its_holder_or_the_coordinator(giver: Actor) -> None:
    case = claimed(AINO)

    case.do(giver, AssignRequest, worker="onni")

    assert case.request.claimed_by == "onni"


def test_a_colleague_does_not_pass_a_claimed_request_on() -> None:
    refusal = claimed(AINO).refusal(ONNI, AssignRequest, worker="onni")

    assert (type(refusal), refusal.details) == (AlreadyClaimed, {"by": "aino"})


@pytest.mark.parametrize(
    "worker",
    ["olli", "maria", "ville", "elli", "nobody"],
    ids=["another unit", "a partner", "the duty", "an editor", "no account"],
)
def test_a_request_is_given_only_to_a_worker_of_its_unit(worker: str) -> None:
    refusal = submitted().refusal(KERTTU, AssignRequest, worker=worker)

    assert (type(refusal), refusal.details) == (UnknownWorker, {"worker": worker})


def test_a_recused_worker_is_given_nothing() -> None:
    case = submitted()
    case.do(ONNI, RecuseFromRequest)

    refusal = case.refusal(AINO, AssignRequest, worker="onni")

    assert (type(refusal), refusal.details) == (WorkerRecused, {"worker": "onni"})


def test_giving_a_request_to_who_has_it_records_nothing() -> None:
    assert claimed(AINO).do(KERTTU, AssignRequest, worker="aino") == ()


def test_the_duty_gives_a_request_to_nobody() -> None:
    assert type(submitted(DANGEROUS).refusal(VILLE, AssignRequest, worker="aino")) is NotAllowed


def test_the_receiver_of_an_offer_assigns_nobody() -> None:
    refusal = offered_to_neuvola().refusal(OLLI, AssignRequest, worker="olli")

    assert type(refusal) is TransferPending


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_request_is_given_to_nobody(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, AssignRequest, worker="onni")

    assert type(refusal) is REFUSED_AFTER[ending]
