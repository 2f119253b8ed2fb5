"""Does the loop that follows the log tell the rounds in which all went well from the others?"""

from __future__ import annotations

import threading
from dataclasses import replace

from structlog.testing import capture_logs

from projections.machinery.following import Follower
from tests.integration.faults.mistaken import TOPIC, MistakenQueue
from tests.integration.store.world import TestedService, a_submission
from wiring.processes.follower import follow


class AfterOneRound(threading.Event):
    """Set by the pause that follows a round."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def noted_rounds(follower: Follower) -> int:
    """How many of one round are noted."""
    rounds: list[None] = []
    follow(follower, AfterOneRound(), lambda: rounds.append(None))
    return len(rounds)


def test_a_round_in_which_all_is_followed_is_noted(service: TestedService) -> None:
    service.submit()

    assert noted_rounds(service.parts.models.follower) == 1


def test_a_round_in_which_one_model_fails_is_not_noted(service: TestedService) -> None:
    service.submit(replace(a_submission(), topics=(TOPIC,)))
    models = service.parts.models
    others = (models.due, models.response_times)
    follower = Follower(service.parts.database, (mistaken := MistakenQueue(), *others))

    with capture_logs() as logged:
        assert noted_rounds(follower) == 0

    assert [each["name"] for each in logged] == [mistaken.name]
    assert [follower.distance(each) for each in others] == [0, 0]
