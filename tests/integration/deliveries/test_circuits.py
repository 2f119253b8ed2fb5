"""What if a line fails again and again? It rests, and then lets one through."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from structlog.testing import capture_logs

from tests.integration.deliveries.breaking import (
    Broken,
    failures,
    only_email,
    put_down,
    rested,
)
from tests.integration.deliveries.post import Post
from tests.integration.store.world import opened
from triage.actors import Actor, Role
from triage.request.commands.ending import WithdrawRequest
from workers.deliveries import circuits
from workers.deliveries.lines import Fault, Letter, NotDelivered
from workers.deliveries.tries import FAILURES_THAT_OPEN, PAUSE

HOOK = "/hooks/perhesosiaalityo"


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


def open_circuits(post: Post) -> int:
    with post.service.parts.database.views.connect() as connection:
        return circuits.number_open(connection)


def test_a_line_counts_as_failing_while_something_waits_for_it(post: Post) -> None:
    with capture_logs():
        hooks_broken(post)
    before = open_circuits(post)
    post.begin_anew()
    rested(post)

    assert (before, open_circuits(post)) == (1, 0)


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
