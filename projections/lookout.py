"""For which watches is there news? Looks at the log from where it last stopped."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime

import structlog
from sqlalchemy import Connection

from projections.changes import Changes, changed_since
from projections.room import Room
from projections.watches import Watch
from triage.errors import CatchingUp, ReadModelStopped
from triage.failures import code_of, places_of
from triage.store.recorder import LogRecorder

LOG = structlog.get_logger()


class Lookout:
    """Looks after the watches of one process; one call at a time.

    Those that read the queue wait where its read model is behind or stopped; the others do not.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        # Up to which position each kind of watch was told: those that read the queue, and others.
        self._told_until: dict[bool, int] = {}

    def begin(self, watch: Watch, now: datetime) -> str:
        """Begin to watch: what is seen now, as the watch says it.

        Raises:
            CatchingUp, ReadModelStopped: it reads the queue, which is too far behind.
            RequestUnknown: not the viewer's to know of.
        """
        room, reads_queue = self._room, watch.reads_queue
        if reads_queue not in self._told_until:
            with room.database.reads.connect() as connection:
                self._told_until[reads_queue] = LogRecorder(connection).head()[0]
        # Only now: what happens behind that position is told by the next look.
        self._keep_up(reads_queue)
        with self._looking(reads_queue) as connection:
            return watch.begin(room, connection, now)

    def look(self, watches: Sequence[Watch]) -> list[Watch]:
        """Those for which there is news since the last look."""
        told: list[Watch] = []
        for reads_queue in (False, True):
            of_kind = [each for each in watches if each.reads_queue is reads_queue]
            # A later look tells what the queue cannot tell yet.
            with suppress(CatchingUp, ReadModelStopped):
                told += self._look(of_kind, reads_queue) if of_kind else []
        return told

    def rest(self) -> None:
        """Nobody watches any more: whoever comes next begins at the end of the log."""
        self._told_until.clear()

    def _look(self, watches: Sequence[Watch], reads_queue: bool) -> list[Watch]:
        room, position = self._room, self._told_until.get(reads_queue)
        if position is None:
            return []
        with room.database.reads.connect() as connection:
            changes = changed_since(connection, position)
        if changes.until == position:
            return []
        self._keep_up(reads_queue)
        with self._looking(reads_queue) as connection:
            told = [each for each in watches if _has_news(each, room, connection, changes)]
        # Unless everybody has left meanwhile: whoever comes next begins anew.
        if reads_queue in self._told_until:
            self._told_until[reads_queue] = changes.until
        return told

    def _keep_up(self, reads_queue: bool) -> None:
        if reads_queue:
            self._room.follower.bring_up_to_date(self._room.queue)

    def _looking(self, reads_queue: bool) -> AbstractContextManager[Connection]:
        room = self._room
        return room.follower.reading(room.queue) if reads_queue else room.database.reads.connect()


def _has_news(watch: Watch, room: Room, connection: Connection, changes: Changes) -> bool:
    try:
        return watch.has_news(room, connection, changes)
    except Exception as failure:
        # One that fails takes no other with it; its page looks for itself, and says what it finds.
        LOG.error("watch-failed", code=code_of(failure), places=places_of(failure.__traceback__))
        return True
