"""Whose retention is over, and how is that content destroyed, with a report?

Nothing brings back what is destroyed, so it is done by a command and not by the sweep: somebody
reads the report first, and a clock that leapt ahead is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from triage.actors import Actor, Role
from triage.errors.requests import RequestDamaged, RequestErased
from triage.errors.retention import NotYetOver
from triage.evidence.access_log import read_until
from triage.request.commands.retention import DisposeOfRequest
from triage.request.events import Closed, Erased
from triage.request.retention import destroyed_on, is_to_be_destroyed, retention_ground
from triage.store.events.streams import folded, stream
from triage.store.keys.freed_pages import OldBytesLinger
from triage.store.tables.core_tables import events
from triage.time.calendar import local_day
from wiring.composition.parts import Parts
from wiring.refused import Refused

AT_THE_MACHINE = Actor(role=Role.ADMINISTRATOR)
# A service in use is read every day; after such a silence the clock may be wrong.
SILENCE_AT_MOST = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """A request whose retention is over, by reference, with the ground and both days."""

    request_id: UUID
    reference: str
    ground: str
    closed_on: date
    destroyed_on: date


def disposals(parts: Parts) -> Iterator[Disposal]:
    """Those whose day has come and that nothing holds back, by request."""
    now = parts.clock()
    with parts.database.lasting.connect() as connection:
        rules = parts.catalogues.current(connection).retention
        erased = select(events.c.request_id).where(events.c.topic == Erased.TOPIC)
        closed = select(events.c.request_id).where(events.c.topic == Closed.TOPIC)
        waiting = connection.scalars(closed.except_(erased).order_by("request_id")).all()
    for request_id in waiting:
        with parts.database.lasting.connect() as connection:
            request = folded(stream(connection, parts.ring, request_id)[1])
        day = destroyed_on(request, rules)
        if day is None or request.closed_at is None:
            continue
        if is_to_be_destroyed(request, rules, now):
            yield Disposal(
                request_id=request_id,
                reference=request.reference,
                ground=retention_ground(request),
                closed_on=local_day(request.closed_at),
                destroyed_on=day,
            )


def destroy(parts: Parts, disposal: Disposal) -> bool:
    """Destroy the keys of one; whether it was still to be destroyed.

    Raises:
        Refused: somebody reading keeps the old bytes on the disk.
    """
    try:
        command = DisposeOfRequest(request_id=disposal.request_id)
        parts.triage.execute_and_wait(command, AT_THE_MACHINE)
    except (NotYetOver, RequestErased, RequestDamaged):
        return False
    except OldBytesLinger:
        raise Refused(
            "the keys are destroyed, but somebody reading keeps their old bytes on the disk: "
            f"give erase {disposal.reference} in a minute, then this command again"
        ) from None
    return True


def require_believable(parts: Parts) -> None:
    """Let a clock pass that is not long after the last read.

    Raises:
        Refused
    """
    with parts.database.lasting.connect() as connection:
        last_at = read_until(connection, of_all=True)
    if last_at is not None and parts.clock() - last_at > SILENCE_AT_MOST:
        raise Refused(
            f"nobody has read anything since {last_at.date().isoformat()}: where the clock is "
            "right all the same, say --clock-is-right"
        )
