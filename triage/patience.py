"""How fast may somebody guess? A few tries at once, then slowly; nothing about them is stored."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable

TRIES = 10
REGAINED_AFTER_SECONDS = 60.0
REMEMBERED = 10_000


class Patience:
    """Counts wrong tries in memory, under a hash whose salt dies with the process.

    Each name has `tries` at once and regains one every `REGAINED_AFTER_SECONDS`. The oldest names
    are forgotten beyond `REMEMBERED`. Safe to use from several threads.
    """

    def __init__(self, tries: int = TRIES) -> None:
        self._allowed = tries
        self._salt = os.urandom(16)
        self._used: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_to_wait(self, names: Iterable[str], now: float) -> int:
        """Whole seconds until another try is welcome; 0 where it is now. `now` is monotonic."""
        with self._lock:
            tries = max((self._tries(name, now) for name in names), default=0.0)
        over = tries - (self._allowed - 1)
        return 0 if over <= 0 else int(over * REGAINED_AFTER_SECONDS) + 1

    def count(self, names: Iterable[str], now: float) -> None:
        """Count one wrong try against each name."""
        with self._lock:
            for name in names:
                tries = self._tries(name, now) + 1
                key = self._hidden(name)
                self._used[key] = (tries, now)
                self._used.move_to_end(key)
            while len(self._used) > REMEMBERED:
                self._used.popitem(last=False)

    def _tries(self, name: str, now: float) -> float:
        tries, at = self._used.get(self._hidden(name), (0.0, now))
        return max(0.0, tries - (now - at) / REGAINED_AFTER_SECONDS)

    def _hidden(self, name: str) -> bytes:
        return hashlib.blake2b(name.encode(), key=self._salt, digest_size=16).digest()
