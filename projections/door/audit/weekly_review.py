"""What of a week's reads should the officer look at, and what was found of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Connection

from projections.door.audit.log import reason_for
from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor
from triage.errors.requests import TriageError
from triage.evidence.access_log import ReadOutcome
from triage.evidence.reads.pages_of_log import LogFilter, all_of_log
from triage.evidence.reads.reviewing import review_of
from triage.evidence.reads.unusual import Finding, Unusual, Verdict, unusual
from triage.request.events import RequestEvent
from triage.store.events.streams import folded, stream
from triage.store.keys.key_ring import KeyRing
from triage.time.calendar import local_day, moment_at

DAYS_OF_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How a finding was judged last, by whom and when."""

    verdict: Verdict
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One finding, the reason that was typed where there was one, and how it was judged."""

    finding: Finding
    reason: str | None = None
    judged: Judged | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekShown:
    """What is unusual in a week that begins on `from_on`, what waits for a verdict first."""

    from_on: date
    to_on: date
    items: tuple[ReviewRow, ...]

    @property
    def waiting(self) -> int:
        return sum(each.judged is None for each in self.items)


@dataclass(frozen=True, kw_only=True)
class WeeklyReview(Question[WeekShown], permission="access-log:review", action="log-review"):
    """The week of a day, Monday to Sunday in Helsinki; without one the week before this."""

    day: date | None = None

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[WeekShown]:
        day = self.day or local_day(now) - DAYS_OF_A_WEEK
        monday = day - timedelta(days=day.weekday())
        begins, ends = moment_at(monday, time()), moment_at(monday + DAYS_OF_A_WEEK, time())
        with models.database.reads.connect() as connection:
            rows = all_of_log(connection, LogFilter(from_at=begins, until_at=ends))
            requests = _Requests(connection, models.ring)
            found = unusual(rows, requests.has_no_part)
            judged = _judged(connection, begins)
            items = [
                ReviewRow(
                    finding=each,
                    reason=requests.reason(each),
                    judged=judged.get(each.key),
                )
                for each in found
            ]
        items.sort(key=lambda each: each.judged is not None)
        shown = WeekShown(from_on=monday, to_on=monday + timedelta(days=6), items=tuple(items))
        return Answered(value=shown, ground="audit")


class _Requests:
    """The requests that findings are about, each read once; one that does not open has no part."""

    def __init__(self, connection: Connection, ring: KeyRing) -> None:
        self._read = cache(lambda request_id: _recorded(connection, ring, request_id))

    def has_no_part(self, request_id: UUID, username: str, at: datetime) -> bool:
        """Whether another had it in hand then, and this person has done nothing in it."""
        recorded = self._read(request_id)
        if any(each.by.username == username for each in recorded):
            return False
        before = [each for each in recorded if each.timestamp <= at]
        return bool(before) and folded(before).claimed_by is not None

    def reason(self, finding: Finding) -> str | None:
        """What was typed to open it."""
        if finding.kind is not Unusual.OPENED or finding.request_id is None:
            return None
        recorded = self._read(finding.request_id)
        return reason_for(recorded, finding.username, finding.last_at)


def _recorded(connection: Connection, ring: KeyRing, request_id: UUID) -> list[RequestEvent]:
    try:
        return list(stream(connection, ring, request_id)[1])
    except TriageError:
        return []


def _judged(connection: Connection, since: datetime) -> Mapping[tuple[str, int], Judged]:
    """The last verdict on each finding, by its key; given since the week began."""
    kinds = {review_of(kind): kind for kind in Unusual}
    asked = LogFilter(from_at=since, actions=kinds, outcome=ReadOutcome.OK)
    found: dict[tuple[str, int], Judged] = {}
    for row in all_of_log(connection, asked):
        # The newest comes first, and counts.
        judged = Judged(verdict=Verdict(row.ground), by=row.username, at=row.at)
        found.setdefault((kinds[row.action], row.version), judged)
    return found
