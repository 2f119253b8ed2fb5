"""What are response times counted from? Rows of requests that came in on one Tuesday at nine."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from projections.figures.response_groups import Grouping, Selection
from projections.figures.response_times import Counted, Figures, ResponseModel, figures
from tests.domain.given import at, submitted
from triage.request.words import Profile
from triage.store.events.sealing import SealingMapper, sealed_profile
from triage.store.keys.key_ring import KeyRing

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
        "urgency": None,
        "outcome": None,
        "look_late_at": None,
        "consulted_at": None,
        "submitted_at": ARRIVED,
        "target_at": TARGET,
        "breach_at": BREACH,
        "answered_at": answered_at,
        "opened_at": None,
        "working_minutes": 60 if answered_at else None,
        "ended_at": None,
        "follow_ups": [],
        "miss_cause": None,
        "miss_explained_at": None,
        "unexplained": False,
        "profile": None,
    } | changed


def from_place(connection: Connection, number: int, municipality: str) -> bytes | None:
    """The sealed profile of request `number`, whose keys the ring now holds."""
    request_id = UUID(int=number)
    case = submitted(request_id=request_id, profile=Profile(municipality=municipality))
    keys = RING.make(connection, request_id)
    return sealed_profile(SealingMapper(keys).to_stored_event(case.events[0]))


def counted(connection: Connection, rows: list[dict[str, Any]], **asked: Any) -> list[Figures]:
    """The figures of these rows; on the 21st, by unit, of one unit, unless asked otherwise."""
    plant(connection, rows)
    return list(told(connection, **asked).rows)


def plant(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Fill the read model, numbering the requests from nought."""
    numbered = [{"request_id": UUID(int=number), **row} for number, row in enumerate(rows)]
    connection.execute(insert(MODEL.table), numbered)


def told(connection: Connection, **asked: Any) -> Counted:
    """What the planted rows answer."""
    wanted: dict[str, Any] = {
        "units": frozenset({UNIT}),
        "grouping": Grouping.UNIT,
        "as_of": at(21, 9),
        "is_live": True,
        "workers": {UNIT: frozenset("abc"), "neuvola": frozenset("def")},
        **asked,
    }
    return figures(connection, MODEL.table, RING, Selection(**wanted))
