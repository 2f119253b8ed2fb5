"""Which tokens that work once were used? Their keyed hashes, for as long as they would be taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from triage.store.database.inserts import if_absent
from triage.store.tables.provider_tables import spent_tokens

SPEND = if_absent(spent_tokens)


def spend(connection: Connection, mac: bytes, until: datetime) -> bool:
    """Whether this is the first use of it; `until` it would be taken at all."""
    done = connection.execute(SPEND[connection.dialect.name], {"mac": mac, "until": until})
    return done.rowcount == 1


def sweep_out(connection: Connection, now: datetime) -> None:
    connection.execute(delete(spent_tokens).where(spent_tokens.c.until <= now))
