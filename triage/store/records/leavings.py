"""What was left by the quick exit? Only keyed hashes of it, and for how long they are kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select

from triage.store.database.inserts import if_absent
from triage.store.tables.core_tables import leavings

# A tab that stays open can send its form again for as long as this.
KEPT_FOR = timedelta(days=30)

# Built once: composing a statement costs more than running it.
LEFT = if_absent(leavings)
AMONG = select(leavings.c.left_at).where(leavings.c.mac.in_(bindparam("macs", expanding=True)))


def add(connection: Connection, macs: Collection[bytes], now: datetime) -> None:
    """Remember what was left. What is listed already keeps its moment."""
    rows = [{"mac": mac, "left_at": now} for mac in macs]
    if rows:
        connection.execute(LEFT[connection.dialect.name], rows)


def left_at(connection: Connection, macs: Collection[bytes]) -> datetime | None:
    """When the first of these was left; None where none was."""
    moments = connection.scalars(AMONG, {"macs": list(macs)}).all() if macs else ()
    return min(moments, default=None)


def sweep_out(connection: Connection, now: datetime) -> None:
    connection.execute(delete(leavings).where(leavings.c.left_at <= now - KEPT_FOR))
