"""On what ground does each role meet a request in each situation, and what may it then see?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tests.domain.given import (
    AINO,
    ANTTI,
    ELLI,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    REQUESTER,
    SANNA,
    TIINA,
    VILLE,
    Case,
    at,
    claimed,
    closed,
    submitted,
)
from triage.actors import SYSTEM, Actor
from triage.codes import Urgency
from triage.errors.requests import ReasonNeeded, RequestUnknown
from triage.request.commands.handling import AssessUrgency, ClaimRequest, OpenRequest
from triage.request.commands.partners.handover import AcceptHandover, OfferHandover
from triage.request.commands.transfer import OfferTransfer
from triage.request.need_to_know import SEES_CONTENT, Standing, require_content, require_row

DANGEROUS = "Mieheni uhkaa tappaa minut."
NONE, OWN, TRIAGE = Standing.NONE, Standing.OWN, Standing.TRIAGE
OPENED, COLLEAGUE, RECEIVER = Standing.OPENED, Standing.COLLEAGUE, Standing.RECEIVER
INTAKE, DUTY, FOLLOWER = Standing.INTAKE, Standing.DUTY, Standing.FOLLOWER


def flagged() -> Case:
    return claimed(message=DANGEROUS)


def opened() -> Case:
    case = claimed(AINO)
    case.do(ONNI, OpenRequest)
    return case


def offered() -> Case:
    case = claimed(AINO)
    case.do(AINO, OfferTransfer, unit="neuvola")
    return case


def offered_to_intake() -> Case:
    case = claimed(AINO)
    case.do(AINO, OfferTransfer, unit="palveluohjaus")
    return case


def escalated() -> Case:
    case = claimed(AINO)
    case.sweep(at(10, 12))
    return case


def handed_over() -> Case:
    """From perhesosiaalityö to neuvola, where Olli has it now."""
    case = claimed(AINO)
    case.do(AINO, OfferHandover, unit="neuvola", summary="Vauva.", follow_up_on=date(2026, 9, 30))
    case.do(OLLI, AcceptHandover)
    return case


def at_intake() -> Case:
    """In the coordinator's own queue, claimed by another coordinator."""
    case = submitted(topics=("MUU",))
    case.do(replace(KERTTU, username="kaarina"), ClaimRequest)
    return case


def claimed_by_duty() -> Case:
    """Flagged by its words and taken in hand by the duty."""
    case = submitted(DANGEROUS)
    case.do(VILLE, ClaimRequest)
    return case


# For each situation: Aino (holder, where somebody holds it), Onni (same unit), Olli (neuvola),
# Maria (a partner), Kerttu (coordinator), Ville (duty).
TABLE: list[tuple[Callable[[], Case], tuple[Standing, ...]]] = [
    (submitted, (TRIAGE, TRIAGE, NONE, NONE, INTAKE, NONE)),
    (claimed, (OWN, COLLEAGUE, NONE, NONE, COLLEAGUE, NONE)),
    (flagged, (OWN, COLLEAGUE, NONE, NONE, COLLEAGUE, DUTY)),
    (opened, (OWN, OPENED, NONE, NONE, COLLEAGUE, NONE)),
    (offered, (OWN, COLLEAGUE, RECEIVER, NONE, COLLEAGUE, NONE)),
    (offered_to_intake, (OWN, COLLEAGUE, NONE, NONE, RECEIVER, NONE)),
    (handed_over, (FOLLOWER, FOLLOWER, OWN, NONE, COLLEAGUE, NONE)),
    (escalated, (OWN, COLLEAGUE, NONE, NONE, INTAKE, NONE)),
    (closed, (OWN, COLLEAGUE, NONE, NONE, COLLEAGUE, NONE)),
    (at_intake, (NONE, NONE, NONE, NONE, INTAKE, NONE)),
    (claimed_by_duty, (COLLEAGUE, COLLEAGUE, NONE, NONE, COLLEAGUE, OWN)),
]
PEOPLE = (AINO, ONNI, OLLI, MARIA, KERTTU, VILLE)


@pytest.mark.parametrize(
    ("situation", "grounds"), TABLE, ids=[situation.__name__ for situation, _ in TABLE]
)
def test_each_stands_to_a_request_as_the_table_says(
    situation: Callable[[], Case], grounds: tuple[Standing, ...]
) -> None:
    case = situation()

    assert tuple(case.standing(person) for person in PEOPLE) == grounds


@pytest.mark.parametrize("person", [ELLI, SANNA, TIINA], ids=lambda person: str(person.role))
def test_who_handles_no_requests_meets_none(person: Actor) -> None:
    assert submitted(DANGEROUS).standing(person) is Standing.NONE


def test_a_supervisor_of_the_unit_sees_neither_row_nor_words() -> None:
    with pytest.raises(RequestUnknown):
        require_row(submitted().standing(SANNA))


def test_the_requester_meets_the_own_request_only() -> None:
    stranger = replace(REQUESTER, request_id=UUID(int=8))

    case = submitted()
    assert (case.standing(REQUESTER), case.standing(stranger)) == (
        Standing.REQUESTER,
        Standing.NONE,
    )


@pytest.mark.parametrize(
    ("actor", "ground"), [(SYSTEM, Standing.SYSTEM), (ANTTI, Standing.ADMINISTRATION)]
)
def test_the_service_and_the_administrator_read_no_words(actor: Actor, ground: Standing) -> None:
    assert (submitted().standing(actor), ground in SEES_CONTENT) == (ground, False)


def test_the_duty_sees_what_a_human_called_an_emergency() -> None:
    case = claimed()

    case.do(AINO, AssessUrgency, level=Urgency.EMERGENCY)

    assert case.standing(VILLE) is Standing.DUTY


def test_words_are_read_on_these_grounds_and_no_other() -> None:
    stands_in = {Standing.SUBSTITUTE, Standing.REQUESTER}
    assert {OWN, TRIAGE, OPENED, INTAKE, DUTY, *stands_in} == SEES_CONTENT


@pytest.mark.parametrize("ground", sorted(SEES_CONTENT))
def test_who_may_read_the_words_is_let_through(ground: Standing) -> None:
    require_content(ground)


@pytest.mark.parametrize("ground", [COLLEAGUE, RECEIVER, FOLLOWER])
def test_a_row_alone_needs_a_reason_to_become_words(ground: Standing) -> None:
    require_row(ground)

    with pytest.raises(ReasonNeeded):
        require_content(ground)


@pytest.mark.parametrize("ground", [NONE, Standing.SYSTEM, Standing.ADMINISTRATION])
def test_all_others_are_not_told_that_the_request_is(ground: Standing) -> None:
    with pytest.raises(RequestUnknown):
        require_content(ground)


def test_every_ground_is_accounted_for() -> None:
    rows = {COLLEAGUE, RECEIVER, FOLLOWER}

    nothing = {NONE, Standing.CONSULTED, Standing.TRANSLATOR}

    assert {*SEES_CONTENT, *rows, *nothing, Standing.SYSTEM, Standing.ADMINISTRATION} == set(
        Standing
    )
