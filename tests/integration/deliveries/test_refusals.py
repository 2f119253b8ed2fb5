"""What if the other end is away, or says no? It is tried again, or given up and told."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.integration.deliveries.breaking import SECOND, failures, only_email, replied
from tests.integration.deliveries.post import ADDRESS, BY_SMS, Post, mail_line
from tests.integration.deliveries.receivers import TAKEN, Mailbox, mail_server
from tests.servers import free_port
from triage.notices.times import STAFF_PATIENCE
from triage.request.words import Contact
from workers.deliveries.lines import Letter
from workers.deliveries.tries import FAILURES_THAT_OPEN, FIRST_WAIT

# Eight hours of opening, from one morning to the next.
A_DAY = timedelta(days=1)
LONGER_SECONDS = 5


def test_what_a_server_that_is_down_did_not_take_arrives_once_when_it_is_back(post: Post) -> None:
    request_id = replied(post)
    port = free_port()
    only_email(post, mail_line(port))
    post.work()
    tried = post.rows(request_id=request_id, recipient="requester")
    post.service.clock.wind(FIRST_WAIT)

    with mail_server(Mailbox(port=port)) as back:
        post.work()
        post.work()

    assert [(row.state, row.attempts, row.code) for row in tried] == [
        ("waiting", 1, "ConnectionRefusedError")
    ]
    assert back.recipients == [ADDRESS]


@dataclass(slots=True)
class Unanswered:
    """A line that cannot be interrupted, as while nobody answers who a host is."""

    over: threading.Event = field(default_factory=threading.Event)

    def send(self, letter: Letter) -> None:
        self.over.wait(LONGER_SECONDS)


def test_a_try_that_nothing_interrupts_is_given_up_in_time(post: Post) -> None:
    replied(post)
    only_email(post, line := Unanswered())
    post.try_seconds = 0.1

    post.work()
    line.over.set()

    assert [(row.state, row.code) for row in post.rows(recipient="requester")] == [
        ("waiting", "TimeoutError")
    ]
    assert failures(post, "email") == 1


def test_a_failed_one_is_not_tried_before_its_time(post: Post) -> None:
    replied(post)
    only_email(post, mail_line(free_port()))
    post.work()
    post.service.clock.wind(FIRST_WAIT - SECOND)

    post.work()

    assert [row.attempts for row in post.rows(recipient="requester")] == [1]


def test_a_message_that_was_taken_and_not_acknowledged_comes_again_under_its_id(
    post: Post,
) -> None:
    replied(post)
    post.mailbox.to_message = "451 Try again later"
    post.work()
    post.mailbox.to_message = "250 OK"
    post.service.clock.wind(FIRST_WAIT)

    post.work()

    first, second = post.mailbox.ids
    assert first == second
    assert post.mailbox.raw[0] == post.mailbox.raw[1]


def test_an_sms_that_was_taken_and_not_acknowledged_comes_again_under_its_key(post: Post) -> None:
    post.reply(post.submit(BY_SMS))
    post.gateway.statuses["/sms"] = 500
    post.work()
    post.gateway.statuses["/sms"] = 200
    post.service.clock.wind(FIRST_WAIT)

    post.work()

    keys = [call.headers["idempotency-key"] for call in post.gateway.of("/sms")]
    assert len(keys) == 2 and len(set(keys)) == 1


def test_an_address_that_is_refused_for_ever_is_not_tried_again(post: Post) -> None:
    replied(post)
    post.mailbox.to_recipient = "550 No such user"

    with capture_logs() as logged:
        post.work()

    assert [(row.state, row.code) for row in post.rows(recipient="requester")] == [
        ("failed", "smtp-550")
    ]
    assert [line["event"] for line in logged] == ["delivery-refused"]


def test_an_address_that_is_refused_for_now_is_tried_again_and_no_line_suffers(post: Post) -> None:
    replied(post)
    post.mailbox.to_recipient = "450 Busy"

    post.work()

    assert [(row.state, row.code) for row in post.rows(recipient="requester")] == [
        ("waiting", "smtp-450")
    ]
    assert failures(post, "email") == 0


@pytest.mark.parametrize("said", ["552 Mailbox full", "550 5.2.1 Closed", "553 5.1.3 Bad name"])
def test_one_whose_message_is_refused_for_ever_is_not_tried_again_and_no_line_suffers(
    post: Post, said: str
) -> None:
    post.mailbox.to_message = said
    for name in range(FAILURES_THAT_OPEN + 1):
        post.reply(post.submit(Contact(email=f"a{name}@example.fi")))
    with capture_logs() as logged:
        post.work()

    assert set(post.states(recipient="requester")) == {"failed"}
    assert failures(post, "email") == 0
    assert {line["event"] for line in logged} == {"delivery-refused"}


@pytest.mark.parametrize("said", ["450 4.2.2 Mailbox full", "554 5.7.1 Policy"])
def test_one_whose_message_is_refused_for_now_is_tried_again_and_no_line_suffers(
    post: Post, said: str
) -> None:
    replied(post)
    post.mailbox.to_message = said
    post.work()
    post.mailbox.to_message = TAKEN
    post.service.clock.wind(FIRST_WAIT)
    suffered = failures(post, "email")

    post.work()

    assert (suffered, post.states(recipient="requester")) == (0, ["sent"])


@pytest.mark.parametrize("stage", ["to_sender", "to_recipient"])
def test_a_refusal_of_us_counts_against_the_line_and_ends_nothing(post: Post, stage: str) -> None:
    replied(post)
    setattr(post.mailbox, stage, "530 5.7.0 Authentication required")

    post.work()

    assert post.states(recipient="requester") == ["waiting"]
    assert failures(post, "email") == 1


def test_a_sender_that_is_refused_for_ever_ends_nothing(post: Post) -> None:
    replied(post)
    post.mailbox.to_sender = "554 5.7.1 Blocked"

    post.work()

    assert post.states(recipient="requester") == ["waiting"]
    assert failures(post, "email") == 1


@pytest.mark.parametrize(("status", "suffered"), [(409, 0), (413, 0), (410, 1), (404, 1), (429, 1)])
def test_a_number_that_is_not_taken_now_is_told_from_a_gateway_that_is_wrong(
    post: Post, status: int, suffered: int
) -> None:
    post.reply(post.submit(BY_SMS))
    post.gateway.statuses["/sms"] = status

    post.work()

    assert post.states(recipient="requester") == ["waiting"]
    assert failures(post, "sms") == suffered


def test_a_hook_that_is_gone_is_not_called_again(post: Post) -> None:
    post.submit()
    post.gateway.statuses["/hooks/perhesosiaalityo"] = 410
    with capture_logs():
        post.work()
    post.service.clock.wind(FIRST_WAIT)

    post.work()

    assert [(row.state, row.code) for row in post.rows(carrier="webhook")] == [
        ("failed", "http-410")
    ]
    assert len(post.gateway.of("/hooks/perhesosiaalityo")) == 1


@pytest.mark.parametrize(
    ("status", "state"), [(400, "failed"), (422, "failed"), (401, "waiting"), (302, "waiting")]
)
def test_what_a_gateway_says_decides_whether_it_is_asked_again(
    post: Post, status: int, state: str
) -> None:
    post.reply(post.submit(BY_SMS))
    post.gateway.statuses["/sms"] = status

    with capture_logs():
        post.work()

    assert [(row.state, row.code) for row in post.rows(recipient="requester")] == [
        (state, f"http-{status}")
    ]
    assert post.gateway.of("/elsewhere") == []


def test_a_unit_s_notice_is_given_up_after_a_day_and_told(post: Post) -> None:
    post.submit()
    only_email(post, mail_line(free_port()))
    post.work()
    post.service.clock.wind(STAFF_PATIENCE)

    with capture_logs() as logged:
        post.work()

    assert post.states() == ["failed"]
    assert [(line["event"], line["code"]) for line in logged] == [
        ("delivery-given-up", "ConnectionRefusedError")
    ]


def test_a_requester_s_notice_is_given_up_after_a_day_s_opening_hours(post: Post) -> None:
    replied(post)
    only_email(post, mail_line(free_port()))
    post.work()
    post.service.clock.wind(A_DAY)

    with capture_logs():
        post.work()

    assert post.states(recipient="requester") == ["failed"]
