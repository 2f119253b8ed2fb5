"""What of a week's reads is unusual, so that somebody looks at it? Nothing here says it was wrong.

Names of families and hours of work are not compared: that would watch the staff themselves, and
waits until the co-operation procedure with them is done (Act 1333/2021, Act 759/2004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from triage.evidence.access_log import READS_WORDS, ReadOutcome
from triage.time.calendar import local_day

# So many requests has nobody to read on one day; a unit has some hundreds a year.
MANY_A_DAY: Final = 30
# A link that leads nowhere is followed once or twice.
DENIED_A_DAY: Final = 5
# Grounds that hold for more requests than one works on.
BROAD: Final = frozenset({"intake", "duty", "substitute"})
# A page that asks for a reason first is no try to get around it.
HARMLESS: Final = frozenset({"reason-needed", "bad-place", "catalogue-refused"})


class Unusual(StrEnum):
    """Why a read is looked at.

    OPENED: a colleague's request, with a reason. NO_ROLE: a request that somebody else had in hand,
    on a broad ground, by who has done nothing in it. MANY: many requests on one day. DENIED: many
    tries on one day that were refused.
    """

    OPENED = "opened"
    NO_ROLE = "no-role"
    MANY = "many"
    DENIED = "denied"


class Verdict(StrEnum):
    """How it was judged: needed for the work, being found out, or not needed."""

    JUSTIFIED = "justified"
    UNCLEAR = "unclear"
    MISUSE = "misuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What somebody did on one day, the first of it at this `position` of the log.

    `count` is of reads; where many requests were read, of requests.
    """

    kind: Unusual
    position: int
    username: str
    on: date
    count: int
    last_at: datetime
    request_id: UUID | None = None
    reference: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others; more of the same on that day does not change it."""
        return (self.kind, self.position)


Rows = Sequence[Row[Any]]
HasNoPart = Callable[[UUID, str, datetime], bool]


def unusual(rows: Iterable[Row[Any]], has_no_part: HasNoPart) -> tuple[Finding, ...]:
    """What is unusual among rows of the log, the latest first.

    `has_no_part` tells whether a request was another's at that moment and this person has done
    nothing in it; it is asked for broad grounds alone.
    """
    by_day: dict[tuple[str, date], list[Row[Any]]] = {}
    for row in rows:
        if row.username is not None:
            by_day.setdefault((row.username, local_day(row.at)), []).append(row)
    found = (
        each
        for (username, on), of_day in by_day.items()
        for each in _of_a_day(username, on, of_day, has_no_part)
    )
    return tuple(sorted(found, key=lambda each: (each.last_at, each.kind), reverse=True))


def _of_a_day(username: str, on: date, rows: Rows, has_no_part: HasNoPart) -> Iterator[Finding]:
    words = [row for row in rows if row.outcome == ReadOutcome.OK and row.action in READS_WORDS]
    by_request: dict[UUID, list[Row[Any]]] = {}
    for row in words:
        by_request.setdefault(row.request_id, []).append(row)
    for request_id, reads in by_request.items():
        opened = [row for row in reads if row.ground == "opened"]
        broad = [
            row
            for row in reads
            if row.ground in BROAD and has_no_part(request_id, username, row.at)
        ]
        for kind, those in ((Unusual.OPENED, opened), (Unusual.NO_ROLE, broad)):
            if those:
                yield _found(kind, username, on, those, of_one=True)
    if len(by_request) >= MANY_A_DAY:
        yield replace(_found(Unusual.MANY, username, on, words), count=len(by_request))
    denied = [
        row for row in rows if row.outcome == ReadOutcome.DENIED and row.ground not in HARMLESS
    ]
    if len(denied) >= DENIED_A_DAY:
        yield _found(Unusual.DENIED, username, on, denied)


def _found(kind: Unusual, username: str, on: date, rows: Rows, *, of_one: bool = False) -> Finding:
    return Finding(
        kind=kind,
        position=min(row.position for row in rows),
        username=username,
        on=on,
        count=len(rows),
        last_at=max(row.at for row in rows),
        request_id=rows[0].request_id if of_one else None,
        reference=rows[0].reference if of_one else None,
    )
