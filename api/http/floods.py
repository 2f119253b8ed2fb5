"""Does one network send more requests at once than people do? Noticed, and nobody is refused.

Addresses are kept as hashes under a salt that is forgotten, with all of them, within the hour. What
is beyond the limit is stored like anything else; the mark lets the coordinator see it as one heap.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from triage.request.state.heaps import Burst

# A class that writes at once, or a school behind one address through a day, stays below: twenty at
# once, and one more every thirty seconds (twenty in ten minutes).
LIMIT = 20
APART_SECONDS = 30.0
# What a person hardly does (`api.pages.requester.form.signs`) weighs as much as so many requests.
SIGN_WEIGHS = 4
SALT_LASTS_SECONDS = 3600.0
# As in the limits of guessing: beyond it the least recently used network is forgotten.
REMEMBERED = 10_000

Later = Callable[[float, Callable[[], None]], object]


@dataclass(slots=True)
class _Network:
    """A token bucket, and the burst that goes on. `at`: monotonic seconds."""

    used: float = 0.0
    at: float = 0.0
    burst: Burst | None = None


def _later(seconds: float, act: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(seconds, act)


class Floods:
    """Counts what each network sends, in this process and in memory only."""

    def __init__(
        self, seconds: Callable[[], float] = time.monotonic, later: Later = _later
    ) -> None:
        self._seconds = seconds
        self._later = later
        self._salt: bytes | None = None
        self._salted_at = 0.0
        self._networks: OrderedDict[bytes, _Network] = OrderedDict()

    def noticed(self, network: str, *, signs: int = 0) -> Burst | None:
        """Count a request from a network; the burst that it belongs to, where it is beyond.

        A burst goes on until the network was quiet for so long that all its tokens are back, or
        the salt was forgotten.
        """
        now = self._seconds()
        known = self._known(network, now)
        used = max(0.0, known.used - (now - known.at) / APART_SECONDS)
        if used == 0.0:
            known.burst = None
        # Not counted far beyond the limit: the network is itself again soon after a flood.
        known.used, known.at = min(used + 1 + signs * SIGN_WEIGHS, 2.0 * LIMIT), now
        if known.used <= LIMIT:
            return None
        known.burst = known.burst or Burst(heap=uuid4(), key=os.urandom(32))
        return known.burst

    def give_back(self, network: str, *, signs: int = 0) -> None:
        """What was stored before, or not at all, does not count."""
        known = self._known(network, self._seconds())
        known.used = max(0.0, known.used - 1 - signs * SIGN_WEIGHS)

    def forget(self) -> None:
        """Forget the salt, and everything that was kept under it."""
        self._salt = None
        self._networks.clear()

    def _known(self, network: str, now: float) -> _Network:
        if self._salt is None or now - self._salted_at >= SALT_LASTS_SECONDS:
            self.forget()
            self._salt, self._salted_at = os.urandom(16), now
            # Also where nobody sends anything any more.
            self._later(SALT_LASTS_SECONDS, self.forget)
        hashed = hashlib.blake2b(network.encode(), key=self._salt, digest_size=16).digest()
        known = self._networks.setdefault(hashed, _Network())
        self._networks.move_to_end(hashed)
        if len(self._networks) > REMEMBERED:
            self._networks.popitem(last=False)
        return known
