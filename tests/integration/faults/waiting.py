"""How does a test of faults see that work goes on, and how long is a while?"""

from __future__ import annotations

import time

import httpx

from tests.integration.faults.load import Load
from tests.integration.running import eventually

# Acknowledged in about two seconds of the load.
SOME = 20
SUBMISSIONS = "/api/v1/requests"


def goes_on(load: Load) -> None:
    """Wait until more has been acknowledged that was begun after this."""
    before = load.done
    eventually(lambda: load.done >= before + SOME)


def pass_by(seconds: float) -> None:
    """Let the time of an outage go by."""
    over_at = time.monotonic() + seconds
    eventually(lambda: time.monotonic() >= over_at)


def turned_away(load: Load) -> httpx.Response:
    """What a submission was told, once for a while nothing at all was acknowledged."""
    done, before = -1, 0

    def is_so_for_a_while() -> bool:
        nonlocal done, before
        if done != load.done:
            done, before = load.done, len(load.turned_away)
        return len(load.turned_away) > before + SOME

    eventually(is_so_for_a_while)
    return next(
        each
        for each in reversed(load.turned_away)
        if each.request.url.path == SUBMISSIONS and each.request.method == "POST"
    )
