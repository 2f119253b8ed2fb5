"""Did the latest test alarm reach the duty? Told from its deliveries and the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, func, select

from triage.catalogue import Catalogue
from triage.notices.daily_alarm import NO_REQUEST, due_test, ways_tested
from triage.notices.telling import DeliveryState
from triage.store.database.tagged_rows import true_rows
from triage.store.tables.core_tables import catalogues
from triage.store.tables.delivery_tables import deliveries
from triage.time.calendar import local_day


class Proof(StrEnum):
    """What the test alarm has shown of the duty's line."""

    LEFT = "left"
    ON_ITS_WAY = "on-its-way"
    FAILED = "failed"
    # Its moment passed, and nothing was sent: no worker was there, or the clock was doubted.
    MISSED = "missed"
    # The catalogue names no number and no address for the duty.
    NO_WAY = "no-way"


# Where somebody must see to the line.
UNPROVED = frozenset({Proof.FAILED, Proof.MISSED, Proof.NO_WAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProof:
    """How the latest test alarm went. `at` is when the last of it left, else when it was due.

    `carriers` are those along which it did not leave; `today` tells whether `at` is of today.
    """

    proof: Proof
    at: datetime
    today: bool
    carriers: tuple[str, ...] = ()


def line_proof(connection: Connection, catalogue: Catalogue, now: datetime) -> LineProof | None:
    """How the test alarm that should have left by `now` went; None where there is none."""
    test = due_test(catalogue, now)
    if test is None:
        return None
    rows = _rows_of(connection, test.day)
    if rows and all(row.state == DeliveryState.SENT for row in rows):
        return _told(Proof.LEFT, max(row.ended_at for row in rows), now)
    unsent = [row for row in rows if row.state != DeliveryState.SENT]
    carriers = tuple(sorted({row.carrier for row in unsent}))
    if rows:
        is_failing = test.is_late(now) or any(row.state != DeliveryState.WAITING for row in unsent)
        return _told(Proof.FAILED if is_failing else Proof.ON_ITS_WAY, test.due_at, now, carriers)
    if not any(ways_tested(catalogue)):
        return _told(Proof.NO_WAY, test.due_at, now)
    if not test.is_late(now):
        return _told(Proof.ON_ITS_WAY, test.due_at, now)
    if _began_after(connection, test.due_at) and not test.leaves_at(now):
        return None
    return _told(Proof.MISSED, test.due_at, now)


def last_left_at(connection: Connection) -> datetime | None:
    """When a test alarm last left along every way; None where none did in thirty days."""
    of_tests = select(deliveries).where(deliveries.c.request_id == NO_REQUEST)
    latest_first = of_tests.order_by(deliveries.c.version.desc())
    rows = true_rows(connection, latest_first, deliveries)
    for _, of_a_day in groupby(rows, key=attrgetter("version")):
        tested = list(of_a_day)
        if all(row.state == DeliveryState.SENT for row in tested):
            left_at: datetime | None = max(row.ended_at for row in tested)
            return left_at
    return None


def _told(proof: Proof, at: datetime, now: datetime, carriers: tuple[str, ...] = ()) -> LineProof:
    return LineProof(proof=proof, at=at, today=local_day(at) == local_day(now), carriers=carriers)


def _rows_of(connection: Connection, day: date) -> Sequence[Row[Any]]:
    of_the_day = (
        deliveries.c.request_id == NO_REQUEST,
        deliveries.c.version == day.toordinal(),
    )
    return list(true_rows(connection, select(deliveries).where(*of_the_day), deliveries))


def _began_after(connection: Connection, moment: datetime) -> bool:
    """Whether this service has its first catalogue from later than that."""
    first = connection.scalar(select(func.min(catalogues.c.published_at)))
    return first is None or first > moment
