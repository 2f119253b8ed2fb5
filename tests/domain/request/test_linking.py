"""What do linked requests tell of one another, and to whom?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from projections.views.request.partner_view import for_partner
from tests.domain.given import (
    AINO,
    ANTTI,
    KERTTU,
    MARIA,
    OLLI,
    ONNI,
    Case,
    claimed,
    closed,
    submitted,
)
from triage.actors import Actor, Role
from triage.codes import LinkKind
from triage.errors.linking import LinkNotFit, NotLinked
from triage.errors.requests import NotAllowed
from triage.request.commands.dialogue import WriteMessage
from triage.request.commands.ending import EraseRequest
from triage.request.commands.together.linking import LinkRequests, UnlinkRequests
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.cover import Absent
from triage.request.events import Linked
from triage.store.keys.key_ring import RequestKeys

OTHER_ID = UUID(int=8)
HERS, HIS = "Hän lyö minua.", "Hän vie lapset."
BECAUSE = "Sama perhe, eri kertojat."


def two(other: Case | None = None) -> Case:
    """Aino's request with another one beside it."""
    case = claimed(message=HERS)
    case.beside = {"PA-8": other or submitted(HIS, request_id=OTHER_ID)}
    return case


def linked() -> Case:
    case = two()
    link(case)
    return case


def link(case: Case) -> None:
    case.do(AINO, LinkRequests, other="PA-8", link_kind=LinkKind.FAMILY, because=BECAUSE)


def test_both_requests_tell_of_the_link() -> None:
    case = linked()

    (ours,), (theirs,) = case.request.links.items(), case.beside["PA-8"].request.links.items()
    assert (ours[0], theirs[0]) == (OTHER_ID, case.id)
    assert ours[1].kind is theirs[1].kind is LinkKind.FAMILY


def test_no_word_of_one_reaches_the_other() -> None:
    case = linked()
    other = case.beside["PA-8"]

    assert HIS not in repr(case.events) + repr(case.request.links)
    assert HERS not in repr(other.events)
    assert other.last(Linked).because is None


def test_no_requester_is_told() -> None:
    case = linked()

    assert case.own_view(first_too=True) == two().own_view(first_too=True)
    assert case.beside["PA-8"].own_view() == submitted(HIS, request_id=OTHER_ID).own_view()


def test_the_link_is_taken_away_on_both_sides() -> None:
    case = linked()
    case.do(AINO, UnlinkRequests, other="PA-8")

    assert (case.request.links, case.beside["PA-8"].request.links) == ({}, {})


@pytest.mark.parametrize("reference", ["PA-9", "PA-7"])
def test_what_is_not_there_and_the_request_itself_are_not_linked(reference: str) -> None:
    case = two()
    case.beside["PA-7"] = case

    refusal = case.refusal(AINO, LinkRequests, other=reference, link_kind=LinkKind.FAMILY)
    assert type(refusal) is LinkNotFit


def test_what_is_not_ones_own_to_know_of_is_as_if_it_were_not_there() -> None:
    other = claimed(request_id=OTHER_ID)
    other.do(AINO, OfferTransfer, unit="neuvola")
    other.do(OLLI, AcceptTransfer)
    case = two(other)

    refusal = case.refusal(AINO, LinkRequests, other="PA-8", link_kind=LinkKind.FAMILY)

    assert type(refusal) is LinkNotFit


def test_two_are_linked_once() -> None:
    case = linked()

    refusal = case.refusal(AINO, LinkRequests, other="PA-8", link_kind=LinkKind.SAME_PERSON)
    assert type(refusal) is LinkNotFit


def test_what_is_not_linked_is_not_unlinked() -> None:
    assert type(two().refusal(AINO, UnlinkRequests, other="PA-8")) is NotLinked
    assert type(linked().refusal(AINO, UnlinkRequests, other="PA-9")) is LinkNotFit


def test_a_partner_is_neither_told_nor_links() -> None:
    case = linked()
    case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis="statute")
    case.do(MARIA, AcceptTransfer)

    assert not [each for each in for_partner(case.events, MARIA.units) if "link" in each.kind()]
    refusal = case.refusal(MARIA, LinkRequests, other="PA-8", link_kind=LinkKind.FAMILY)
    assert type(refusal) is NotAllowed


def test_erasure_forgets_who_belonged_with_whom() -> None:
    case = linked()
    case.keys = RequestKeys(words=None, profile=None, protection=case.keys.protection)

    assert case.request.links == {}
    assert str(OTHER_ID) not in repr(case.stored)


def test_what_is_erased_is_linked_no_more() -> None:
    other = closed(request_id=OTHER_ID)
    other.do(ANTTI, EraseRequest)
    refusal = two(other).refusal(AINO, LinkRequests, other="PA-8", link_kind=LinkKind.FAMILY)

    assert type(refusal) is LinkNotFit


def test_a_substitutes_link_takes_nothing_in_for_whoever_holds_the_other() -> None:
    """Kerttu is at work: nobody acts for her, and what came to her still waits for her."""
    other = claimed(KERTTU, request_id=OTHER_ID)
    other.do(Actor(role=Role.REQUESTER, request_id=OTHER_ID), WriteMessage)
    case = two(other)
    case.absent = (Absent(username="aino", until_on=date(2026, 9, 30), substitute="onni"),)
    case.do(ONNI, LinkRequests, other="PA-8", link_kind=LinkKind.FAMILY, because=BECAUSE)

    assert case.last(Linked).by.instead_of == "aino"
    assert other.last(Linked).by.instead_of is None and other.request.unread_since
