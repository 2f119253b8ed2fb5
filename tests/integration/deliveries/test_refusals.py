"""What if the other end is away, or says no? It is tried again, or given up and told."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.integration.deliveries.breaking import SECOND, failures, only_email, replied
from tests.integration.deliveries.post import ADDRESS, BY_SMS, Post, mail_line
from tests.integration.deliveries.receivers import Mailbox, mail_server
from tests.servers import free_port
from triage.notices import STAFF_PATIENCE
from workers.deliveries.lines import Letter
from workers.deliveries.tries import FIRST_WAIT

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
