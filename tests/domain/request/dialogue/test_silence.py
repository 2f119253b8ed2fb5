"""What goes to a requester by itself, once somebody stopped it?"""

from __future__ import annotations

import pytest

from tests.domain.given import (
    AINO,
    MARIA,
    OLLI,
    REQUESTER,
    Case,
    answered,
    at,
    claimed,
    closed,
    erased,
    submitted,
    withdrawn,
)
from triage.actors import Actor
from triage.errors.contact import AlreadySilent, NotSilent
from triage.errors.requests import RequestErased, RequestUnknown
from triage.notices.ways import way_to_requester
from triage.request.commands.circumstances.silence import EndSilence, SilenceRequest
from triage.request.commands.dialogue import ReplyToRequester, WriteMessage
from triage.request.commands.own_wishes import ChangeContact
from triage.request.enforcement import next_due_at
from triage.request.words import Contact, RequestWords

BY_SMS = RequestWords(
    message="Apua", reply_by="phone", contact=Contact(phone="+358401234567", sms_ok=True)
)


def silent(case: Case | None = None) -> Case:
    case = case or submitted(plea=BY_SMS)
    case.do(AINO, SilenceRequest)
    return case


def test_no_way_leads_to_the_requester_of_a_silent_request() -> None:
    case = submitted(plea=BY_SMS)
    assert way_to_requester(case.request)

    assert way_to_requester(silent(case).request) is None


def test_a_new_number_or_message_of_the_requester_ends_no_silence() -> None:
    case = silent()

    case.do(REQUESTER, ChangeContact, contact=Contact(phone="+358409", sms_ok=True))
    case.do(REQUESTER, WriteMessage)

    assert way_to_requester(case.request) is None


def test_the_clocks_of_staff_go_on() -> None:
    case = submitted(plea=BY_SMS)
    due_at = next_due_at(case.request)

    silent(case)

    assert next_due_at(case.request) == due_at
    assert "promise-missed" in case.sweep(at(14, 9))


def test_staff_write_on_while_it_is_silent() -> None:
    case = silent()

    case.do(AINO, ReplyToRequester, reply_kind="answer")

    assert case.request.silent


def test_notices_go_again_once_the_silence_is_ended() -> None:
    case = silent()

    case.do(AINO, EndSilence)

    assert way_to_requester(case.request)


def test_what_is_so_already_is_said() -> None:
    assert isinstance(claimed().refusal(AINO, EndSilence), NotSilent)
    assert isinstance(silent().refusal(AINO, SilenceRequest), AlreadySilent)


@pytest.mark.parametrize("case", [answered(), closed(), withdrawn()])
def test_it_may_be_silent_in_every_state(case: Case) -> None:
    assert case.do(AINO, SilenceRequest) == ("silenced",)


@pytest.mark.parametrize("command", [SilenceRequest, EndSilence])
def test_an_erased_request_has_nobody_to_tell(
    command: type[SilenceRequest | EndSilence],
) -> None:
    assert isinstance(erased().refusal(AINO, command), RequestErased)


@pytest.mark.parametrize("actor", [OLLI, MARIA])
def test_only_who_reads_the_words_stops_it(actor: Actor) -> None:
    assert isinstance(submitted().refusal(actor, SilenceRequest), RequestUnknown)
