"""Who has read one request in a period? The formal answer to somebody who asks for the log.

It goes to the requester on paper, so it holds what they may be told, as their own page does: what
is withheld is not there, and a reply since then stands as the read that it must have been.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row

from projections.door.questions import Answered, Question
from projections.door.read_models import ReadModels
from projections.views.own_request import reads_told
from projections.views.request.handled_by import answers_withheld_from
from triage.actors import Actor, Role
from triage.errors.requests import RequestUnknown
from triage.evidence.access_log import READS_WORDS, VIEW, ReadOutcome, reads_of
from triage.request.events import RequestEvent
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing
from triage.store.events.streams import folded, stream
from triage.time.calendar import local_day

GROUND = "data-protection"
Logged = Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRead:
    """One read: when, by whom, what was done and on which ground (Act 703/2023, section 11)."""

    at: datetime
    username: str | None
    role: str
    unit: str | None
    action: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReported:
    """The reads of these days, oldest first. `left_out`: how many are withheld, for the screen."""

    request_id: UUID
    reference: str
    from_on: date
    to_on: date
    reads: tuple[ReportedRead, ...]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class LogReport(Question[LogReported], permission="data-request:answer", action="log-report"):
    """The report on the days from `from_on` to `to_on`.

    Raises:
        RequestUnknown: no such request, or nothing was asked about its data.
    """

    request_id: UUID
    from_on: date
    to_on: date

    @property
    def about(self) -> UUID | None:
        return self.request_id

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[LogReported]:
        with models.database.reads.connect() as connection:
            _, recorded, _ = stream(connection, models.ring, self.request_id)
            rows = reads_of(connection, self.request_id)
        request = folded(recorded)
        if not request.data_requests:
            raise RequestUnknown()
        value = LogReported(
            request_id=request.id,
            reference=request.reference,
            from_on=self.from_on,
            to_on=self.to_on,
            reads=tuple(
                each
                for each in _reported(request, recorded, rows)
                if self.from_on <= local_day(each.at) <= self.to_on
            ),
            left_out=sum(map(_is_of_words, rows)) - len(reads_told(request, recorded, rows)),
        )
        return Answered(value=value, ground=GROUND, request_id=request.id, unit=request.unit)


def _reported(
    request: HelpRequest, recorded: Sequence[RequestEvent], rows: Sequence[Logged]
) -> list[ReportedRead]:
    """The reads that may be told, and each reply since a withheld notice as a read, in time."""
    logged = (
        ReportedRead(
            at=row.at,
            username=row.username,
            role=row.role,
            unit=row.unit,
            action=row.action,
            ground=row.ground,
        )
        for row in reads_told(request, recorded, rows)
    )
    implied = (
        ReportedRead(
            at=reply.timestamp,
            username=reply.by.username,
            role=reply.by.role,
            unit=reply.by.unit,
            action=VIEW,
            ground=Standing.OWN,
        )
        for reply in answers_withheld_from(request, recorded)
    )
    return sorted((*logged, *implied), key=lambda read: read.at)


def _is_of_words(row: Logged) -> bool:
    of_staff = row.role != Role.REQUESTER and row.outcome == ReadOutcome.OK
    return of_staff and row.action in READS_WORDS
