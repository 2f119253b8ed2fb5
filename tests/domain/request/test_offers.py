"""Whom may a request be offered to, by when is an offer taken, and how does it come back?"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    OUTI,
    REQUESTER,
    SYSTEM,
    VILLE,
    Case,
    at,
    claimed,
    submitted,
)
from tests.domain.lives import page
from triage.actors import Actor
from triage.codes import Basis, Outcome, ReplyKind, State, Urgency
from triage.errors.requests import (
    NoReceiver,
    NotAllowed,
    NoTransferPending,
    ReachedByNotice,
    ReasonNeeded,
    RequestUnknown,
)
from triage.evidence.verdicts import judge
from triage.notices.telling import notices
from triage.request.commands.clock.rerouting import EscalateUncovered
from triage.request.commands.command import Command, recorded_on
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import CloseRequest
from triage.request.commands.handling import AssessUrgency, RecuseFromRequest
from triage.request.commands.transfer import (
    AcceptTransfer,
    OfferTransfer,
    RefuseTransfer,
    WithdrawTransfer,
)
from triage.request.cover import Absent
from triage.request.enforcement import next_due_at
from triage.request.events import TransferOffered, TransferReturned

DANGER = "Mieheni uhkaa tappaa minut."
MINUTE = timedelta(minutes=1)


def offered(moment: datetime | None = None, level: Urgency | None = Urgency.NORMAL) -> Case:
    """Aino's request, looked at and then offered to the child health clinic."""
    case = claimed(AINO)
    if level:
        case.do(AINO, AssessUrgency, level=level)
    case.do(AINO, OfferTransfer, unit="neuvola", moment=moment or at(8, 10), summary="Vauva.")
    return case


# -- to whom --


@pytest.mark.parametrize(
    "unit", ["sosiaalipaivystys", "perheoikeus", "turvakoti", "varhaiskasvatus"]
)
def test_no_unit_is_offered_what_nobody_there_could_accept(unit: str) -> None:
    refusal = claimed().refusal(AINO, OfferTransfer, unit=unit, basis=Basis.STATUTE)

    assert (type(refusal), refusal.details) == (NoReceiver, {"unit": unit})


def test_child_protection_is_reached_by_a_notice() -> None:
    refusal = claimed().refusal(AINO, OfferTransfer, unit="lastensuojelu")

    assert (type(refusal), refusal.details) == (ReachedByNotice, {"unit": "lastensuojelu"})


def test_a_unit_whose_only_worker_stepped_aside_is_offered_nothing() -> None:
    case = claimed()
    case.do(AINO, OfferTransfer, unit="palveluohjaus")
    case.do(KERTTU, RecuseFromRequest)
    case.do(AINO, WithdrawTransfer)

    assert type(case.refusal(AINO, OfferTransfer, unit="palveluohjaus")) is NoReceiver


# -- by when --


@pytest.mark.parametrize(
    ("level", "moment", "due_at"),
    [
        (Urgency.NORMAL, at(8, 10), at(8, 12)),
        (Urgency.URGENT, at(8, 10), at(8, 11)),
        (Urgency.EMERGENCY, at(8, 10), at(8, 10, 15)),
        # Friday afternoon goes on on Monday, but for an emergency.
        (Urgency.NORMAL, at(11, 15), at(14, 9)),
        (Urgency.URGENT, at(11, 15, 30), at(14, 8, 30)),
        (Urgency.EMERGENCY, at(12, 22), at(12, 22, 15)),
        (None, at(8, 10), at(8, 12)),
    ],
)
def test_an_offer_is_due_by_the_urgency(
    level: Urgency | None, moment: datetime, due_at: datetime
) -> None:
    case = offered(moment, level)

    assert case.request.offer_due_at == case.last(TransferOffered).due_at == due_at


def test_danger_that_nobody_looked_at_waits_for_no_opening_hours() -> None:
    case = submitted(DANGER)
    case.do(AINO, OfferTransfer, unit="neuvola", moment=at(12, 22))

    assert case.request.offer_due_at == at(12, 22, 15)


@pytest.mark.parametrize(
    ("actor", "command", "typed"),
    [
        (AINO, AssessUrgency, {"level": Urgency.EMERGENCY}),
        (REQUESTER, WriteMessage, {"text": DANGER}),
    ],
)
def test_what_becomes_an_emergency_is_taken_sooner(
    actor: Actor, command: type[Command], typed: dict[str, Any]
) -> None:
    case = offered(at(11, 15, 30))

    case.do(actor, command, moment=at(12, 22), **typed)

    assert case.request.offer_due_at == at(12, 22, 15)


def test_what_becomes_less_urgent_is_not_put_off() -> None:
    case = offered(level=Urgency.EMERGENCY)

    case.do(AINO, AssessUrgency, level=Urgency.NORMAL)

    assert case.request.offer_due_at == at(8, 10, 15)


def test_an_offer_from_before_offers_fell_due_waits_a_day() -> None:
    case = claimed(AINO)
    request = case.request
    request.trigger_event(
        TransferOffered,
        timestamp=at(8, 10),
        by=AINO.by(),
        from_unit="perhesosiaalityo",
        to_unit="neuvola",
        basis="inside",
        because=None,
    )
    case._keep(recorded_on(request))

    assert case.request.offer_due_at == at(9, 10)
    assert "transfer-returned" in case.sweep(at(9, 10))


# -- back by itself --


def test_the_clock_knows_when_an_offer_is_due() -> None:
    assert next_due_at(offered().request) == at(8, 12)


def test_an_offer_waits_until_it_is_due_and_then_comes_back() -> None:
    case = offered()

    assert case.sweep(at(8, 12) - MINUTE) == ()
    assert case.sweep(at(8, 12) + 5 * MINUTE) == ("transfer-returned",)
    returned = case.last(TransferReturned)
    assert (returned.to_unit, returned.due_at) == ("neuvola", at(8, 12))
    request = case.request
    assert (request.state, request.claimed_by, request.offered_to) == (State.CLAIMED, "aino", None)


def away(*usernames: str) -> tuple[Absent, ...]:
    until_on = date(2026, 9, 30)
    return tuple(Absent(username=e, until_on=until_on, substitute="aino") for e in usernames)


def test_an_offer_comes_back_at_once_where_everybody_is_away() -> None:
    case = offered()
    assert case.do(SYSTEM, EscalateUncovered) == ()
    case.absent = away("olli", "outi")

    assert case.do(SYSTEM, EscalateUncovered) == ("transfer-returned",)
    returned = case.last(TransferReturned)
    assert (returned.uncovered, returned.due_at) == (True, case.now)
    assert (case.request.offered_to, case.request.claimed_by) == (None, "aino")
    told = notices(returned, lambda: case.request, CATALOGUE)
    assert [(each.kind, each.unit) for each in told] == [("transfer-returned", "perhesosiaalityo")]
    assert judge(case.events, {CATALOGUE.version: CATALOGUE}, case.now).promises == 1


def test_an_offer_stays_where_somebody_is_at_work() -> None:
    case = offered()
    case.absent = away("olli")

    assert case.do(SYSTEM, EscalateUncovered) == ()


def test_a_unit_that_was_too_slow_knows_nothing_of_it_any_more() -> None:
    case = offered()
    case.sweep(at(8, 13))

    assert type(case.refusal(OLLI, AcceptTransfer)) is RequestUnknown


def refused(case: Case) -> None:
    case.do(OLLI, RefuseTransfer, because="Täynnä.")


def returned(case: Case) -> None:
    case.sweep(at(8, 12))


BACK = (refused, returned)


@pytest.mark.parametrize("back", BACK)
def test_what_was_answered_and_comes_back_waits_for_us(back: Callable[[Case], None]) -> None:
    case = offered()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    back(case)

    request = case.request
    assert (request.claimed_by, request.waiting_for, request.unanswered) == ("aino", "us", (1,))
    assert next_due_at(request) is not None


@pytest.mark.parametrize("back", BACK)
def test_an_answer_ends_what_came_back(back: Callable[[Case], None]) -> None:
    case = offered()
    back(case)

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert (case.request.unanswered, case.request.waits) == ((), False)


@pytest.mark.parametrize("back", BACK)
def test_the_page_says_that_it_came_back_until_somebody_goes_on(
    back: Callable[[Case], None],
) -> None:
    case = offered()
    back(case)

    told = page(case).came_back
    assert told and (told.kind, told.unit) == (case.kinds[-1], "neuvola")
    assert told.because == ("Täynnä." if back is refused else None)

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.HOLDING)
    assert page(case).came_back is None


# -- taken back --


@pytest.mark.parametrize("actor", [AINO, KERTTU])
def test_sender_and_coordinator_take_an_offer_back(actor: Actor) -> None:
    case = offered()

    assert case.do(actor, WithdrawTransfer) == ("transfer-withdrawn",)

    request = case.request
    assert (request.claimed_by, request.offered_to, request.state) == ("aino", None, State.CLAIMED)


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (ONNI, ReasonNeeded),
        (OLLI, ReasonNeeded),
        (MARIA, RequestUnknown),
        (VILLE, RequestUnknown),
        (REQUESTER, NotAllowed),
    ],
)
def test_nobody_else_takes_an_offer_back(actor: Actor, refusal: type[Exception]) -> None:
    assert type(offered().refusal(actor, WithdrawTransfer)) is refusal


def test_there_must_be_an_offer_to_take_back() -> None:
    assert type(claimed().refusal(AINO, WithdrawTransfer)) is NoTransferPending


def test_after_taking_back_it_may_be_closed_or_offered_again() -> None:
    case = offered()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)
    case.do(AINO, WithdrawTransfer)

    assert case.request.waits is False
    case.do(AINO, OfferTransfer, unit="palveluohjaus")
    case.do(AINO, WithdrawTransfer)
    assert case.do(AINO, CloseRequest, outcome=Outcome.ADVICE) == ("closed",)


# -- what is seen meanwhile --


def test_an_answered_offer_stays_in_the_waiting_list() -> None:
    case = offered()
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    request = case.request
    assert (request.waits, request.waiting_for, request.nearest_due_at) == (
        True,
        "receiver",
        at(8, 12),
    )


def test_the_offer_tells_by_when_and_what_the_sender_wrote() -> None:
    offer = page(offered()).offer

    assert offer and (offer.to_unit, offer.due_at, offer.summary) == (
        "neuvola",
        at(8, 12),
        "Vauva.",
    )


def test_whoever_accepts_has_it_and_nothing_is_due_of_the_offer() -> None:
    case = offered()
    case.do(OUTI, AcceptTransfer)

    assert (case.request.offer_due_at, page(case).offer) == (None, None)
    assert case.sweep(at(8, 13)) == ()
