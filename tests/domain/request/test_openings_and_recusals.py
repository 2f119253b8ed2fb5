"""Who may look in beside the holder, and who must not look at all? Openings and recusals."""

from datetime import datetime

import pytest

from tests.domain.given import (
    AINO,
    ENDINGS,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    REFUSED_AFTER,
    VILLE,
    Case,
    at,
    claimed,
    closed,
    submitted,
)
from triage.actors import Actor
from triage.codes import ReplyKind, State
from triage.errors.requests import (
    ReasonNeeded,
    RequestErased,
    RequestUnknown,
    TransferPending,
)
from triage.request.commands.command import Command
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.handling import (
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.transfer import OfferTransfer
from triage.request.events import Opened
from triage.request.need_to_know import Standing

DANGEROUS = "Mieheni uhkaa tappaa minut."


def offered_to_neuvola() -> Case:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="neuvola")
    return case


# -- opening a colleague's request --


def test_a_colleague_reads_nothing_without_a_reason() -> None:
    case = claimed(AINO)

    refusal = case.refusal(ONNI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (type(refusal), refusal.details) == (ReasonNeeded, {"ground": "colleague"})


@pytest.mark.parametrize(
    ("opened_at", "until_at"),
    [(at(8, 15), at(9, 0)), (at(9, 0, 30), at(10, 0))],
    ids=["afternoon", "after midnight"],
)
def test_an_opening_lasts_until_the_day_ends_in_helsinki(
    opened_at: datetime, until_at: datetime
) -> None:
    case = claimed(AINO)

    case.do(ONNI, OpenRequest, moment=opened_at)

    assert case.last(Opened).until_at == until_at


@pytest.mark.parametrize(
    ("day", "hour", "minute", "ground"),
    [(8, 23, 59, Standing.OPENED), (9, 0, 0, Standing.COLLEAGUE)],
)
def test_an_opening_is_over_at_midnight(day: int, hour: int, minute: int, ground: Standing) -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest, moment=at(8, 15))

    assert case.standing(ONNI, at(day, hour, minute)) is ground


def test_an_opening_is_one_persons_own() -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)

    assert case.standing(KERTTU) is Standing.COLLEAGUE


def test_who_has_opened_a_request_may_answer_it_in_its_holders_place() -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)

    case.do(ONNI, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (case.request.claimed_by, case.request.state) == ("aino", State.ANSWERED)


@pytest.mark.parametrize("actor", [AINO, ONNI, KERTTU])
def test_who_reads_already_needs_no_opening(actor: Actor) -> None:
    case = submitted()

    assert case.do(actor, OpenRequest) == ()


def test_an_opening_that_still_lasts_is_not_recorded_again() -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)

    assert case.do(ONNI, OpenRequest) == ()


def test_a_closed_request_may_still_be_opened_with_a_reason() -> None:
    assert closed().do(ONNI, OpenRequest) == ("opened",)


def test_an_erased_request_has_nothing_left_to_open() -> None:
    assert type(ENDINGS["erased"]().refusal(ONNI, OpenRequest)) is RequestErased


def test_an_offer_is_not_opened_with_a_reason() -> None:
    assert type(offered_to_neuvola().refusal(OLLI, OpenRequest)) is TransferPending


def test_a_request_of_another_unit_is_not_opened_with_any_reason() -> None:
    assert type(claimed(AINO).refusal(MARIA, OpenRequest)) is RequestUnknown


# -- recusal --


def test_a_recused_worker_meets_the_request_on_no_ground() -> None:
    case = submitted()

    case.do(ONNI, RecuseFromRequest)

    assert case.standing(ONNI) is Standing.NONE


def test_a_recused_worker_cannot_act_on_what_is_unknown_to_them() -> None:
    case = submitted()
    case.do(ONNI, RecuseFromRequest)

    assert type(case.refusal(ONNI, ClaimRequest)) is RequestUnknown


def test_a_recusal_puts_the_request_back_for_the_others() -> None:
    case = claimed(AINO)

    case.do(AINO, RecuseFromRequest)

    assert (case.request.claimed_by, case.standing(ONNI)) == (None, Standing.TRIAGE)


def test_a_colleagues_recusal_leaves_the_holder_alone() -> None:
    case = claimed(AINO)

    case.do(ONNI, RecuseFromRequest)

    assert case.request.claimed_by == "aino"


def test_a_recusal_ends_an_opening() -> None:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)

    case.do(ONNI, RecuseFromRequest)

    assert case.request.openings == {}


@pytest.mark.parametrize("actor", [KERTTU, VILLE], ids=["coordinator", "duty"])
def test_nobody_is_above_recusal(actor: Actor) -> None:
    case = submitted(DANGEROUS)

    case.do(actor, RecuseFromRequest)

    assert case.standing(actor) is Standing.NONE


def test_the_receiver_of_an_offer_may_step_aside() -> None:
    case = offered_to_neuvola()

    case.do(OLLI, RecuseFromRequest)

    assert case.standing(OLLI) is Standing.NONE


@pytest.mark.parametrize("ending", ENDINGS)
def test_nobody_steps_aside_from_an_ended_request(ending: str) -> None:
    refusal = ENDINGS[ending]().refusal(AINO, RecuseFromRequest)

    assert type(refusal) is REFUSED_AFTER[ending]


@pytest.mark.parametrize("command", [ReleaseRequest, OpenRequest, RecuseFromRequest])
def test_a_typed_reason_is_sealed(command: type[Command]) -> None:
    case = claimed(AINO)

    case.do(ONNI if command is OpenRequest else AINO, command, because="salaisuus")

    assert b"salaisuus" not in case.stored[-1].state
