"""For which watches is there news? Looks at the log from the place where it last stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from projections.changes import Changes, changed_since
from projections.room import Room
from projections.watches import Watch
from triage.failures import code_of, places_of
from triage.store.recorder import LogRecorder

LOG = structlog.get_logger()


class Lookout:
    """Looks after the watches of one process; one call at a time."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._place: int | None = None

    def begin(self, watch: Watch, now: datetime) -> str:
        """Begin to watch: what is seen now, as the watch says it.

        Raises:
            CatchingUp: the queue is too far behind.
            RequestUnknown: not the viewer's to know of.
        """
        room = self._room
        if self._place is None:
            with room.database.reads.connect() as connection:
                self._place = LogRecorder(connection).head()[0]
        # Only now: what happens behind the place is told by the next look.
        room.follower.bring_up_to_date(room.queue)
        with room.database.reads.connect() as connection:
            return watch.begin(room, connection, now)

    def look(self, watches: Sequence[Watch]) -> list[Watch]:
        """Those for which there is news since the last look.

        Raises:
            CatchingUp: the queue is too far behind; a later look tells all of it.
        """
        room, place = self._room, self._place
        if place is None:
            return []
        with room.database.reads.connect() as connection:
            changes = changed_since(connection, place)
        if changes.until == place:
            return []
        room.follower.bring_up_to_date(room.queue)
        with room.database.reads.connect() as connection:
            told = [each for each in watches if _has_news(each, room, connection, changes)]
        self._place = changes.until
        return told

    def rest(self) -> None:
        """Nobody watches any more: whoever comes next begins at the end of the log."""
        self._place = None


def _has_news(watch: Watch, room: Room, connection: Connection, changes: Changes) -> bool:
    try:
        return watch.has_news(room, connection, changes)
    except Exception as failure:
        # One that fails takes no other with it; its page looks for itself, and says what it finds.
        LOG.error("watch-failed", code=code_of(failure), places=places_of(failure.__traceback__))
        return True
