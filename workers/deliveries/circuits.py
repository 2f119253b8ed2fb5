"""Which lines are resting? One row a line, so that all worker processes know the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update

from triage.notices.telling import DeliveryState
from triage.store.database.inserts import replacing
from triage.store.tables.delivery_tables import circuits, deliveries
from workers.deliveries.ledger import PUT_OFF_AT_MOST
from workers.deliveries.tries import FAILURES_THAT_OPEN, Circuit

LATEST = replacing(circuits)


def circuit(connection: Connection, line: str) -> Circuit:
    """The circuit breaker of a line; closed where nothing is stored."""
    row = connection.execute(select(circuits).where(circuits.c.line == line)).first()
    return Circuit(failures=row.failures, rests_until=row.rests_until) if row else Circuit()


def keep(connection: Connection, line: str, circuit: Circuit) -> None:
    """Store the circuit breaker of a line."""
    known = {"failures": circuit.failures, "rests_until": circuit.rests_until}
    connection.execute(LATEST[connection.dialect.name], {"line": line, **known})


def resting(connection: Connection, now: datetime) -> list[str]:
    """The lines on which nothing may be tried now."""
    rests = circuits.c.failures >= FAILURES_THAT_OPEN, circuits.c.rests_until > now
    return list(connection.scalars(select(circuits.c.line).where(*rests)))


def number_open(connection: Connection) -> int:
    """How many lines failed again and again while something waits for them."""
    is_open = circuits.c.failures >= FAILURES_THAT_OPEN
    waits = exists().where(
        deliveries.c.line == circuits.c.line, deliveries.c.state == DeliveryState.WAITING
    )
    found = select(func.count()).select_from(circuits).where(is_open, waits)
    return connection.scalar(found) or 0


def put_right(connection: Connection, now: datetime) -> None:
    """End rests that are longer than any can be: a clock that was ahead set them."""
    resting = circuits.c.rests_until > now + PUT_OFF_AT_MOST
    connection.execute(update(circuits).where(resting).values(rests_until=now))
