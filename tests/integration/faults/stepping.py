"""How does the clock of one process step back? `python -m …stepping FLAG MODULE …` runs a module.

Its clock is the machine's until the file FLAG appears, and from then on an hour behind; so is that
of every process that it forks. What counts seconds only, as a monotonic clock, goes on.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

BACK = timedelta(hours=1)
LOOKED_EVERY_SECONDS = 0.05
NEVER = threading.Event()


def step_when_told(flag: Path) -> None:
    """Look for the flag beside whatever else the process does."""
    threading.Thread(target=_wait_and_step, args=(flag,), daemon=True).start()


def _wait_and_step(flag: Path) -> None:
    while not flag.exists():
        NEVER.wait(LOOKED_EVERY_SECONDS)
    time_machine.travel(datetime.now(UTC) - BACK, tick=True).start()


if __name__ == "__main__":
    told_by, module = Path(sys.argv[1]), sys.argv[2]
    # A fork leaves its parent's threads behind.
    os.register_at_fork(after_in_child=lambda: step_when_told(told_by))
    step_when_told(told_by)
    del sys.argv[:2]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
