"""Does the loop that follows the log tell the rounds in which all went well from the others?"""

from __future__ import annotations

import threading

from structlog.testing import capture_logs

from tests.integration.store.world import TestedService
from triage.store.engine import views_lock
from wiring.following import follow


class AfterOneRound(threading.Event):
    """Set by the pause that follows a round."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def noted_rounds(service: TestedService) -> int:
    """How many of one round are noted."""
    rounds: list[None] = []
    follow(service.parts.room.follower, AfterOneRound(), lambda: rounds.append(None))
    return len(rounds)


def test_a_round_in_which_all_is_followed_is_noted(service: TestedService) -> None:
    service.submit()

    assert noted_rounds(service) == 1


def test_a_round_in_which_one_model_fails_is_not_noted(service: TestedService) -> None:
    service.submit()
    room = service.parts.room
    with views_lock(service.parts.database) as connection:
        room.due.table.drop(connection)

    with capture_logs() as logged:
        assert noted_rounds(service) == 0

    assert [each["name"] for each in logged] == [room.due.name]
    assert room.follower.distance(room.queue) == room.follower.distance(room.response_times) == 0
