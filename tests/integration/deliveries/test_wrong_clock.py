"""Who is told what when the clock was wrong? Nobody twice, and nobody of what did not stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from tests.clock import START
from tests.integration.deliveries.post import BY_EMAIL, UNIT_ADDRESS, Post
from wiring.composition.enforcing import tools_of
from workers.deliveries.outbound import Spending
from workers.deliveries.sending import send_due
from workers.sweep import TIDY_ROUND, sweep, tidy

WEEK = timedelta(days=7)
SOON = timedelta(minutes=5)
INTAKE = "vastaanotto@example.fi"


def swept(post: Post, at: timedelta) -> None:
    post.service.clock.now = START + at
    with capture_logs():
        sweep(tools_of(post.service.parts))


def tidied(post: Post) -> None:
    """As an hour later than the last time, whatever the clock says."""
    tools = tools_of(post.service.parts)
    tools.rounds.done(TIDY_ROUND, START - WEEK)
    tidy(tools)


def kinds(post: Post, state: str) -> list[str]:
    return sorted(row.kind for row in post.rows(state=state, carrier="email"))


@pytest.fixture
def request_id(post: Post) -> UUID:
    """A request that is known to its unit already."""
    made = post.submit()
    post.work()
    post.mailbox.empty()
    return made


def test_a_notice_that_went_out_is_not_sent_again(post: Post, request_id: UUID) -> None:
    swept(post, WEEK)
    post.work()
    told = list(post.mailbox.recipients)
    swept(post, SOON)
    post.work()
    swept(post, WEEK)
    post.work()

    assert sorted(told) == [UNIT_ADDRESS, UNIT_ADDRESS, INTAKE, INTAKE]
    assert post.mailbox.recipients == told


def test_what_still_waited_is_dropped_and_told_at_its_true_moment(
    post: Post, request_id: UUID
) -> None:
    swept(post, WEEK)
    post.relay()
    swept(post, SOON)
    tidied(post)
    post.work()
    early = list(post.mailbox.recipients)
    swept(post, WEEK)
    post.work()

    assert early == []
    assert {row.code for row in post.rows(state="dropped")} == {"retracted"}
    assert kinds(post, "sent") == sorted(
        ["new-in-queue", "reminder", "escalated", "look-overdue", "look-overdue"]
    )


def test_what_was_not_put_down_yet_tells_nobody(post: Post, request_id: UUID) -> None:
    swept(post, WEEK)
    swept(post, SOON)
    post.work()

    assert post.mailbox.recipients == []


def test_what_joined_a_dropped_notice_is_told_by_itself(post: Post, request_id: UUID) -> None:
    swept(post, WEEK)
    post.relay()
    post.service.clock.now = START - WEEK
    truly_late = post.submit()
    swept(post, WEEK)
    post.relay()
    swept(post, SOON)
    tidied(post)
    post.work()

    sent = {(row.request_id, row.kind) for row in post.rows(state="sent", carrier="email")}
    assert (truly_late, "reminder") in sent
    assert (request_id, "reminder") not in sent


def test_what_a_clock_ahead_put_off_or_gave_up_is_told_when_it_is_right(post: Post) -> None:
    post.reply(post.submit(BY_EMAIL))
    post.relay()
    post.service.clock.now = START + WEEK
    with capture_logs():
        post.send()
    given_up = post.states(recipient="requester")
    post.service.clock.now = START + SOON
    tidied(post)
    post.send()

    assert (given_up, post.states(recipient="requester")) == (["failed"], ["sent"])


def test_by_a_clock_that_is_not_believed_nothing_is_given_up(post: Post) -> None:
    post.submit()
    post.relay()
    post.service.clock.now = START + WEEK

    send_due(replace(post.outbound, is_believed=lambda: False), Spending())

    assert set(post.states(recipient="unit")) == {"sent"}
