"""Which units are asked for advice and have not answered? Without a word of any question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Connection, Index, MetaData, Table, Uuid, select

from projections.machinery.following import ReadModel, RowOf
from triage.actors import Actor
from triage.request.help_request import HelpRequest
from triage.store.database.engine import VIEWS
from triage.store.tables.core_tables import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRow:
    """A question to `unit` that waits. Nothing of the request but the id that leads to it."""

    request_id: UUID
    number: int
    unit: str
    from_unit: str | None
    asked_at: datetime


class ConsultationsModel(ReadModel):
    """One row a request; `asked_at` is the moment of its oldest question that waits."""

    name: ClassVar[str] = "consultations_2"

    @staticmethod
    def table_named(name: str, holder: MetaData) -> Table:
        return Table(
            name,
            holder,
            Column("request_id", Uuid, primary_key=True),
            Column("asked_at", Moment),
            Column("waiting", JSON, nullable=False),
            Column("recused", JSON, nullable=False),
            Index(f"{name}_by_moment", "asked_at"),
            schema=VIEWS,
        )

    def row(self, request: HelpRequest, profile: bytes | None) -> RowOf:
        waiting = request.open_consultations
        return {
            "request_id": request.id,
            "asked_at": min((each.asked_at for each in waiting), default=None),
            "waiting": [
                [each.number, each.unit, each.from_unit, each.asked_at.isoformat()]
                for each in waiting
            ],
            "recused": sorted(request.recused) if waiting else [],
        }


def consultation_rows(
    connection: Connection, table: Table, actor: Actor, limit: int
) -> tuple[ConsultationRow, ...]:
    """Up to `limit` of those that wait for the actor's units, oldest first."""
    rows = connection.execute(
        select(table)
        .where(table.c.asked_at.is_not(None))
        .order_by(table.c.asked_at, table.c.request_id)
    )
    found = (
        each
        for row in rows
        if actor.username not in row.recused
        for each in _rows_of(row)
        if each.unit in actor.units
    )
    return tuple(sorted(found, key=lambda each: each.asked_at)[:limit])


def _rows_of(row: Any) -> Iterator[ConsultationRow]:
    for number, unit, from_unit, asked_at in row.waiting:
        yield ConsultationRow(
            request_id=row.request_id,
            number=number,
            unit=unit,
            from_unit=from_unit,
            asked_at=datetime.fromisoformat(asked_at),
        )
