"""Which hosts that sweep doubt their clock, and what did the administrator accept?

A few disposable rows, for whoever tells how the service stands.
"""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, MetaData, String, Table, func, select

from projections.machinery.repairing import Repairer
from triage.store.database.engine import VIEWS, Database
from triage.store.database.inserts import replacing
from triage.store.tables.core_tables import Moment
from triage.store.tables.guards import Guard, guarded

clock_notes = Table(
    "clock_notes_1",
    MetaData(),
    Column("name", String(300), primary_key=True),
    Column("doubt", String(64)),
    Column("at", Moment, nullable=False),
    schema=VIEWS,
    info=guarded(Guard.NOTHING, "which clocks are doubted, for /readyz alone"),
)
LATEST = replacing(clock_notes)
SWEPT_AT: Final = "host "
ACCEPTED: Final = "accepted"
# A host that has not swept for so long says nothing any more.
FRESH_FOR: Final = timedelta(minutes=10)


class ClockNotes:
    """Remembers what each sweeping host found last. It is lost with the read models."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._repairer = Repairer(database, (clock_notes,))
        self._name = SWEPT_AT + socket.gethostname()

    def prepare(self) -> None:
        """Make the table where it is missing."""
        self._repairer.prepare()

    def note(self, doubt: str | None) -> None:
        """Tell what this host's latest sweep found; its moment is the database's."""
        self._write(self._name, doubt, func.now())

    def doubts(self) -> list[str]:
        """What the hosts that sweep doubt now."""
        return self._repairer.tried(self._doubts)

    def accept(self, until: datetime) -> None:
        """Ignore acts of people up to this moment, though they lie after now."""
        self._write(ACCEPTED, None, until)

    def accepted_until(self) -> datetime | None:
        """Up to which moment; None where nothing was accepted."""
        return self._repairer.tried(self._accepted_until)

    def _doubts(self) -> list[str]:
        rows = select(clock_notes.c.doubt, clock_notes.c.at, func.now(type_=Moment)).where(
            clock_notes.c.name.startswith(SWEPT_AT), clock_notes.c.doubt.is_not(None)
        )
        with self._database.view_reads.connect() as connection:
            return [
                doubt
                for doubt, noted_at, now in connection.execute(rows)
                if abs(now - noted_at) < FRESH_FOR
            ]

    def _accepted_until(self) -> datetime | None:
        query = select(clock_notes.c.at).where(clock_notes.c.name == ACCEPTED)
        with self._database.view_reads.connect() as connection:
            return connection.scalar(query)

    def _write(self, name: str, doubt: str | None, at: object) -> None:
        self._repairer.tried(lambda: self._put(name, doubt, at))

    def _put(self, name: str, doubt: str | None, at: object) -> None:
        with self._database.views.begin() as connection:
            insert = LATEST[connection.dialect.name]
            connection.execute(insert.values(name=name, doubt=doubt, at=at))
