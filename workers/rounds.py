"""When was each round last made, by whichever process? One disposable row a round, for /readyz."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, MetaData, String, Table, select

from projections.machinery.repairing import Repairer
from triage.store.database.engine import VIEWS, Database
from triage.store.database.inserts import replacing
from triage.store.tables.core_tables import Moment
from triage.store.tables.guards import Guard, guarded

rounds = Table(
    "rounds_1",
    MetaData(),
    Column("name", String(64), primary_key=True),
    Column("done_at", Moment, nullable=False),
    schema=VIEWS,
    info=guarded(Guard.NOTHING, "when a round was made last, for /readyz alone"),
)
LATEST = replacing(rounds)


class Rounds:
    """Remembers the end of the latest round of each name. It is lost with the read models."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._repairer = Repairer(database, (rounds,))

    def prepare(self) -> None:
        """Make the table where it is missing."""
        self._repairer.prepare()

    def done(self, name: str, at: datetime) -> None:
        self._repairer.tried(lambda: self._note(name, at))

    def last(self, name: str) -> datetime | None:
        """When the latest round of that name ended; None where there was none yet."""
        return self._repairer.tried(lambda: self._noted(name))

    def _noted(self, name: str) -> datetime | None:
        with self._database.view_reads.connect() as connection:
            return connection.scalar(select(rounds.c.done_at).where(rounds.c.name == name))

    def _note(self, name: str, at: datetime) -> None:
        with self._database.views.begin() as connection:
            connection.execute(LATEST[connection.dialect.name], {"name": name, "done_at": at})
