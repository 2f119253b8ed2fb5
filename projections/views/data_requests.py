"""Which data requests wait, by when, and what was asked and answered?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Index,
    MetaData,
    String,
    Table,
    Uuid,
    select,
)

from projections.machinery.following import ReadModel, RowOf
from projections.views.breaches import breaches_stored, open_breaches
from triage.codes import DataRequestKind, DataRequestOutcome
from triage.request.help_request import HelpRequest
from triage.request.state.own.data_request import DECIDED_BY_WORKERS, DataRequest
from triage.store.database.engine import VIEWS
from triage.store.tables.core_tables import Moment
from triage.text.personal import revealed
from triage.time.calendar import day_ending_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestShown:
    """One data request with its words, for its requester and the data protection officer."""

    number: int
    kind: DataRequestKind
    text: str | None
    asked_at: datetime
    due_at: datetime
    due_on: date
    answered_at: datetime | None
    outcome: DataRequestOutcome | None
    answer: str | None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestRow:
    """One that waits, without its words. `overdue`: its moment has passed.

    `writer_unconfirmed`: the receipt was replaced or seen by others, at the moments that follow,
    and it is confirmed who writes before anything is answered.
    """

    request_id: UUID
    reference: str
    number: int
    kind: DataRequestKind
    asked_at: datetime
    due_at: datetime
    due_on: date
    overdue: bool
    writer_unconfirmed: bool
    receipt_replaced_at: datetime | None
    contact_compromised_at: datetime | None


class DataRequestsModel(ReadModel):
    """One row a request; `due_at` is the first moment by which one must be answered."""

    name: ClassVar[str] = "data_requests_3"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return Table(
            name,
            holder,
            Column("request_id", Uuid, primary_key=True),
            Column("reference", String(20), nullable=False),
            Column("due_at", Moment),
            Column("waiting", JSON, nullable=False),
            Column("breaches", JSON, nullable=False),
            Column("writer_unconfirmed", Boolean, nullable=False),
            Column("receipt_replaced_at", Moment),
            Column("contact_compromised_at", Moment),
            Index(f"{name}_by_moment", "due_at"),
            schema=VIEWS,
        )

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        waiting, breaches = request.open_data_requests, open_breaches(request)
        due = [*(each.due_at for each in waiting), *(each.due_at for each in breaches)]
        return {
            "request_id": request.id,
            "reference": request.reference,
            "due_at": min(due, default=None),
            "waiting": [
                [each.number, str(each.kind), each.asked_at.isoformat(), each.due_at.isoformat()]
                for each in waiting
            ],
            "breaches": breaches_stored(breaches),
            "writer_unconfirmed": request.writer_unconfirmed,
            "receipt_replaced_at": request.receipt_replaced_at,
            "contact_compromised_at": request.contact_compromised_at,
        }


def waiting_rows(
    connection: Connection, table: Table, now: datetime, limit: int
) -> tuple[DataRequestRow, ...]:
    """Up to `limit` of those that wait, the first due first."""
    rows = connection.execute(
        select(table)
        .where(table.c.due_at.is_not(None))
        .order_by(table.c.due_at, table.c.request_id)
        .limit(limit)
    )
    found = (each for row in rows for each in _rows_of(row, now))
    return tuple(sorted(found, key=lambda each: (each.due_at, each.asked_at))[:limit])


def _rows_of(row: Any, now: datetime) -> Iterator[DataRequestRow]:
    for number, kind, asked_at, due_at in row.waiting:
        due = datetime.fromisoformat(due_at)
        yield DataRequestRow(
            request_id=row.request_id,
            reference=row.reference,
            number=number,
            kind=DataRequestKind(kind),
            asked_at=datetime.fromisoformat(asked_at),
            due_at=due,
            due_on=day_ending_at(due),
            overdue=due <= now,
            writer_unconfirmed=row.writer_unconfirmed,
            receipt_replaced_at=row.receipt_replaced_at,
            contact_compromised_at=row.contact_compromised_at,
        )


def shown(data_requests: Iterable[DataRequest]) -> tuple[DataRequestShown, ...]:
    """These with their words, in their order."""
    return tuple(
        DataRequestShown(
            number=each.number,
            kind=each.kind,
            text=revealed(each.text),
            asked_at=each.asked_at,
            due_at=each.due_at,
            due_on=day_ending_at(each.due_at),
            answered_at=each.answered_at,
            outcome=each.outcome,
            answer=revealed(each.answer),
            answered_by=each.answered_by,
        )
        for each in data_requests
    )


def corrections(request: HelpRequest) -> tuple[DataRequestShown, ...]:
    """What whoever reads the request decides, too: corrections and objections that wait."""
    waiting = request.open_data_requests
    return shown(each for each in waiting if each.kind in DECIDED_BY_WORKERS)
