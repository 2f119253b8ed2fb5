"""Is whom and what the requester ruled out kept to, unless somebody says why not?"""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.domain.given import AINO, CATALOGUE, Case, at, claimed
from triage.codes import Channel
from triage.errors.contact import ChannelRuledOut, MessageRuledOut, SafeTimeUnconfirmed
from triage.request.commands.dialogue import RecordContactAttempt
from triage.request.commands.writer import MarkContactCompromised
from triage.request.events import ContactAttempted
from triage.request.safe_contact import enough_calls, ruled_out
from triage.request.words import Contact, RequestWords
from triage.text.personal import revealed

PHONE = "040 123 4567"


def reached_by(reply_by: str | None = None, **contact: object) -> Case:
    """Aino's request of somebody who told how to be reached."""
    told = Contact(**{"phone": PHONE, **contact})  # type: ignore[arg-type]
    return claimed(plea=RequestWords(message="Hei.", contact=told, reply_by=reply_by))


def tried(case: Case, channel: Channel = Channel.PHONE, **said: object) -> None:
    case.do(AINO, RecordContactAttempt, channel=channel, reached=False, **said)


def refused(case: Case, channel: Channel = Channel.PHONE, **said: object) -> type[Exception]:
    return type(case.refusal(AINO, RecordContactAttempt, channel=channel, reached=False, **said))


@pytest.mark.parametrize("reply_by", ["here", "email"])
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.VIDEO])
def test_who_wants_another_answer_is_not_called(reply_by: str, channel: Channel) -> None:
    assert refused(reached_by(reply_by), channel) is ChannelRuledOut


@pytest.mark.parametrize("reply_by", ["phone", None])
def test_who_wants_a_call_or_left_a_number_alone_is_called(reply_by: str | None) -> None:
    case = reached_by(reply_by)
    tried(case)
    assert case.last(ContactAttempted).channel is Channel.PHONE


@pytest.mark.parametrize(("sms_ok", "is_refused"), [(None, True), (False, True), (True, False)])
def test_a_text_is_sent_only_where_it_may_be(sms_ok: bool | None, is_refused: bool) -> None:
    case = reached_by("phone", sms_ok=sms_ok)
    if is_refused:
        assert refused(case, Channel.SMS) is ChannelRuledOut
    else:
        tried(case, Channel.SMS)


@pytest.mark.parametrize("channel", Channel)
def test_where_nothing_was_told_nothing_is_ruled_out(channel: Channel) -> None:
    tried(claimed(), channel)


def test_a_reason_overrides_and_stands_in_the_event() -> None:
    case = reached_by("here")
    tried(case, despite="Hän pyysi juuri soittamaan.")
    event = case.last(ContactAttempted)
    assert revealed(event.despite) == "Hän pyysi juuri soittamaan."


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.SMS, Channel.VIDEO])
def test_what_rings_at_its_moment_needs_a_safe_one(channel: Channel) -> None:
    case = reached_by("phone", safe_times="arkisin 9-11", sms_ok=True)
    assert refused(case, channel) is SafeTimeUnconfirmed
    tried(case, channel, safe_now=True)


def test_a_meeting_needs_no_safe_time() -> None:
    tried(reached_by("phone", safe_times="arkisin 9-11"), Channel.MEETING)


@pytest.mark.parametrize("may", [None, False])
def test_no_message_is_left_where_none_may_be(may: bool | None) -> None:
    case = reached_by("phone", may_leave_message=may)
    assert refused(case, left_message=True) is MessageRuledOut
    tried(case, left_message=False)


def test_a_message_that_may_be_left_stands_in_the_event() -> None:
    case = reached_by("phone", may_leave_message=True)
    tried(case, left_message=True)
    assert case.last(ContactAttempted).left_message


@pytest.mark.parametrize("channel", Channel)
def test_what_others_may_read_is_not_written_until_it_is_known_who_writes(
    channel: Channel,
) -> None:
    case = reached_by("phone", sms_ok=True)
    case.do(AINO, MarkContactCompromised)
    if channel in {Channel.SMS, Channel.EMAIL, Channel.LETTER}:
        assert refused(case, channel) is ChannelRuledOut
    else:
        tried(case, channel)


def test_the_number_alone_rules_out_texts_and_no_calls() -> None:
    plea = RequestWords(message="Hei.", contact=Contact(phone=PHONE))
    assert ruled_out(plea, read_by_others=False) == {Channel.SMS}
    assert ruled_out(None, read_by_others=False) == set()


@pytest.mark.parametrize(
    ("calls", "enough"),
    [
        ([at(8, 11), at(9, 11), at(10, 11)], True),
        ([at(8, 11), at(9, 11), at(9, 15)], False),
        # The 12th is a Saturday.
        ([at(10, 11), at(11, 11), at(12, 11)], False),
    ],
)
def test_three_calls_on_three_working_days_are_enough(calls: list[datetime], enough: bool) -> None:
    plea = RequestWords(message="Hei.", reply_by="phone")
    assert enough_calls(plea, calls, CATALOGUE.calendar) is enough
    here = RequestWords(message="Hei.", reply_by="here")
    assert not enough_calls(here, calls, CATALOGUE.calendar)
