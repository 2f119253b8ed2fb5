"""What if a worker dies, or two are at it? At least once, and once if it can."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from structlog.testing import capture_logs

from tests.integration.deliveries.breaking import (
    SECOND,
    Broken,
    Deadly,
    Killed,
    only_email,
    put_down,
    replied,
    rested,
)
from tests.integration.deliveries.post import ADDRESS, Post, mail_line
from tests.integration.store.world import opened
from tests.servers import free_port
from triage.notices.times import STAFF_PATIENCE
from triage.request.words import Contact
from triage.store.database.engine import write_lock
from workers.deliveries import ledger
from workers.deliveries.sending import CLAIMED_FOR


def test_what_a_worker_died_over_is_taken_up_when_its_claim_has_run_out(post: Post) -> None:
    replied(post)
    post.chance = 0.0
    line = died_over(post)
    post.service.clock.wind(CLAIMED_FOR - SECOND)
    post.work()
    before = len(line.ids)
    post.service.clock.wind(SECOND)

    post.work()

    assert (before, len(line.ids), len(set(line.ids))) == (1, 2, 1)


def died_over(post: Post) -> Deadly:
    """A worker dies over its first try; the line takes what comes later."""
    only_email(post, line := Deadly(times=1))
    with pytest.raises(Killed):
        post.work()
    return line


def test_what_a_worker_died_over_comes_behind_what_waited_meanwhile(post: Post) -> None:
    put_down(post, "aino", "onni")
    line = died_over(post)
    post.service.clock.wind(CLAIMED_FOR)

    post.send()

    assert post.states(recipient="requester") == ["waiting", "sent"]
    assert len(set(line.ids)) == 2


def test_a_worker_that_dies_over_the_one_let_through_stops_the_line_for_no_longer_than_that(
    post: Post,
) -> None:
    put_down(post, "aino", "onni")
    rested(post)
    died_over(post)
    post.send()
    meanwhile = post.states(recipient="requester")
    post.service.clock.wind(CLAIMED_FOR)

    post.send()

    assert meanwhile == ["waiting", "waiting"]
    assert post.states(recipient="requester") == ["waiting", "sent"]


def test_what_workers_die_over_is_given_up_like_any_other(post: Post) -> None:
    post.submit()
    died_over(post)
    post.service.clock.wind(STAFF_PATIENCE)

    with capture_logs():
        post.send()

    assert [(row.state, row.code) for row in post.rows(carrier="email")] == [
        ("failed", "never-reported")
    ]


def test_a_worker_that_comes_back_late_changes_nothing_for_the_next(post: Post) -> None:
    put_down(post, "aino")
    now = post.service.clock.now
    later = now + CLAIMED_FOR
    with write_lock(post.service.parts.database) as connection:
        late = ledger.first_due(connection, now, [])
        assert late
        ledger.claim(connection, late, later, later)
        following = ledger.first_due(connection, later, [])
        assert following
        ledger.claim(connection, following, later + CLAIMED_FOR, later + CLAIMED_FOR)

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
