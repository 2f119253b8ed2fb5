"""What do the records say about now? What they hold later than it was made by a wrong clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projections.views.due import DueRequests
from triage.evidence.access_log import read_until
from triage.store.database.engine import Database
from triage.store.records.submissions import submitted_until
from workers.clock.clock_check import SKEW
from workers.clock.clock_notes import ClockNotes


class Records:
    """Looks for marks of the clock and acts of people that lie further ahead than hosts differ."""

    def __init__(self, database: Database, due: DueRequests, notes: ClockNotes) -> None:
        self._database = database
        self._due = due
        self._notes = notes

    def marked_after(self, now: datetime, limit: int) -> list[UUID]:
        """Up to `limit` requests with a mark that had not fallen due by now."""
        return self._due.prematurely_marked(now + SKEW, limit)

    def acted_after(self, now: datetime, *, everywhere: bool) -> datetime | None:
        """The latest moment at which a person did something, where that lies after now.

        None too where the administrator accepted it. `everywhere` reads all that was ever read or
        sent in, which takes longer the more that is.
        """
        found = [self._due.acted_until()]
        with self._database.reads.connect() as connection:
            found.append(read_until(connection, of_all=everywhere))
            if everywhere:
                found.append(submitted_until(connection))
        accepted_until = self._notes.accepted_until()
        known_until = max(now + SKEW, accepted_until) if accepted_until else now + SKEW
        return max((each for each in found if each and each > known_until), default=None)
