"""Who read what? The access log, for the officer; and the own rows of it, for whoever reads.

Rows tell that words were read and never which. The one text that comes along is the reason that
somebody typed to open a request of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from triage.actors import Actor, By, Role
from triage.errors.requests import TriageError
from triage.evidence.access_log import READS_WORDS, ReadOutcome
from triage.evidence.reads.kinds import ACTIONS_OF, LogKind, Purpose, kind_of, purpose_of
from triage.evidence.reads.pages_of_log import ROWS_OF_A_PAGE, LogFilter, LogRows, page_of_log
from triage.request.events import Opened, RequestEvent
from triage.request.need_to_know import Standing
from triage.store.events.streams import stream
from triage.store.keys.key_ring import KeyRing
from triage.store.records import submissions
from triage.text.personal import revealed
from triage.time.calendar import end_of_day, moment_at

# Grounds that somebody has by a reason of their own.
OPENED_BY_REASON = frozenset({Standing.OPENED})
Rows = Sequence[Row[tuple[object, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRead:
    """One row of the log.

    `version`: how many events there were of the request that was read, `searched` how many requests
    a search went through. `concerning`: the colleague or account that it was about. `reason`: what
    the reader typed to open it, None where nothing was typed or the words are erased.
    """

    position: int
    at: datetime
    by: By
    action: str
    ground: str
    kind: LogKind | None
    purpose: Purpose
    outcome: str
    request_id: UUID | None = None
    reference: str | None = None
    version: int | None = None
    searched: int | None = None
    concerning: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogShown:
    """A page of the log, newest first, and the request that was asked for by its reference.

    `next` is the place of the page behind it, None at the end; `refused` how many rows of the page
    somebody else wrote.
    """

    items: tuple[LoggedRead, ...] = ()
    next: int | None = None
    refused: int = 0
    request_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AccessLog(Question[LogShown], permission="access-log:read", action="log"):
    """The reads that are asked for, newest first; none where the reference is none.

    Both days are included. `username` is a member of staff; `after` the `next` of an earlier page.
    """

    username: str | None = None
    reference: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    ground: str | None = None
    kind: LogKind | None = None
    outcome: ReadOutcome | None = None
    after: int | None = None
    limit: int = ROWS_OF_A_PAGE

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[LogShown]:
        with models.database.reads.connect() as connection:
            request_id = None
            if self.reference is not None:
                request_id = submissions.by_reference(connection, self.reference)
                if request_id is None:
                    return Answered(value=LogShown(), ground="audit")
            rows = page_of_log(connection, self._filter(request_id))
            shown = logged_reads(connection, models.ring, rows, request_id)
        return Answered(value=shown, ground="audit", request_id=request_id)

    def _filter(self, request_id: UUID | None) -> LogFilter:
        return LogFilter(
            username=self.username,
            request_id=request_id,
            from_at=moment_at(self.from_on, time()) if self.from_on else None,
            until_at=end_of_day(self.to_on) if self.to_on else None,
            ground=self.ground,
            actions=ACTIONS_OF[self.kind] if self.kind else (),
            outcome=self.outcome,
            after=self.after,
            limit=self.limit,
        )


@dataclass(frozen=True, kw_only=True)
class OwnReads(Question[LogShown], permission="own-reads:read", action="own-log"):
    """Where the actor has read the words of a request, newest first: what the officer sees too."""

    after: int | None = None
    limit: int = ROWS_OF_A_PAGE

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[LogShown]:
        asked = LogFilter(
            username=actor.username or "",
            actions=READS_WORDS,
            outcome=ReadOutcome.OK,
            after=self.after,
            limit=self.limit,
        )
        with models.database.reads.connect() as connection:
            rows = page_of_log(connection, asked)
            shown = logged_reads(connection, models.ring, rows)
        return Answered(value=shown, ground="own-reads")


def logged_reads(
    connection: Connection, ring: KeyRing, page: LogRows, request_id: UUID | None = None
) -> LogShown:
    """A page of rows as it is shown, with the reasons that were typed."""
    reasons = _reasons(connection, ring, page.rows)
    return LogShown(
        items=tuple(_logged(row, reasons.get(row.position)) for row in page.rows),
        next=page.next,
        refused=page.refused,
        request_id=request_id,
    )


def _logged(row: Row[Any], reason: str | None) -> LoggedRead:
    is_search, is_review = row.action == "search", kind_of(row.action) is LogKind.REVIEW
    return LoggedRead(
        position=row.position,
        at=row.at,
        by=By(role=Role(row.role), username=row.username, unit=row.unit),
        action=row.action,
        ground=row.ground,
        kind=kind_of(row.action),
        purpose=purpose_of(row.ground, row.role),
        outcome=row.outcome,
        request_id=row.request_id,
        reference=row.reference,
        version=None if is_search or is_review else row.version,
        searched=row.version if is_search else None,
        concerning=row.concerning,
        reason=reason,
    )


def _reasons(connection: Connection, ring: KeyRing, rows: Rows) -> dict[int, str]:
    """What was typed to open what these rows read, by position."""
    by_reason = [row for row in rows if row.ground in OPENED_BY_REASON]
    found: dict[int, str] = {}
    for request_id in dict.fromkeys(row.request_id for row in by_reason):
        try:
            _, recorded, _ = stream(connection, ring, request_id)
        except TriageError:
            # What does not open any more has no reason to tell.
            continue
        for row in by_reason:
            if row.request_id == request_id:
                typed = reason_for(recorded, row.username, row.at)
                found |= {row.position: typed} if typed else {}
    return found


def reason_for(recorded: Sequence[RequestEvent], username: str, at: datetime) -> str | None:
    """What this person typed last, up to a moment, to open the request."""
    typed = [
        revealed(each.because)
        for each in recorded
        if isinstance(each, Opened) and each.worker == username and each.timestamp <= at
    ]
    return typed[-1] if typed else None
