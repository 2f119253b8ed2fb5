"""Can the wall clock be believed? It is held against clocks that were not set with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

Clock = Callable[[], datetime]
# None where it does not answer.
OtherClock = Callable[[], datetime | None]
# Time since some fixed moment, by a monotonic clock.
Elapsed = Callable[[], timedelta]

# Beyond what hosts that keep time differ by, and what a step of NTP puts right. Slewing moves all
# clocks of a machine alike and is never seen here.
TOLERANCE: Final = timedelta(minutes=1)
# Two hosts may each be off by that much.
SKEW: Final = 2 * TOLERANCE

LEAPT_AHEAD: Final = "leapt-ahead"
DIFFERS: Final = "differs-from-the-"
# After no answer a clock is not asked for so long: each time-out delays the caller.
LEFT_ALONE_FOR: Final = timedelta(seconds=30)
# Said by who knows the records: people did something later than now.
BEHIND_THE_RECORDS: Final = "behind-the-records"


def since_boot() -> timedelta:
    """What passed since the machine was started, asleep or not: waking up is no leap."""
    # The other systems that we may run on have only what stands still while they sleep.
    steady = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(steady))


class Look(NamedTuple):
    """What the clock said, and why it is not believed; None where it is."""

    now: datetime
    doubt: str | None


class ClockCheck:
    """Knows whether the wall clock may be believed, from the start of this process on.

    A wrong clock at the start cannot be told from a long outage. From then on a leap ahead is
    doubted, until the clock comes back, or another clock that did not leap agrees with it (one
    that leapt at the same moment is probably the same clock). A leap back alone is no doubt: what
    is due by a clock that is behind is truly due. `others` are asked at each look; one that does
    not answer is assumed to have gone on. Without `elapsed` nothing is ever doubted.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        elapsed: Elapsed | None = None,
        others: Mapping[str, OtherClock] = MappingProxyType({}),
    ) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._others = others
        self._lock = threading.Lock()
        # Each clock is kept as its zero: what it shows, less `elapsed`. The zero changes only when
        # the clock is set.
        self._seen: dict[str, datetime] = {}
        self._asked_again_at: dict[str, timedelta] = {}
        self._stood_still: frozenset[str] = frozenset()
        if elapsed is not None:
            self._believed = self._last = clock() - elapsed()

    def look(self) -> Look:
        """Read all clocks. Any thread may ask."""
        if self._elapsed is None:
            return Look(self._clock(), None)
        zeros = dict(self._zeros(self._elapsed))
        now = self._clock()
        zero = now - self._elapsed()
        with self._lock:
            return Look(now, self._doubt(zero, zeros))

    def believe(self) -> None:
        """Trust the clock as it is now: the records have shown that the earlier time was wrong."""
        if self._elapsed is not None:
            with self._lock:
                self._believed = self._clock() - self._elapsed()

    def _zeros(self, elapsed: Elapsed) -> Iterator[tuple[str, datetime]]:
        for name, read in self._others.items():
            began = elapsed()
            if began < self._asked_again_at.get(name, began):
                continue
            self._asked_again_at[name] = began + LEFT_ALONE_FOR
            moment = read()
            if moment is None:
                continue
            ended = elapsed()
            self._asked_again_at.pop(name, None)
            # A slow answer could be of any moment since it was asked for.
            if ended - began < TOLERANCE:
                yield name, moment - ended

    def _doubt(self, zero: datetime, zeros: Mapping[str, datetime]) -> str | None:
        self._note_leaps(zero, zeros)
        for name, other in self._seen.items():
            if _is_far(zero, other):
                return DIFFERS + name
        is_confirmed = bool(self._stood_still)
        if zero - self._believed > TOLERANCE and not is_confirmed:
            return LEAPT_AHEAD
        if is_confirmed or not _is_far(zero, self._believed):
            self._believed = zero
        return None

    def _note_leaps(self, zero: datetime, zeros: Mapping[str, datetime]) -> None:
        """When this clock leaps, remember which others did not."""
        if _is_far(zero, self._last):
            self._stood_still = frozenset(
                name
                for name, other in zeros.items()
                if name in self._seen and not _is_far(other, self._seen[name])
            )
        self._last = zero
        self._seen.update(zeros)


def _is_far(one: datetime, other: datetime) -> bool:
    return abs(one - other) > TOLERANCE
