"""How fast may somebody guess? One token bucket for each name, kept in memory only.

Nobody is locked out: a try waits for its turn and is then checked. So a person who knows the
password gets in while others guess, and guessers at one name share its limited tries.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from math import ceil

from triage.errors.requests import TooManyAttempts

REMEMBERED = 10_000
# Each holds a connection.
WAITING_AT_MOST = 400
WAITING_FOR_ONE_AT_MOST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`tries` at once, then one every `apart_seconds`; a caller waits `waits_seconds` at most.

    The default allows 720 guesses an hour. Somebody who knows the secret waits a turn or two.
    """

    tries: int = 10
    apart_seconds: float = 5.0
    waits_seconds: float = 15.0


@dataclass(slots=True)
class Bucket:
    """A token bucket: tries are used up and come back with time. Moments: monotonic seconds."""

    pace: Rate
    _used: float = 0.0
    _at: float = 0.0

    def seconds_to_wait(self, now: float) -> float:
        """Seconds until another try is welcome; 0 where it is now."""
        return max(0.0, (self._used_at(now) - (self.pace.tries - 1)) * self.pace.apart_seconds)

    def use(self, now: float) -> None:
        self._used, self._at = self._used_at(now) + 1, now

    def give_back(self, now: float) -> None:
        self._used, self._at = max(0.0, self._used_at(now) - 1), now

    def _used_at(self, now: float) -> float:
        return max(0.0, self._used - (now - self._at) / self.pace.apart_seconds)


@dataclass(slots=True)
class _Line:
    """The bucket of one name, and the callers that wait for its next try."""

    bucket: Bucket
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class RateLimiter:
    """Limits tries by name (account, address, receipt); names are kept as salted hashes only.

    The newest caller is served first, so a guesser with many waiting tries cannot keep out
    somebody who comes now. Beyond `REMEMBERED` names the least recently used is forgotten. For one
    event loop at a time.
    """

    def __init__(self, pace: Rate) -> None:
        self._pace = pace
        self._salt = os.urandom(16)
        self._lines: OrderedDict[bytes, _Line] = OrderedDict()
        self._waiting: dict[asyncio.Future[None], _Line] = {}

    async def turn(self, name: str) -> None:
        """Return when this name may be tried; the try counts until it is given back.

        Raises:
            TooManyAttempts: others are trying it all the time, and the turn did not come.
        """
        line, now = self._line(name), asyncio.get_running_loop().time()
        if not line.waiting and not line.bucket.seconds_to_wait(now):
            line.bucket.use(now)
            return
        turn = asyncio.get_running_loop().create_future()
        line.waiting.append(turn)
        self._waiting[turn] = line
        self._keep_within_limits(line)
        self._call_next(line)
        try:
            await asyncio.wait({turn}, timeout=self._pace.waits_seconds)
        finally:
            self._end_waiting(turn)
        if turn.cancelled():
            raise TooManyAttempts(retry_after_seconds=ceil(self._pace.apart_seconds))

    def may_try(self, name: str) -> bool:
        """Count a try, where one is welcome now; it waits for nothing."""
        bucket, now = self._line(name).bucket, asyncio.get_running_loop().time()
        if bucket.seconds_to_wait(now):
            return False
        bucket.use(now)
        return True

    def give_back(self, name: str) -> None:
        """A right try does not count, and the next one need not wait for it."""
        line = self._line(name)
        line.bucket.give_back(asyncio.get_running_loop().time())
        self._call_next(line)

    def _line(self, name: str) -> _Line:
        key = hashlib.blake2b(name.encode(), key=self._salt, digest_size=16).digest()
        line = self._lines.setdefault(key, _Line(Bucket(self._pace)))
        self._lines.move_to_end(key)
        if len(self._lines) > REMEMBERED:
            self._lines.popitem(last=False)
        return line

    def _keep_within_limits(self, line: _Line) -> None:
        """Send the oldest away, of this name or of all, where too many wait."""
        if len(line.waiting) > WAITING_FOR_ONE_AT_MOST:
            self._end_waiting(line.waiting[0])
        if len(self._waiting) > WAITING_AT_MOST:
            self._end_waiting(next(iter(self._waiting)))

    def _end_waiting(self, turn: asyncio.Future[None]) -> None:
        turn.cancel()
        line = self._waiting.pop(turn, None)
        if line is not None:
            line.waiting.remove(turn)

    def _call_next(self, line: _Line) -> None:
        if line.timer is not None:
            line.timer.cancel()
        loop = asyncio.get_running_loop()
        seconds = line.bucket.seconds_to_wait(loop.time())
        line.timer = loop.call_later(seconds, self._next, line) if line.waiting else None

    def _next(self, line: _Line) -> None:
        now = asyncio.get_running_loop().time()
        if line.waiting and not line.bucket.seconds_to_wait(now):
            line.bucket.use(now)
            turn = line.waiting.pop()
            self._waiting.pop(turn)
            turn.set_result(None)
        self._call_next(line)
