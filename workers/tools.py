"""What does a task work with, and when is it opened? The doors, in each process after the fork."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from projections.views.due import DueRequests
from projections.views.stranded import StrandedRequests
from triage.door import Triage
from triage.store.database.writer import Writer
from workers.checkpoints import CheckpointRound
from workers.clock.clock_check import ClockCheck
from workers.clock.clock_notes import ClockNotes
from workers.clock.records import Records
from workers.deliveries.outbound import Outbound
from workers.disposal.round import DisposalRound
from workers.rounds import Rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the tasks of one process work with; `close` ends what was opened for them."""

    triage: Triage
    due: DueRequests
    writer: Writer
    rounds: Rounds
    outbound: Outbound
    clock: Callable[[], datetime]
    clock_check: ClockCheck
    clock_notes: ClockNotes
    records: Records
    stranded: StrandedRequests
    checkpoints: CheckpointRound
    disposal: DisposalRound
    close: Callable[[], None] = lambda: None


class Toolbox:
    """Opens the tools when a task first asks, once a process.

    A pool forks its processes from one that may have opened a database already; connections and
    the writer's thread do not survive a fork, so what a parent opened is never handed out.
    """

    def __init__(self, open_tools: Callable[[], Tools]) -> None:
        self._open_tools = open_tools
        self._lock = threading.Lock()
        self._tools: Tools | None = None
        self._opened_in: int | None = None

    def open(self) -> Tools:
        """The tools of this process."""
        with self._lock:
            if self._tools is None or self._opened_in != os.getpid():
                self._tools, self._opened_in = self._open_tools(), os.getpid()
            return self._tools

    def close(self) -> None:
        """Close what this process opened; a later task opens anew."""
        with self._lock:
            if self._tools is not None and self._opened_in == os.getpid():
                self._tools.close()
            self._tools = None
