"""Who has read the own request, as its requester is told it day by day?

One line for a role and a day, however often it read: how often, and when in between, would show
where reads are withheld.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from projections.views.own_request import ReadShown
from triage.time.calendar import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadsOfDay:
    """The roles that read on a day of Helsinki, each once, in the order of their last reads."""

    on: date
    reads: tuple[ReadShown, ...]


def read_by_day(reads: Iterable[ReadShown]) -> tuple[ReadsOfDay, ...]:
    """Day by day, oldest first; of each role its last read, to the minute."""
    lasts = {
        (local_day(read.at), read.by_role): _to_the_minute(read)
        for read in sorted(reads, key=lambda each: each.at)
    }
    in_order = sorted(lasts.values(), key=lambda each: (each.at, each.by_role))
    days = groupby(in_order, key=lambda each: local_day(each.at))
    return tuple(ReadsOfDay(on=on, reads=tuple(of_day)) for on, of_day in days)


def _to_the_minute(read: ReadShown) -> ReadShown:
    return ReadShown(by_role=read.by_role, at=_minute(read.at))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
