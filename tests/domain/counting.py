"""What are response times counted from? Rows of requests that came in on one Tuesday at nine."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from projections.response_times import Asked, Figures, Grouping, ResponseModel, figures
from tests.domain.given import at
from triage.store.keys import KeyRing

MODEL = ResponseModel()
RING = KeyRing(b"m" * 32)
UNIT = "perhesosiaalityo"
ARRIVED, TARGET, BREACH = at(8, 9), at(10, 0), at(11, 0)
IN_TARGET, IN_PROMISE, LATE = at(9, 9), at(10, 9), at(14, 9)
MOMENT = timedelta(microseconds=1)


def fact(answered_at: datetime | None = None, **changed: Any) -> dict[str, Any]:
    """A row of a request that came in on Tuesday at nine."""
    return {
        "unit": UNIT,
        "topics": " TAL ",
        "submitted_at": ARRIVED,
        "target_at": TARGET,
        "breach_at": BREACH,
        "answered_at": answered_at,
        "working_minutes": 60 if answered_at else None,
        "ended_at": None,
        "profile": None,
    } | changed


def counted(connection: Connection, rows: list[dict[str, Any]], **asked: Any) -> list[Figures]:
    numbered = [{"request_id": UUID(int=number), **row} for number, row in enumerate(rows)]
    connection.execute(insert(MODEL.table), numbered)
    wanted: dict[str, Any] = {
        "units": frozenset({UNIT}),
        "grouping": Grouping.UNIT,
        "as_of": at(21, 9),
        **asked,
    }
    return list(figures(connection, MODEL.table, RING, Asked(**wanted)))
