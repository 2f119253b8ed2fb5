"""Which reads does the requester see, what about another's child, and what may be done next?"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.domain.given import (
    AINO,
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
from triage.codes import ReplyKind
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.ending import ReopenOwnRequest, WithdrawRequest
from triage.request.commands.handling import OpenRequest
from triage.request.commands.own.details import AddDetails
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.details import Details
from triage.request.words import Profile, RequestWords

ABOUT_ANOTHER = Profile(asker="close_person", concerns="other_child_or_family")


# -- reads --


def test_reads_are_told_by_role_and_moment() -> None:
    view = claimed().own_view([LoggedRead(at=at(8, 10), role="coordinator")])

    assert [(read.by_role, read.at) for read in view.reads] == [("coordinator", at(8, 10))]


@pytest.mark.parametrize(
    "changed",
    [{"role": "requester"}, {"outcome": "denied"}, {"action": "trail"}, {"action": "own"}],
    ids=["one's own", "refused", "the trail", "the dialogue"],
)
def test_what_read_no_words_is_no_read(changed: dict[str, str]) -> None:
    read = replace(LoggedRead(at=at(8, 10)), **changed)

    assert claimed().own_view([read]).reads == ()


# -- another's child --


def test_about_anothers_child_nobody_is_named_as_handling_it() -> None:
    assert claimed(profile=ABOUT_ANOTHER).own_view().handled_by is None


def test_about_anothers_child_no_read_is_told() -> None:
    view = claimed(profile=ABOUT_ANOTHER).own_view([LoggedRead(at=at(8, 10))])

    assert view.reads == ()


def test_about_anothers_child_no_move_is_told() -> None:
    case = claimed(profile=ABOUT_ANOTHER)
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert case.own_view().moved == ()


def test_about_anothers_child_the_dialogue_goes_on() -> None:
    case = claimed(profile=ABOUT_ANOTHER)
    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert [each.text for each in case.own_view().messages] == ["Some words."]


def test_when_nobody_knows_any_more_whom_it_was_about_the_safe_way_is_taken() -> None:
    view = erased().own_view([LoggedRead(at=at(8, 10))])

    assert (view.handled_by, view.reads) == (None, ())


# -- a protected address --


@pytest.mark.parametrize("protected", [True, False])
def test_whether_no_place_may_be_told_comes_along(protected: bool) -> None:
    case = submitted(profile=Profile(asker="parent", protected_address=protected))

    assert case.own_view().protected_address is protected


def test_once_the_profile_is_destroyed_no_place_may_be_told() -> None:
    assert erased().own_view().protected_address


# -- what may be done --


def in_hand_though_withdrawn() -> Case:
    case = submitted()
    case.do(REQUESTER, WithdrawRequest)
    return case


MAY: list[tuple[Callable[[], Case], tuple[str, ...]]] = [
    (submitted, ("message", "withdraw", "details")),
    (answered, ("message", "withdraw", "details")),
    (closed, ("reopening",)),
    (withdrawn, ("message", "reopening")),
    (in_hand_though_withdrawn, ("message", "reopening")),
    (erased, ()),
]
COMMANDS = {
    "message": WriteMessage,
    "withdraw": WithdrawRequest,
    "reopening": ReopenOwnRequest,
    "details": AddDetails,
}
FIELDS = {"details": {"details": Details(plea=RequestWords(avoid="Tätini"))}}


@pytest.mark.parametrize(
    ("situation", "may"), MAY, ids=[situation.__name__ for situation, _ in MAY]
)
def test_the_view_says_what_may_be_done(
    situation: Callable[[], Case], may: tuple[str, ...]
) -> None:
    assert situation().own_view().may == may


@pytest.mark.parametrize(
    ("situation", "may"), MAY, ids=[situation.__name__ for situation, _ in MAY]
)
def test_what_the_view_offers_is_accepted(
    situation: Callable[[], Case], may: tuple[str, ...]
) -> None:
    recorded = [situation().do(REQUESTER, COMMANDS[each], **FIELDS.get(each, {})) for each in may]

    assert all(recorded)


def test_an_opening_by_a_colleague_is_not_told() -> None:
    case = claimed(AINO)
    before = case.own_view()

    case.do(ONNI, OpenRequest)

    assert case.own_view() == before
