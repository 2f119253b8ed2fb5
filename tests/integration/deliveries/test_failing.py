"""What if the other end is away, or confused, or a worker dies? At least once, once if it can."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from tests.integration.deliveries.post import ADDRESS, BY_EMAIL, BY_SMS, Post, mail_line
from tests.integration.deliveries.receivers import Mailbox, mail_server
from tests.integration.store.world import START, opened
from tests.servers import free_port
from triage.actors import Actor, Role
from triage.commands.ending import WithdrawRequest
from triage.notices import STAFF_PATIENCE, Carrier
from triage.store.engine import write_lock
from triage.store.tables import relays
from triage.words import Contact
from wiring.enforcing import tools_of
from workers.deliveries import circuits, ledger
from workers.deliveries.ledger import KEPT_FOR
from workers.deliveries.lines import Fault, Letter, Line, NotDelivered
from workers.deliveries.sending import CLAIMED_FOR
from workers.deliveries.tries import FAILURES_THAT_OPEN, FIRST_WAIT, PAUSE, Circuit
from workers.sweep import TIDIED_EVERY, tidy

SECOND = timedelta(seconds=1)
# Eight hours of opening, from one morning to the next.
A_DAY = timedelta(days=1)
HOOK = "/hooks/perhesosiaalityo"


@dataclass(slots=True)
class Broken:
    """A line that breaks in a way that nobody foresaw, so often, and then takes everything."""

    times: int
    ids: list[UUID] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.ids.append(letter.id)
        if len(self.ids) <= self.times:
            raise RuntimeError(letter.address.reveal())


@dataclass(slots=True)
class Meeting:
    """A line at whose end, during its first letter, another worker comes by."""

    beside: Post
    ids: list[UUID] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.ids.append(letter.id)
        if len(self.ids) == 1:
            self.beside.send()
            raise NotDelivered("smtp-421", Fault.LINE)


def only_email(post: Post, line: Line) -> None:
    post.lines = {Carrier.EMAIL: line}


def replied(post: Post) -> UUID:
    """Somebody has an answer to be told of; their unit knows of the request already."""
    request_id = post.submit(BY_EMAIL)
    post.work()
    post.mailbox.empty()
    post.reply(request_id)
    return request_id


# -- the other end is away --


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


# -- the circuit --


def failures(post: Post, line: str) -> int:
    with post.service.parts.database.views.connect() as connection:
        return circuits.circuit(connection, line).failures


def hooks_broken(post: Post) -> None:
    """The unit's hook fails until its circuit is open."""
    post.gateway.statuses[HOOK] = 503
    post.chance = 0.0
    for _ in range(FAILURES_THAT_OPEN):
        post.submit()
        post.work()


def test_a_line_that_fails_again_and_again_is_left_alone_for_a_while(post: Post) -> None:
    with capture_logs() as logged:
        hooks_broken(post)
        tried = len(post.gateway.of(HOOK))
        post.work()

    assert tried == len(post.gateway.of(HOOK)) == FAILURES_THAT_OPEN
    assert [line["event"] for line in logged] == ["line-fails"]


def test_after_its_pause_one_is_let_through_and_no_more(post: Post) -> None:
    with capture_logs():
        hooks_broken(post)
        post.service.clock.wind(PAUSE)
        post.work()

    assert len(post.gateway.of(HOOK)) == FAILURES_THAT_OPEN + 1


def test_a_line_that_works_again_takes_all_that_waited(post: Post) -> None:
    with capture_logs():
        hooks_broken(post)
        post.gateway.statuses.clear()
        post.service.clock.wind(PAUSE)
        post.work()

    assert "waiting" not in post.states(carrier="webhook")
    assert failures(post, "webhook perhesosiaalityo") == 0


def put_down(post: Post, *names: str) -> list[UUID]:
    """Each of them, in turn, has an answer to be told of, and nothing was tried yet."""
    request_ids = [post.submit(Contact(email=f"{name}@example.fi")) for name in names]
    only_email(post, Broken(times=0))
    post.work()
    for request_id in request_ids:
        post.reply(request_id)
        post.relay()
        post.service.clock.wind(SECOND)
    return request_ids


def rested(post: Post) -> None:
    """The line of e-mail has failed again and again, and its pause is over."""
    with write_lock(post.service.parts.database) as connection:
        circuits.keep(connection, "email", Circuit(failures=FAILURES_THAT_OPEN, rests_until=START))


def test_while_one_is_let_through_another_worker_waits(post: Post) -> None:
    put_down(post, "aino", "onni", "olli")
    rested(post)
    line = Meeting(post)
    only_email(post, line)

    post.send()

    assert len(line.ids) == 1


def test_one_that_nobody_wants_any_more_is_not_the_one_let_through(post: Post) -> None:
    first, _ = put_down(post, "aino", "onni")
    post.do(WithdrawRequest, first, Actor(role=Role.REQUESTER, request_id=first))
    rested(post)
    line = Broken(times=0)
    only_email(post, line)

    post.send()

    assert sorted(post.states(recipient="requester")) == ["dropped", "sent"]
    assert len(line.ids) == 1


def test_one_unit_s_broken_hook_keeps_no_other_waiting(post: Post) -> None:
    with capture_logs():
        hooks_broken(post)

    assert set(post.states(carrier="email")) == {"sent"}


def test_every_worker_process_knows_that_a_line_rests(post: Post) -> None:
    with capture_logs():
        hooks_broken(post)
    with opened(post.service.parts.settings) as other:
        beside = Post(other, post.mailbox, post.gateway, post.lines)
        beside.work()

    assert len(post.gateway.of(HOOK)) == FAILURES_THAT_OPEN


# -- a worker dies, or two are at it --


def test_what_a_worker_died_over_is_taken_up_when_its_claim_has_run_out(post: Post) -> None:
    replied(post)
    line = Broken(times=1)
    only_email(post, line)
    with capture_logs():
        post.work()
    post.service.clock.wind(CLAIMED_FOR - SECOND)
    post.work()
    before = len(line.ids)
    post.service.clock.wind(SECOND)

    post.work()

    assert (before, len(line.ids), len(set(line.ids))) == (1, 2, 1)


def test_a_worker_that_comes_back_late_changes_nothing_for_the_next(post: Post) -> None:
    put_down(post, "aino")
    now = post.service.clock.now
    later = now + CLAIMED_FOR
    with write_lock(post.service.parts.database) as connection:
        late = ledger.first_due(connection, now, [])
        assert late
        ledger.claim(connection, late, later)
        following = ledger.first_due(connection, later, [])
        assert following
        ledger.claim(connection, following, later + CLAIMED_FOR)

        ledger.try_again(connection, late, now, "smtp-421")

        assert ledger.first_due(connection, later, []) is None


def test_an_answer_that_came_while_the_last_notice_was_tried_is_told_too(post: Post) -> None:
    request_id = replied(post)
    only_email(post, mail_line(free_port()))
    post.work()
    post.reply(request_id)

    post.relay()

    assert post.states(recipient="requester") == ["waiting", "waiting"]


def test_a_failure_that_nobody_foresaw_is_told_without_what_it_says(post: Post) -> None:
    replied(post)
    only_email(post, Broken(times=1))

    with capture_logs() as logged:
        post.work()

    assert [(line["event"], line["code"]) for line in logged] == [
        ("delivery-broke", "RuntimeError")
    ]
    assert ADDRESS not in str(logged)


def test_workers_at_once_send_each_notice_once(post: Post) -> None:
    sent = 12
    for number in range(sent):
        post.reply(post.submit(Contact(email=f"a{number}@example.fi")))
    together = threading.Barrier(4)

    def one_of_them(this: Post) -> None:
        together.wait(timeout=30)
        this.work()

    with opened(post.service.parts.settings) as other:
        beside = Post(other, post.mailbox, post.gateway, post.lines)
        workers = [
            threading.Thread(target=one_of_them, args=(each,)) for each in (post, beside) * 2
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    arrived = Counter(post.mailbox.recipients)

    assert [arrived[f"a{number}@example.fi"] for number in range(sent)] == [1] * sent


def test_a_task_that_is_redelivered_sends_nothing_again(post: Post) -> None:
    replied(post)

    for _ in range(10):
        post.work()

    assert post.mailbox.recipients == [ADDRESS]


# -- the relay's place --


def lose_place(post: Post) -> None:
    with write_lock(post.service.parts.database) as connection:
        connection.execute(delete(relays))


def test_a_relay_that_lost_its_place_puts_nothing_down_twice(post: Post) -> None:
    lose_place(post)
    request_id = post.submit(BY_EMAIL)
    post.reply(request_id)
    post.reply(request_id)
    post.work()
    before = post.rows(), len(post.mailbox.taken)
    lose_place(post)

    post.work()

    assert (post.rows(), len(post.mailbox.taken)) == before


def test_a_relay_that_comes_second_puts_nothing_down_and_moves_no_place_back(post: Post) -> None:
    post.submit()
    post.relay()
    with write_lock(post.service.parts.database) as connection:
        before = ledger.place(connection)

        is_first = ledger.record(connection, (), after=before - 2, until=before - 1)

        assert (is_first, ledger.place(connection)) == (False, before)


def test_what_is_older_than_what_is_kept_is_no_news(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL))
    lose_place(post)
    # What other tests left in the log is a few days younger.
    post.service.clock.wind(KEPT_FOR + timedelta(days=7))

    post.work()

    assert post.rows() == []


def test_what_has_ended_is_forgotten_when_no_event_makes_it_anew(post: Post) -> None:
    replied(post)
    post.work()
    post.service.clock.wind(KEPT_FOR)
    tidy(tools_of(post.service.parts))
    kept = post.states()
    post.service.clock.wind(TIDIED_EVERY)

    tidy(tools_of(post.service.parts))

    assert kept and post.rows() == []
