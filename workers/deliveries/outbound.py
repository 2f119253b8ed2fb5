"""What does sending need, and how long may one task spend on it?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from triage.notices.telling import Carrier
from triage.store.database.engine import Database
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.records.catalogue_store import CatalogueStore
from workers.deliveries.lines import TRY_SECONDS, Line

# The embedded mode has one worker for everything: within this time, and the one try that was
# begun last, enforcement has its turn again.
BEGINS_WITHIN_SECONDS = 10.0
TRIES_A_TASK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """The lines that are set up, and what finds out what is to be sent along them.

    `chance` gives a number in [0, 1) each time; `public_url` is where staff find the queue.
    By a clock that is not believed nothing is given up. `every_language`: notices are written in
    prepared languages although no reader has signed them.
    """

    database: Database
    writer: Writer
    ring: KeyRing
    identities: Identities
    catalogues: CatalogueStore
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    lines: Mapping[Carrier, Line]
    is_believed: Callable[[], bool] = lambda: True
    public_url: str | None = None
    every_language: bool = False
    try_seconds: float = TRY_SECONDS


@dataclass(slots=True)
class Spending:
    """How much one task has left: so many tries, all begun before its time is over."""

    tries: int = TRIES_A_TASK
    ends_at: float = field(default_factory=lambda: time.monotonic() + BEGINS_WITHIN_SECONDS)

    def may_go_on(self) -> bool:
        return self.tries > 0 and time.monotonic() < self.ends_at
