"""How does beat keep its pace when the wall clock is set? By seconds that nobody can set.

Celery's own schedules reckon by the wall clock: when that stepped back an hour, beat sent no sweep
for an hour.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from celery.schedules import schedstate, schedule

BEGAN_AT, BEGAN = datetime.now(UTC), time.monotonic()


def steady_now() -> datetime:
    """The wall clock at the start of this process plus the monotonic time since then (UTC)."""
    return BEGAN_AT + timedelta(seconds=time.monotonic() - BEGAN)


class SteadySchedule(schedule):
    """Every so many seconds, whatever becomes of the wall clock."""

    # As the library makes it anew from beat's file.
    def __init__(self, run_every: float | timedelta, *_: object) -> None:
        super().__init__(run_every, nowfun=steady_now)

    def is_due(self, last_run_at: datetime) -> schedstate:
        last_run_at = self.maybe_make_aware(last_run_at)
        if last_run_at > steady_now():
            # Beat's file was written while the clock was ahead of this one's.
            return schedstate(is_due=True, next=self.seconds)
        return super().is_due(last_run_at)
