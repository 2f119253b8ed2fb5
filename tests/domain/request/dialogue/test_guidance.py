"""Is guiding a family elsewhere an answer, and does it name the right place?"""

import pytest

from tests.domain.given import (
    AINO,
    CATALOGUE,
    KERTTU,
    OLLI,
    REQUESTER,
    answered,
    claimed,
    closed,
    submitted,
)
from triage.codes import Outcome, ReplyKind
from triage.errors.partners import PlaceNotNamed, UnknownGuide
from triage.errors.requests import RequestClosed, WriterUnconfirmed
from triage.notices.telling import notices
from triage.request.commands.dialogue import ReplyToRequester
from triage.request.commands.ending import CloseRequest
from triage.request.commands.partners.guiding import GuideRequester
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer
from triage.request.commands.writer import ReplaceReceipt
from triage.request.events import Guided
from triage.request.said_by_staff import was_answered
from triage.text.personal import revealed


def test_guiding_keeps_the_promise_and_claims_what_is_nobodys() -> None:
    case = submitted()
    assert case.do(AINO, GuideRequester, service="kela", text="Kela auttaa.") == (
        "claimed",
        "guided",
    )
    assert (case.request.unanswered, case.request.claimed_by) == ((), "aino")
    assert was_answered(case.events)


def test_the_requester_reads_it_as_a_message_and_is_told() -> None:
    case = claimed()
    case.do(AINO, GuideRequester, service="kela", text="Kela auttaa.")

    said = case.own_view().messages
    told = [
        str(each.recipient) for each in notices(case.events[-1], lambda: case.request, CATALOGUE)
    ]

    assert [(each.text, each.kind) for each in said] == [("Kela auttaa.", ReplyKind.ANSWER)]
    assert told == ["requester"]


def test_the_event_keeps_which_service_of_which_edition_and_what_was_said() -> None:
    case = claimed()
    case.do(AINO, GuideRequester, service="kela", text="Kela auttaa.")

    guided = case.last(Guided)

    assert (guided.service, guided.catalogue_version) == ("kela", CATALOGUE.version)
    assert revealed(guided.text) == "Kela auttaa."


def test_nobody_is_guided_to_what_the_list_does_not_have() -> None:
    assert isinstance(claimed().refusal(AINO, GuideRequester, service="kuu"), UnknownGuide)


def test_nobody_is_guided_after_the_end() -> None:
    assert isinstance(closed().refusal(AINO, GuideRequester, service="kela"), RequestClosed)


def test_whoever_replaced_the_receipt_is_confirmed_before_being_guided() -> None:
    case = claimed()
    case.do(REQUESTER, ReplaceReceipt, own_word=None)

    assert isinstance(case.refusal(AINO, GuideRequester, service="kela"), WriterUnconfirmed)
    case.do(AINO, GuideRequester, service="kela", writer_confirmed=True)


def test_out_of_the_area_is_no_outcome_before_the_right_place_was_named() -> None:
    case = answered()
    assert isinstance(case.refusal(AINO, CloseRequest, outcome=Outcome.OUT_OF_AREA), PlaceNotNamed)

    case.do(AINO, GuideRequester, service="own-county")

    assert case.do(AINO, CloseRequest, outcome=Outcome.OUT_OF_AREA) == ("closed",)


def test_an_accepted_transfer_names_the_right_place_and_a_pending_one_does_not() -> None:
    case = answered()
    case.do(AINO, OfferTransfer, unit="neuvola")
    case.do(OLLI, AcceptTransfer)

    assert case.do(OLLI, CloseRequest, outcome=Outcome.OUT_OF_AREA) == ("closed",)


@pytest.mark.parametrize("outcome", [Outcome.GUIDED, Outcome.ADVICE])
def test_other_outcomes_need_no_named_place(outcome: Outcome) -> None:
    assert answered().do(AINO, CloseRequest, outcome=outcome) == ("closed",)


def test_an_ordinary_answer_names_no_place() -> None:
    case = submitted()
    case.do(KERTTU, ReplyToRequester, reply_kind=ReplyKind.ANSWER)

    assert not case.request.place_named
