"""Who else is on a request just now, and who of them writes? Remembered for half a minute.

Nothing of it is stored or logged. Who may be told, and who is ever there, is asked before
(`projections.live.colleagues`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

# An open page says every ten seconds that somebody is there.
REMEMBERED_SECONDS = 30


class Here(NamedTuple):
    """When somebody was last there (seconds of the clock), and whether they wrote."""

    at: float
    writes: bool


class Presence:
    """Who is on which request, in this process alone."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._here: dict[UUID, dict[str, Here]] = {}

    def note(self, request_id: UUID, username: str, *, writes: bool) -> bool:
        """Remember that somebody is there; whether that is news to the others."""
        before = self.on(request_id).get(username)
        here = Here(self._clock().timestamp(), writes)
        with self._lock:
            self._here.setdefault(request_id, {})[username] = here
        return before != writes

    def leave(self, request_id: UUID, username: str) -> bool:
        """Forget them before their time; whether they were there."""
        with self._lock:
            return self._here.get(request_id, {}).pop(username, None) is not None

    def on(self, request_id: UUID) -> Mapping[str, bool]:
        """Who is there, by user name, and whether they write."""
        self._forget()
        with self._lock:
            return {name: here.writes for name, here in self._here.get(request_id, {}).items()}

    def is_over(self, here: Here) -> bool:
        return here.at + REMEMBERED_SECONDS <= self._clock().timestamp()

    def _forget(self) -> None:
        with self._lock:
            for request_id, people in list(self._here.items()):
                left = {name: here for name, here in people.items() if not self.is_over(here)}
                self._here[request_id] = left
                if not left:
                    del self._here[request_id]
