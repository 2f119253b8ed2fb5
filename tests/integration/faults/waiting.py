"""How does a test of faults see that work goes on, and how long is a while?"""

from __future__ import annotations

import time

from tests.integration.faults.load import Load
from tests.integration.running import eventually

# Acknowledged in about two seconds of the load.
SOME = 20


def goes_on(load: Load) -> None:
    """Wait until more has been acknowledged that was begun after this."""
    before = load.done
    eventually(lambda: load.done >= before + SOME)


def pass_by(seconds: float) -> None:
    """Let the time of an outage go by."""
    over_at = time.monotonic() + seconds
    eventually(lambda: time.monotonic() >= over_at)
