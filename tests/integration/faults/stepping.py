"""How is the clock of one process set? `python -m …stepping FLAG MODULE …` runs a module.

Its clock is ahead of the machine's by as many seconds as the file FLAG says, each time that says
something else, and is the machine's where there is none; so is that of every process that it forks.
What counts seconds only, as a monotonic clock, goes on.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

BACK = timedelta(hours=-1)
NOWHERE = timedelta()
LOOKED_EVERY_SECONDS = 0.05
NEVER = threading.Event()


def step(flag: Path, ahead: timedelta) -> None:
    """Set the clocks of all processes that look for this flag, so far from the machine's."""
    # None of them may find half of it.
    written = flag.with_suffix(".written")
    written.write_text(str(ahead.total_seconds()))
    written.replace(flag)


def begin_to_step(flag: Path) -> None:
    """Be where the flag says, and look for it beside whatever else the process does."""
    clock = _Clock(flag)
    clock.follow()
    threading.Thread(target=clock.follow_for_ever, daemon=True).start()


class _Clock:
    def __init__(self, flag: Path) -> None:
        self._flag = flag
        self._said = ""
        self._travel: time_machine.travel | None = None

    def follow_for_ever(self) -> None:
        while True:
            self.follow()
            NEVER.wait(LOOKED_EVERY_SECONDS)

    def follow(self) -> None:
        said = self._flag.read_text() if self._flag.exists() else ""
        if said == self._said:
            return
        if self._travel:
            self._travel.stop()
        ahead = timedelta(seconds=float(said))
        self._travel = time_machine.travel(datetime.now(UTC) + ahead, tick=True)
        self._travel.start()
        self._said = said


if __name__ == "__main__":
    told_by, module = Path(sys.argv[1]), sys.argv[2]
    # A fork leaves its parent's threads behind.
    os.register_at_fork(after_in_child=lambda: begin_to_step(told_by))
    begin_to_step(told_by)
    del sys.argv[:2]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
