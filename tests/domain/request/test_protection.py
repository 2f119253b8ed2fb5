"""Is a child-protection notice possible in every state, and hidden until it is released?"""

from collections.abc import Callable

import pytest

from projections.views.own_request import OwnState
from projections.views.request.handled_by import HandledBy
from projections.views.request.request_shown import contents
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
    VILLE,
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
from triage.codes import Basis, ReplyKind
from triage.errors.requests import NotAllowed, NothingWithheld, ReasonNeeded, RequestUnknown
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import EraseRequest
from triage.request.commands.handling import ClaimRequest
from triage.request.commands.partners.protecting import RecordProtectionNotice, ReleaseToRequester
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.events import ProtectionNoticeMade, ReleasedToRequester

DANGEROUS = "Mieheni uhkaa tappaa minut."
STATES = [submitted, claimed, answered, withdrawn, closed, erased]


def notice(case: Case, actor: Actor = AINO, **how: object) -> None:
    case.do(actor, RecordProtectionNotice, family_told=False, **how)


def notified_at_noon() -> Case:
    """A notice on Tuesday at noon, in a request that Aino has had in hand since nine."""
    case = claimed()
    notice(case, moment=at(8, 12))
    return case


def moved_to_child_protection() -> Case:
    """Moved to another unit in the afternoon after the notice."""
    case = notified_at_noon()
    case.do(AINO, OfferTransfer, unit="neuvola", moment=at(8, 13))
    case.do(OLLI, AcceptTransfer, moment=at(8, 14))
    return case


# -- the record --


@pytest.mark.parametrize("state", STATES)
def test_a_notice_may_be_made_in_every_state(state: Callable[[], Case]) -> None:
    case = state()

    notice(case)

    assert case.request.protection_notices == 1


def test_a_notice_says_who_when_to_whom_why_and_whether_the_family_knows() -> None:
    case = claimed()
    made_at = at(8, 12)

    notice(case, moment=made_at, to="lastensuojelu", because="Lapsi on yksin.")

    made = case.last(ProtectionNoticeMade)
    assert made.to is not None and made.because is not None
    assert (
        made.by.username,
        made.timestamp,
        made.to.reveal(),
        made.because.reveal(),
        made.family_told,
    ) == ("aino", made_at, "lastensuojelu", "Lapsi on yksin.", False)


def test_a_notice_outlives_erasure_with_its_words() -> None:
    case = claimed()
    notice(case, because="Lapsi on yksin.")

    case.do(ANTTI, EraseRequest, despite_class_because="Väärä henkilö.")

    because = case.last(ProtectionNoticeMade).because
    assert because is not None and because.reveal() == "Lapsi on yksin."


def test_a_notice_is_sealed_in_the_store() -> None:
    case = claimed()

    notice(case, to="salaisuus", because="salaisuus")

    assert b"salaisuus" not in case.stored[-1].state


@pytest.mark.parametrize("actor", [KERTTU, VILLE], ids=["coordinator", "duty"])
def test_whoever_reads_the_words_may_make_the_notice(actor: Actor) -> None:
    case = submitted(DANGEROUS)

    notice(case, actor)

    assert case.request.protection_notices == 1


def test_a_colleague_opens_the_request_before_making_a_notice() -> None:
    refusal = claimed(AINO).refusal(ONNI, RecordProtectionNotice, family_told=False)

    assert type(refusal) is ReasonNeeded


def test_another_unit_makes_no_notice_here() -> None:
    refusal = claimed(AINO).refusal(OLLI, RecordProtectionNotice, family_told=False)

    assert type(refusal) is RequestUnknown


@pytest.mark.parametrize("actor", [REQUESTER, SANNA, ELLI])
def test_those_who_handle_no_requests_make_no_notices(actor: Actor) -> None:
    refusal = claimed().refusal(actor, RecordProtectionNotice, family_told=False)

    assert type(refusal) is NotAllowed


# -- what the requester does not see --


def test_what_was_seen_before_the_notice_stays_visible() -> None:
    view = notified_at_noon().own_view()

    assert (view.state, view.handled_by) == (
        OwnState.BEING_HANDLED,
        HandledBy(unit="perhesosiaalityo", role="worker"),
    )


def test_reads_before_the_notice_stay_and_those_from_it_on_are_withheld() -> None:
    case = notified_at_noon()
    notified = case.last(ProtectionNoticeMade).originator_version
    # The clocks of two machines need not agree: what counts is what there was to see.
    reads = {notified - 1: at(8, 12, 1), notified: at(8, 11, 59), notified + 1: at(8, 11)}

    view = case.own_view(LoggedRead(at=at_, version=each) for each, at_ in reads.items())

    assert [read.at for read in view.reads] == [at(8, 12, 1)]


def test_reads_from_before_versions_were_logged_are_withheld_by_the_clock() -> None:
    reads = [LoggedRead(at=moment, version=None) for moment in (at(8, 11), at(8, 12))]

    assert [read.at for read in notified_at_noon().own_view(reads).reads] == [at(8, 11)]


def test_a_partner_neither_releases_nor_learns_whether_there_is_anything() -> None:
    quiet, notified = claimed(), claimed()
    notice(notified)
    for case in (quiet, notified):
        case.do(AINO, OfferTransfer, unit="seurakunta-perheneuvonta", basis=Basis.STATUTE)
        case.do(MARIA, AcceptTransfer)

    refusals = [type(case.refusal(MARIA, ReleaseToRequester)) for case in (quiet, notified)]

    assert refusals == [NotAllowed, NotAllowed]


def test_a_move_after_the_notice_is_withheld() -> None:
    view = moved_to_child_protection().own_view()

    assert (view.moved, view.handled_by) == (
        (),
        HandledBy(unit="perhesosiaalityo", role="worker"),
    )


def test_what_happens_at_the_moment_of_the_notice_is_withheld() -> None:
    case = submitted()
    notice(case, moment=at(8, 12))

    case.do(AINO, ClaimRequest, moment=at(8, 12))

    assert case.own_view().state is OwnState.RECEIVED


def test_a_claim_after_the_notice_is_withheld() -> None:
    case = submitted()
    notice(case)

    case.do(AINO, ClaimRequest)

    assert case.own_view().state is OwnState.RECEIVED


def test_a_reply_after_the_notice_is_read_like_any_other() -> None:
    case = notified_at_noon()

    case.do(AINO, ReplyToRequester, reply_kind=ReplyKind.ANSWER, text="Soitan huomenna.")

    view = case.own_view()
    assert (view.state, [message.text for message in view.messages]) == (
        OwnState.ANSWERED,
        ["Soitan huomenna."],
    )


@pytest.mark.parametrize("claims_after", [False, True])
def test_an_answer_after_the_notice_shows_no_gap(claims_after: bool) -> None:
    case = submitted()
    if claims_after:
        notice(case)
    case.do(AINO, ClaimRequest, moment=at(8, 12))
    if not claims_after:
        notice(case)

    case.do(AINO, ReplyToRequester, moment=at(8, 13), reply_kind=ReplyKind.ANSWER, text="Soitan.")

    view = case.own_view([LoggedRead(at=at(8, 12, 30), version=9)])
    assert [(read.by_role, read.at) for read in view.reads] == [("worker", at(8, 13))]
    assert view.handled_by == HandledBy(unit="perhesosiaalityo", role="worker")


def test_the_notice_itself_is_never_in_the_requesters_view() -> None:
    case = claimed()

    notice(case, to="lastensuojelu", because="salaisuus")

    assert "salaisuus" not in repr(case.own_view(first_too=True))


# -- releasing --


def test_release_shows_the_move_and_the_reads() -> None:
    case = moved_to_child_protection()

    case.do(OLLI, ReleaseToRequester)

    view = case.own_view([LoggedRead(at=at(8, 15))])
    assert ([each.unit for each in view.moved], [each.at for each in view.reads]) == (
        ["neuvola"],
        [at(8, 15)],
    )


def test_a_second_notice_leaves_what_the_first_withholds() -> None:
    case = notified_at_noon()

    first = case.request.withheld_from

    notice(case, moment=at(8, 15))

    assert case.request.withheld_from == first


def test_a_notice_after_a_release_withholds_from_then_on() -> None:
    case = notified_at_noon()
    case.do(AINO, ReleaseToRequester, moment=at(8, 14))

    notice(case, moment=at(8, 15))

    assert case.request.withheld_from == case.request.version


def test_where_nothing_is_withheld_nothing_is_released() -> None:
    assert type(claimed().refusal(AINO, ReleaseToRequester)) is NothingWithheld


@pytest.mark.parametrize("state", STATES)
def test_a_release_is_possible_in_every_state(state: Callable[[], Case]) -> None:
    case = state()
    notice(case)

    case.do(AINO, ReleaseToRequester)

    assert case.request.withheld_from is None


def test_the_ground_of_a_release_outlives_erasure() -> None:
    case = erased()
    notice(case)

    case.do(AINO, ReleaseToRequester, because="Perhe tietää.")

    because = case.last(ReleasedToRequester).because
    assert because is not None and because.reveal() == "Perhe tietää."


def test_staff_see_the_notice_and_that_its_traces_are_withheld() -> None:
    case = notified_at_noon()

    page = contents(case.request, case.events)

    assert ([each.to for each in page.protection_notices], page.withheld) == (
        ["lastensuojelu"],
        True,
    )
